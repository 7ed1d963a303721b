/// A model at a provider, written `provider/model`.
package struct Target: Hashable, Sendable, CustomStringConvertible {
  package var provider: String
  /// May itself hold slashes (`openai/gpt-oss-20b` at Groq).
  package var model: String

  package init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }

  /// Reads `provider/model`; nil without a slash or with an empty side.
  package init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex else { return nil }
    let model = text[text.index(after: slash)...]
    guard !model.isEmpty else { return nil }
    self.init(provider: String(text[..<slash]), model: String(model))
  }

  package var description: String { provider + "/" + model }
}
