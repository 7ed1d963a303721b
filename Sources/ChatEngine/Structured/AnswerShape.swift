/// The form that an answer must have: JSON that meets a schema, or any JSON object.
///
/// Made once, and held against any number of answers.
package struct AnswerShape: Sendable {
  /// How it is asked for.
  package let format: ResponseFormat
  /// Nil where any object will do.
  private let schema: JSONSchema?

  /// Any JSON object.
  package static let object = AnswerShape(format: .json, schema: nil)

  private init(format: ResponseFormat, schema: JSONSchema?) {
    self.format = format
    self.schema = schema
  }

  /// What meets a JSON Schema; throws where the document is none.
  ///
  /// `assertsFormats` has `format` refuse values, which by itself only describes them.
  package init(
    schema document: JSON, assertsFormats: Bool = false
  ) throws(JSONSchema.Invalid) {
    schema = try JSONSchema(document, assertsFormats: assertsFormats)
    format = .schema(name: Self.name(of: document), document)
  }

  /// What providers call it: the schema's title where that is a name.
  private static func name(of document: JSON) -> String {
    let isPart = { (byte: UInt8) in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
      default: false
      }
    }
    guard let title = document["title"]?.stringValue, (1...64).contains(title.utf8.count),
      title.utf8.allSatisfy(isPart)
    else { return "answer" }
    return title
  }

  /// The JSON in the text of an answer, or every reason why it is not what was asked for.
  ///
  /// The text is the JSON, but for white space and a code fence around it.
  package func read(_ text: String) -> Result<JSON, AnswerProblems> {
    let value: JSON
    do throws(JSONError) {
      value = try Self.json(in: text)
    } catch {
      let place = error.position(in: text.utf8)
      let isBlank = text.allSatisfy(\.isWhitespace)
      let reason =
        isBlank
        ? "is empty where JSON was wanted"
        : "is not JSON: line \(place.line), column \(place.column): \(error.reason)"
      return .failure(AnswerProblems([JSONSchema.Problem(pointer: "", reason: reason)]))
    }
    let problems = problems(of: value)
    return problems.isEmpty ? .success(value) : .failure(AnswerProblems(problems))
  }

  private func problems(of value: JSON) -> [JSONSchema.Problem] {
    if let schema { return schema.problems(of: value) }
    return value.objectValue == nil
      ? [JSONSchema.Problem(pointer: "", reason: "must be a JSON object")] : []
  }

  /// The whole text, or the last fenced block of it that is JSON.
  private static func json(in text: String) throws(JSONError) -> JSON {
    var options = JSONScanner.Options()
    options.maxDepth = 512
    let first: JSONError
    do throws(JSONError) {
      return try JSON.parse(text, options: options)
    } catch {
      first = error
    }
    for block in CodeFences.blocks(in: text).reversed() {
      if let value = try? JSON.parse(block, options: options) { return value }
    }
    throw first
  }
}

/// Why an answer does not have the form that was asked for; never empty.
package struct AnswerProblems: Error, Sendable, Equatable {
  package var all: [JSONSchema.Problem]

  package init(_ all: [JSONSchema.Problem]) { self.all = all }

  /// A sentence each, by JSON Pointer: `/age must be an integer, not a string`.
  package var sentences: [String] {
    all.map { $0.pointer.isEmpty ? "the answer \($0.reason)" : $0.sentence }
  }
}
