/// Names a kept answer: the SHA-256 of everything that shapes it, in lower-case hexadecimal.
package struct CacheKey: Sendable, Hashable {
  package let text: String

  package init(text: String) { self.text = text }
}
