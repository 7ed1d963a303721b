/// Asking for JSON: natively where a dialect can, in words where it cannot.
enum StructuredOutput {
  /// What is added to the system text for a format that is not asked for natively.
  static func words(for format: ResponseFormat) -> String? {
    switch format {
    case .text: nil
    case .json: "Answer with one JSON object and nothing else, without a code fence."
    case .schema(_, let schema):
      "Answer with JSON that meets this JSON Schema, and nothing else, without a code fence:\n"
        + schema.text()
    }
  }

  static func joined(_ system: String?, _ words: String?) -> String? {
    let texts = [system, words].compactMap { $0 }.filter { !$0.isEmpty }
    return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
  }

  /// Whether a schema meets the rules of `strict`: all properties required, no others allowed
  /// (openai-chat.md, section 1).
  ///
  /// Others are asked for without it, which is not refused.
  static func isStrict(_ schema: JSON) -> Bool {
    schema["type"]?.stringValue == "object" && holds(schema, depth: 0)
  }

  private static func holds(_ schema: JSON, depth: Int) -> Bool {
    guard depth < 32, let members = schema.objectValue else { return depth > 0 && depth < 32 }
    if let properties = schema["properties"]?.objectValue {
      let required = Set(schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
      guard required == Set(properties.keys), schema["additionalProperties"] == .bool(false),
        properties.members.allSatisfy({ holds($0.value, depth: depth + 1) })
      else { return false }
    } else if schema["type"]?.stringValue == "object" {
      return false
    }
    for member in members.members {
      switch member.key {
      case "items":
        if !holds(member.value, depth: depth + 1) { return false }
      case "anyOf":
        let all = member.value.arrayValue ?? []
        if !all.allSatisfy({ holds($0, depth: depth + 1) }) { return false }
      case "$defs", "definitions":
        let all = member.value.objectValue?.members ?? []
        if !all.allSatisfy({ holds($0.value, depth: depth + 1) }) { return false }
      case "oneOf", "allOf", "not", "if", "patternProperties", "prefixItems": return false
      default: continue
      }
    }
    return true
  }
}

extension JSON {
  /// An object without the members that are nil.
  static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(
      JSONObject(
        members.compactMap { key, value in value.map { JSONMember(key: key, value: $0) } }))
  }

  /// A number, or nil for nil; JSON cannot spell infinities.
  static func optional(_ value: Double?) -> JSON? {
    value.flatMap { JSONNumber($0).map(JSON.number) }
  }
}
