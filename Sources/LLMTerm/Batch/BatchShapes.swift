import ChatEngine

/// The forms that lines ask for; the last one is kept, because most lines ask for the same.
struct BatchShapes {
  private var last: (schema: JSON, shape: AnswerShape)?

  /// The form of a line's answer; nil where it asks for none.
  mutating func shape(for line: BatchLine) throws(BatchMistake) -> AnswerShape? {
    guard let schema = line.schema else {
      return line.parameters.responseFormat == .json ? .object : nil
    }
    if let last, last.schema == schema { return last.shape }
    do throws(JSONSchema.Invalid) {
      let shape = try AnswerShape(schema: schema)
      last = (schema, shape)
      return shape
    } catch {
      let place = error.pointer.isEmpty ? "" : "\(SafeQuote.quoted(error.pointer)) "
      throw BatchMistake("\"schema\" is no JSON Schema: \(place)\(error.reason)")
    }
  }
}
