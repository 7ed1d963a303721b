import TestSupport

@testable import ChatEngine

/// Checks values against schemas of OpenAI's API description: as much of JSON Schema as it uses.
struct OpenAPIValidator {
  /// Nil where the suites are not there.
  static let openAI = Shared.suites.flatMap { Shared.bytes($0 + "/openapi/openapi.json") }
    .flatMap { try? JSON.parse($0) }.map(OpenAPIValidator.init)

  private let schemas: [String: JSON]

  init(_ description: JSON) {
    let members = description["components"]?["schemas"]?.objectValue?.members ?? []
    schemas = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
  }

  /// Why a value does not meet the schema of that name; empty if it does.
  func problems(of value: JSON, as name: String) -> [String] {
    guard let schema = schemas[name] else { return ["no schema \(name)"] }
    var problems = check(value, schema, at: name)
    let known = propertyNames(schema)
    for key in value.objectValue?.keys ?? [] where !known.contains(key) {
      problems.append("\(name).\(key) is unknown")
    }
    return problems
  }

  private func check(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    if let name = reference(schema) {
      return schemas[name].map { check(value, $0, at: place) } ?? ["no schema \(name)"]
    }
    if value.isNull, schema["nullable"] == true { return [] }
    var problems = checkType(value, schema, at: place)
    if !problems.isEmpty { return problems }
    if let allowed = schema["enum"]?.arrayValue, !allowed.contains(value) {
      problems.append("\(place) is not one of its values")
    }
    for inner in schema["allOf"]?.arrayValue ?? [] { problems += check(value, inner, at: place) }
    for key in ["anyOf", "oneOf"] {
      guard let choices = schema[key]?.arrayValue else { continue }
      let tries = choices.map { check(value, $0, at: place) }
      if !tries.contains(where: \.isEmpty) {
        problems.append("\(place) meets none of \(key): \(tries.flatMap { $0 })")
      }
    }
    return problems + checkSizes(value, schema, at: place) + checkMembers(value, schema, at: place)
  }

  private func checkType(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    let wanted = schema["type"]?.arrayValue ?? schema["type"].map { [$0] } ?? []
    let names = wanted.compactMap(\.stringValue)
    if names.isEmpty || names.contains(where: { has(value, type: $0) }) { return [] }
    return ["\(place) is not of type \(names)"]
  }

  private func has(_ value: JSON, type: String) -> Bool {
    switch type {
    case "null": value.isNull
    case "boolean": value.boolValue != nil
    case "integer": value.intValue != nil
    case "number": value.doubleValue != nil
    case "string": value.stringValue != nil
    case "array": value.arrayValue != nil
    case "object": value.objectValue != nil
    default: false
    }
  }

  private func checkSizes(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    let sizes: [(Double?, String, String)] = [
      (value.doubleValue, "minimum", "maximum"),
      (value.arrayValue.map { Double($0.count) }, "minItems", "maxItems"),
      (value.stringValue.map { Double($0.unicodeScalars.count) }, "minLength", "maxLength"),
    ]
    return sizes.flatMap { size, least, most -> [String] in
      guard let size else { return [] }
      var problems: [String] = []
      if let bound = schema[least]?.doubleValue, size < bound {
        problems.append("\(place): \(least)")
      }
      if let bound = schema[most]?.doubleValue, size > bound {
        problems.append("\(place): \(most)")
      }
      return problems
    }
  }

  private func checkMembers(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    var problems: [String] = []
    if let elements = value.arrayValue, let items = schema["items"] {
      for (index, element) in elements.enumerated() {
        problems += check(element, items, at: "\(place)[\(index)]")
      }
    }
    guard let object = value.objectValue else { return problems }
    for name in schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    where object[name] == nil {
      problems.append("\(place).\(name) is missing")
    }
    let properties = schema["properties"]?.objectValue
    for member in object.members {
      if let inner = properties?[member.key] {
        problems += check(member.value, inner, at: "\(place).\(member.key)")
      } else if schema["additionalProperties"] == false {
        problems.append("\(place).\(member.key) is not allowed")
      } else if let inner = schema["additionalProperties"], inner.objectValue != nil {
        problems += check(member.value, inner, at: "\(place).\(member.key)")
      }
    }
    return problems
  }

  private func reference(_ schema: JSON) -> String? {
    schema["$ref"]?.stringValue.map { String($0.split(separator: "/").last ?? "") }
  }

  /// The members that a schema or any part of it knows.
  private func propertyNames(_ schema: JSON) -> Set<String> {
    if let name = reference(schema) { return schemas[name].map(propertyNames) ?? [] }
    var names = Set(schema["properties"]?.objectValue?.keys ?? [])
    for inner in schema["allOf"]?.arrayValue ?? [] { names.formUnion(propertyNames(inner)) }
    return names
  }
}
