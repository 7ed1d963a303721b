/// A schema as a person writes it: JSON Schema, or the short form.
package enum SchemaText {
  /// Why a text is no schema, as the end of a sentence, with the place.
  package struct Mistake: Error, Sendable, Equatable {
    package var sentence: String

    package init(_ sentence: String) { self.sentence = sentence }
  }

  /// Reads a schema; a brace before a quote or another brace makes it JSON.
  package static func document(_ text: String) throws(Mistake) -> JSON {
    isJSON(text) ? try json(text) : try ShortSchema.document(text)
  }

  /// The shape that a text describes.
  package static func shape(
    _ text: String, assertsFormats: Bool = false
  ) throws(Mistake) -> AnswerShape {
    try shape(of: try document(text), assertsFormats: assertsFormats)
  }

  /// The shape that a document describes.
  package static func shape(
    of document: JSON, assertsFormats: Bool = false
  ) throws(Mistake) -> AnswerShape {
    do throws(JSONSchema.Invalid) {
      return try AnswerShape(schema: document, assertsFormats: assertsFormats)
    } catch {
      let place = error.pointer.isEmpty ? "its top" : SafeQuote.shortened(error.pointer)
      throw Mistake("is no JSON Schema: \(place): \(error.reason).")
    }
  }

  /// Whether it means to be JSON: what is in the short form begins with a name, not a quote.
  private static func isJSON(_ text: String) -> Bool {
    let bytes = text.utf8.drop { $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || isBlank($0) }
    guard bytes.first == UInt8(ascii: "{") else { return false }
    let next = bytes.dropFirst().drop(while: isBlank).first
    return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// Reads JSON that is to be a schema.
  package static func json(_ text: String) throws(Mistake) -> JSON {
    var options = JSONScanner.Options()
    options.maxDepth = JSONScanner.deepest
    options.refusesDuplicateKeys = true
    do throws(JSONError) {
      return try JSON.parse(text, options: options)
    } catch {
      let place = error.position(in: text.utf8)
      throw Mistake("is not JSON: line \(place.line), column \(place.column): \(error.reason).")
    }
  }
}
