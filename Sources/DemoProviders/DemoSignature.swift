/// What the demo signs reasoning with, so that a foreign or changed one can be told apart.
enum DemoSignature {
  /// "demo-signature" in base64.
  static let gemini = "ZGVtby1zaWduYXR1cmU="
  /// Stand-ins for calls that another model made (wire/gemini.md, "Thought signatures").
  static let geminiDummies = [
    "context_engineering_is_the_way_to_go", "skip_thought_signature_validator",
  ]

  /// The signature of a thinking block: it holds for this text only.
  static func of(_ thinking: String) -> String {
    "ZGVtby1" + String(hash(thinking), radix: 36)
  }

  /// FNV-1a, 64 bits: small, and the same on every run.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }
}
