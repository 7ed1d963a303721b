/// Puts a tool's schema into the JSON Schema that a dialect takes.
///
/// The arguments are held against the schema itself when the call comes back, so that what is said
/// less strictly here is no less strict in the end.
struct FittingSchema {
  let dialect: Dialect

  /// The schema of a tool's arguments: an object at the top, without alternatives beside it.
  func fit(_ schema: JSON, _ notes: inout FittingNotes) -> JSON {
    var walk = SchemaWalk(root: schema, dialect: dialect)
    let (top, isWhole) = FittingSchema.object(schema)
    var members = walk.fit(.object(top), depth: 0).objectValue ?? JSONObject()
    members["type"] = "object"
    // OpenAI refuses an object that names no properties.
    if members["properties"]?.objectValue == nil { members["properties"] = [:] }
    if walk.hasLost || !isWhole {
      notes.add("a tool's schema is sent in a simpler form, and the calls are checked by its own")
    }
    return .object(members)
  }

  /// The schema of an answer: only Google's subset has to be kept to.
  func fit(answer schema: JSON) -> JSON {
    switch dialect {
    case .gemini, .geminiGRPC:
      var walk = SchemaWalk(root: schema, dialect: dialect)
      return walk.fit(schema, depth: 0)
    case .openAIChat, .openAIResponses, .anthropic, .ollama: return schema
    }
  }

  /// The top as one object: OpenAI and Anthropic take no `oneOf`, `anyOf` or `allOf` there.
  private static func object(_ schema: JSON) -> (JSONObject, isWhole: Bool) {
    guard var top = schema.objectValue else { return (JSONObject(), schema == true) }
    var isWhole = true
    if let target = SchemaWalk.target(of: top["$ref"]?.stringValue, in: schema)?.objectValue {
      top["$ref"] = nil
      SchemaWalk.merge(target, into: &top, isAlternative: false)
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
      guard let branches = top[keyword]?.arrayValue else { continue }
      top[keyword] = nil
      isWhole = false
      var alternatives: JSONObject?
      for branch in branches {
        let target = SchemaWalk.target(of: branch["$ref"]?.stringValue, in: schema) ?? branch
        guard let members = target.objectValue else { continue }
        if keyword == "allOf" {
          SchemaWalk.merge(members, into: &top, isAlternative: false)
        } else if var known = alternatives {
          SchemaWalk.merge(members, into: &known, isAlternative: true)
          alternatives = known
        } else {
          alternatives = members
        }
      }
      if let alternatives { SchemaWalk.merge(alternatives, into: &top, isAlternative: false) }
    }
    for keyword in ["enum", "const", "not", "if", "then", "else"] where top[keyword] != nil {
      top[keyword] = nil
      isWhole = false
    }
    return (top, isWhole)
  }
}

/// Walks through a schema and leaves out what the dialect does not take.
struct SchemaWalk {
  private static let maxDepth = 48
  /// References are put in place at Ollama, and may multiply.
  private static let maxNodes = 4096

  private let root: JSON
  private let dialect: Dialect
  private var nodes = 0
  /// The references that are being put in place: one within itself stays open.
  private var open: [String] = []
  /// Something that says what is allowed was left out.
  private(set) var hasLost = false

  init(root: JSON, dialect: Dialect) {
    self.root = root
    self.dialect = dialect
  }

  mutating func fit(_ schema: JSON, depth: Int) -> JSON {
    guard let members = schema.objectValue else {
      // `true` allows everything, as an empty object does, which every server reads.
      if schema == false { hasLost = true }
      return [:]
    }
    nodes += 1
    guard depth < SchemaWalk.maxDepth, nodes < SchemaWalk.maxNodes else {
      hasLost = true
      return [:]
    }
    var source = members
    let reference = members["$ref"]?.stringValue
    if let reference {
      guard let put = refer(reference, members) else { return [:] }
      if put["$ref"] != nil { return .object(put) }
      source = put
      open.append(reference)
    }
    defer { if reference != nil { open.removeLast() } }
    if isSubset { simplify(&source) }
    var output = JSONObject()
    for member in source.members { take(member, into: &output, depth: depth) }
    return .object(output)
  }

  /// Google's and Ollama's subsets.
  private var isSubset: Bool {
    switch dialect {
    case .gemini, .geminiGRPC, .ollama: true
    case .openAIChat, .openAIResponses, .anthropic: false
    }
  }

  // MARK: References

  /// What stands for a reference: itself, or, at Ollama, what it refers to.
  private mutating func refer(_ reference: String, _ members: JSONObject) -> JSONObject? {
    guard !open.contains(reference), let target = SchemaWalk.target(of: reference, in: root) else {
      hasLost = true
      return nil
    }
    if dialect != .ollama {
      // Google takes nothing beside a reference, and knows `$defs` only.
      let old = "#/definitions/"
      let isOld = isSubset && reference.hasPrefix(old)
      let name = isOld ? "#/$defs/" + reference.dropFirst(old.count) : reference
      if isSubset { return JSONObject([JSONMember(key: "$ref", value: .string(name))]) }
      return members
    }
    var put = members
    put["$ref"] = nil
    if let target = target.objectValue {
      SchemaWalk.merge(target, into: &put, isAlternative: false)
    }
    return put
  }

  /// What a reference within the document means.
  static func target(of reference: String?, in root: JSON) -> JSON? {
    guard let reference, reference.hasPrefix("#") else { return nil }
    var value = root
    for step in reference.dropFirst().split(separator: "/").prefix(maxDepth) {
      guard let next = value[String(step)] else { return nil }
      value = next
    }
    return value
  }

  // MARK: Members

  private static let always: Set<String> = [
    "$schema", "$id", "$comment", "$anchor", "$dynamicAnchor", "$vocabulary", "examples",
  ]
  /// Gemini.md, section 1, and Google's page on structured output.
  private static let google: Set<String> = [
    "$defs", "type", "format", "title", "description", "enum", "items", "prefixItems", "minItems",
    "maxItems", "minimum", "maximum", "anyOf", "properties", "additionalProperties", "required",
    "propertyOrdering",
  ]
  /// Ollama.md, section 2.
  private static let ollama: Set<String> = [
    "type", "anyOf", "items", "description", "enum", "properties", "required",
  ]
  /// What says nothing about what is allowed.
  private static let remarks: Set<String> = [
    "title", "default", "deprecated", "readOnly", "writeOnly", "format", "$defs", "definitions",
    "propertyOrdering", "additionalProperties",
  ]

  private mutating func take(_ member: JSONMember, into output: inout JSONObject, depth: Int) {
    let key = member.key
    if SchemaWalk.always.contains(key) { return }
    if isSubset {
      let taken = dialect == .ollama ? SchemaWalk.ollama : SchemaWalk.google
      guard taken.contains(key) else {
        if !SchemaWalk.remarks.contains(key) { hasLost = true }
        return
      }
    }
    switch key {
    case "properties", "$defs", "definitions", "patternProperties", "dependentSchemas":
      var inner = JSONObject()
      for entry in member.value.objectValue?.members ?? [] {
        inner.append(JSONMember(key: entry.key, value: fit(entry.value, depth: depth + 1)))
      }
      output[key] = .object(inner)
    case "anyOf", "oneOf", "allOf", "prefixItems":
      let all = member.value.arrayValue ?? []
      if !all.isEmpty { output[key] = .array(all.map { fit($0, depth: depth + 1) }) }
    case "additionalProperties" where member.value.boolValue != nil: output[key] = member.value
    case "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames":
      output[key] = fit(member.value, depth: depth + 1)
    default: output[key] = member.value
    }
  }

  /// Says in the subset's words what they can say.
  private mutating func simplify(_ members: inout JSONObject) {
    if let value = members["const"] {
      members["const"] = nil
      members["enum"] = [value]
    }
    if let tuple = members["items"], tuple.arrayValue != nil {
      members["items"] = nil
      members["prefixItems"] = tuple
    }
    if let choices = members["oneOf"] {
      members["oneOf"] = nil
      if members["anyOf"] == nil { members["anyOf"] = choices }
    }
    if let old = members["definitions"] {
      members["definitions"] = nil
      if members["$defs"] == nil { members["$defs"] = old }
    }
    for part in members["allOf"]?.arrayValue ?? [] {
      let target = SchemaWalk.target(of: part["$ref"]?.stringValue, in: root) ?? part
      guard let other = target.objectValue else { continue }
      SchemaWalk.merge(other, into: &members, isAlternative: false)
    }
    members["allOf"] = nil
  }

  /// Adds another schema's members; of an alternative only what both demand is required.
  static func merge(_ other: JSONObject, into members: inout JSONObject, isAlternative: Bool) {
    for member in other.members {
      switch member.key {
      case "properties", "$defs", "definitions":
        var known = members[member.key]?.objectValue ?? JSONObject()
        for entry in member.value.objectValue?.members ?? [] where known[entry.key] == nil {
          known[entry.key] = entry.value
        }
        members[member.key] = .object(known)
      case "required" where !isAlternative:
        let names = members["required"]?.arrayValue ?? []
        let more = (member.value.arrayValue ?? []).filter { !names.contains($0) }
        members["required"] = .array(names + more)
      case "required": continue
      default: if members[member.key] == nil { members[member.key] = member.value }
      }
    }
    guard isAlternative else { return }
    let both = other["required"]?.arrayValue ?? []
    let names = (members["required"]?.arrayValue ?? []).filter(both.contains)
    members["required"] = names.isEmpty ? nil : .array(names)
    // What one alternative forbids another may have.
    members["additionalProperties"] = nil
  }
}
