/// A model at a provider, written `provider/model`.
package struct Target: Hashable, Sendable, CustomStringConvertible {
  package let provider: String
  /// May itself hold slashes (`openai/gpt-oss-20b` at Groq).
  package let model: String
  /// Of both: each request looks what is known of its target up a dozen times.
  private let digest: UInt64

  package init(provider: String, model: String) {
    self.provider = provider
    self.model = model
    digest = StableHash.hash(model, after: StableHash.hash(provider))
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }

  /// Reads `provider/model`; nil without a slash or with an empty side.
  package init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/"), slash != text.startIndex else { return nil }
    let model = text[text.index(after: slash)...]
    guard !model.isEmpty else { return nil }
    self.init(provider: String(text[..<slash]), model: String(model))
  }

  package var description: String { provider + "/" + model }
}

extension JSONOutput {
  /// A target as it is named everywhere.
  package mutating func member(_ name: StaticString, _ target: Target?) {
    member(name) { output in
      if let target { output.path(target.provider, target.model) } else { output.null() }
    }
  }
}
