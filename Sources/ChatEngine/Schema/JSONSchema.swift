/// A JSON Schema (draft 2020-12) that values are held against.
///
/// The whole draft: references between documents, dynamic ones too, and what was not looked at
/// elsewhere (`unevaluatedProperties`). Nothing is fetched: other documents come from the caller.
package struct JSONSchema: Sendable {
  /// Why a document is no schema.
  package struct Invalid: Error, Sendable, Equatable {
    /// JSON Pointer to the place in the schema.
    package var pointer: String
    /// As in "must be a number".
    package var reason: String

    package init(pointer: String, reason: String) {
      self.pointer = pointer
      self.reason = reason
    }
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

    /// In words: `/age must be an integer, not a string`.
    package var sentence: String { (pointer.isEmpty ? "the value" : pointer) + " " + reason }
  }

  /// References within a schema without an `$id` count from here.
  private static let home = "schema:/"

  private let nodes: [SchemaNode]
  private let anchors: [Int: [String: Int]]

  /// Makes a schema ready, with all that it refers to.
  ///
  /// `assertsFormats` has `format` refuse values; by itself it only describes them. `loading` gives
  /// the document at a URI; the draft's own meta-schemas are known.
  package init(
    _ document: JSON, assertsFormats: Bool = false,
    loading: @escaping (_ uri: String) -> JSON? = { _ in nil }
  ) throws(Invalid) {
    var library = SchemaLibrary(loading: loading)
    let root = library.add(document, at: Self.home)
    var compiler = SchemaCompiler(library, assertsFormats: assertsFormats)
    try compiler.compile(root: root)
    nodes = compiler.nodes
    anchors = compiler.anchors
  }

  /// Whether the value meets the schema.
  package func isMet(by value: JSON) -> Bool {
    var evaluation = SchemaEvaluation(nodes: nodes, anchors: anchors, reports: false)
    return evaluation.evaluate(0, value) != nil
  }

  /// Every problem of the value, at most 20; empty where it meets the schema.
  package func problems(of value: JSON) -> [Problem] {
    guard !isMet(by: value) else { return [] }
    var evaluation = SchemaEvaluation(nodes: nodes, anchors: anchors, reports: true)
    _ = evaluation.evaluate(0, value)
    return evaluation.problems
  }
}
