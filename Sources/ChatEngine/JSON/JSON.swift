/// One JSON value, with the order of its members and the spelling of its numbers kept.
package enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSON])
  case object(JSONObject)

  /// The text, if this is a string.
  package var stringValue: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The exact integer, if this is a number that is one.
  package var intValue: Int? {
    guard case .number(let number) = self else { return nil }
    return number.int
  }

  /// The nearest double, if this is a number within its range.
  package var doubleValue: Double? {
    guard case .number(let number) = self else { return nil }
    return number.double
  }

  package var boolValue: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  package var arrayValue: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  package var objectValue: JSONObject? {
    guard case .object(let object) = self else { return nil }
    return object
  }

  package var isNull: Bool {
    guard case .null = self else { return false }
    return true
  }

  /// Compares strings and names by their scalars, numbers by their spelling, members in their order.
  package static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.isSpelled(like: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
    }
  }

  /// The member of that name, or nil if there is none or this is no object.
  package subscript(key: String) -> JSON? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  /// The element at that index, or nil if there is none or this is no array.
  package subscript(index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}

extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  package init(floatLiteral value: Double) { self = .double(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(elements.map { JSONMember(key: $0.0, value: $0.1) }))
  }

  package static func int(_ value: Int) -> JSON { .number(JSONNumber(value)) }

  /// A number, or null where JSON has no spelling for it (infinite, not a number).
  package static func double(_ value: Double) -> JSON {
    JSONNumber(value).map(JSON.number) ?? .null
  }
}
