/// A key or password, which no description, dump or interpolation shows.
package struct Secret: Sendable, Hashable {
  private let text: String

  package init(_ text: String) { self.text = text }

  /// The text itself: for a request's header and for the redactor, and nowhere else.
  package var exposed: String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "…" }
  package var debugDescription: String { "…" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
