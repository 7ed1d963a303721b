/// Reads the short form of a schema: `name, age int, tags [string], mood "good"|"bad"?`.
///
/// ```
/// schema = fields | "{" fields "}"
/// fields = field { ("," | newline) field }
/// field  = name [ "?" ] [ type ] [ "?" ] [ ":" description ]
/// type   = "string" | "int" | "number" | "bool" | "[" type "]" | "{" fields "}" | enum
/// enum   = '"' text '"' { "|" '"' text '"' }
/// ```
///
/// A field without a type is a string; `?` makes it optional; a description ends at a comma, a
/// newline or a closing brace unless it is quoted.
struct ShortSchema {
  private static let deepest = 32

  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var depth = 0

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The JSON Schema that a text means.
  static func document(_ text: String) throws(SchemaText.Mistake) -> JSON {
    var reader = ShortSchema(text)
    reader.skipBlank(withNewlines: true)
    let document: JSON
    if reader.peek == "{" {
      document = try reader.object()
    } else {
      document = try reader.fields(until: nil)
    }
    reader.skipBlank(withNewlines: true)
    if reader.peek != nil { throw reader.mistake("nothing more was expected") }
    return document
  }

  // MARK: Fields

  private mutating func object() throws(SchemaText.Mistake) -> JSON {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { throw mistake("it is too deep") }
    place += 1
    let object = try fields(until: "}")
    place += 1
    return object
  }

  /// Reads to the end, which stays to be read.
  private mutating func fields(until end: Unicode.Scalar?) throws(SchemaText.Mistake) -> JSON {
    var properties = JSONObject()
    var required: [JSON] = []
    while true {
      skipSeparators()
      if peek == end { break }
      if peek == nil { throw mistake("a closing brace was expected") }
      let start = place
      let name = try name()
      if properties[name] != nil {
        place = start
        throw mistake("the name \(SafeQuote.quoted(name)) stands there twice")
      }
      let (type, isOptional) = try field()
      properties[name] = type
      if !isOptional { required.append(.string(name)) }
      skipBlank()
      guard peek == "," || peek == "\n" || peek == end else {
        throw mistake(peek == nil ? "a closing brace was expected" : "a comma was expected")
      }
    }
    if properties.isEmpty { throw mistake("a name was expected") }
    return [
      "type": "object", "properties": .object(properties), "required": .array(required),
      "additionalProperties": false,
    ]
  }

  /// What stands after a field's name.
  private mutating func field() throws(SchemaText.Mistake) -> (JSON, isOptional: Bool) {
    var isOptional = takes("?")
    skipBlank()
    var type: JSON = ["type": "string"]
    switch peek {
    case nil, ",", "\n", "}", ":", "?": break
    default: type = try self.type()
    }
    skipBlank()
    if takes("?") { isOptional = true }
    skipBlank()
    if takes(":"), case .object(var members) = type {
      members["description"] = .string(try description())
      type = .object(members)
    }
    return (type, isOptional)
  }

  private mutating func name() throws(SchemaText.Mistake) -> String {
    if peek == "\"" { return try quoted() }
    let word = word()
    if word.isEmpty { throw mistake("a name was expected") }
    return word
  }

  /// Letters, digits, `_`, `-` and `$`.
  private mutating func word() -> String {
    var word = String.UnicodeScalarView()
    while let scalar = peek, scalar.properties.isAlphabetic || isOther(scalar) {
      word.append(scalar)
      place += 1
    }
    return String(word)
  }

  private func isOther(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType != nil || scalar == "_" || scalar == "-" || scalar == "$"
  }

  // MARK: Types

  private mutating func type() throws(SchemaText.Mistake) -> JSON {
    switch peek {
    case "\"": return try choice()
    case "{": return try object()
    case "[":
      depth += 1
      defer { depth -= 1 }
      guard depth < Self.deepest else { throw mistake("it is too deep") }
      place += 1
      skipBlank(withNewlines: true)
      let items: JSON = peek == "]" ? ["type": "string"] : try type()
      skipBlank(withNewlines: true)
      guard takes("]") else { throw mistake("a closing bracket was expected") }
      return ["type": "array", "items": items]
    default: return try plainType()
    }
  }

  private mutating func plainType() throws(SchemaText.Mistake) -> JSON {
    let start = place
    let word = word()
    switch word {
    case "string", "str", "text": return ["type": "string"]
    case "int", "integer": return ["type": "integer"]
    case "number", "float", "double": return ["type": "number"]
    case "bool", "boolean": return ["type": "boolean"]
    default:
      place = start
      let known = ["string", "int", "number", "bool"]
      throw mistake(
        word.isEmpty
          ? "a type was expected"
          : "there is no type \(SafeQuote.quoted(word)): there are string, int, number, bool, [type], "
            + "{fields} and \"a\"|\"b\"",
        Suggestion.question(for: word, among: known))
    }
  }

  private mutating func choice() throws(SchemaText.Mistake) -> JSON {
    var words: [JSON] = []
    repeat {
      skipBlank()
      guard peek == "\"" else { throw mistake("a word in double quotes was expected") }
      let word = JSON.string(try quoted())
      if !words.contains(word) { words.append(word) }
      skipBlank()
    } while takes("|")
    return ["type": "string", "enum": .array(words)]
  }

  // MARK: Texts

  private mutating func description() throws(SchemaText.Mistake) -> String {
    skipBlank()
    if peek == "\"" { return try quoted() }
    var text = String.UnicodeScalarView()
    while let scalar = peek, scalar != ",", scalar != "\n", scalar != "}" {
      text.append(scalar)
      place += 1
    }
    while text.last == " " || text.last == "\t" || text.last == "\r" { text.removeLast() }
    if text.isEmpty { throw mistake("a description was expected") }
    return String(text)
  }

  /// A text in double quotes; a backslash takes the next one as it is.
  private mutating func quoted() throws(SchemaText.Mistake) -> String {
    let start = place
    place += 1
    var text = String.UnicodeScalarView()
    while var scalar = peek {
      place += 1
      if scalar == "\"" { return String(text) }
      if scalar == "\\", let next = peek {
        scalar = next
        place += 1
      }
      text.append(scalar)
    }
    place = start
    throw mistake("a closing quote is missing")
  }

  // MARK: Reading

  private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    place += 1
    return true
  }

  private mutating func skipBlank(withNewlines: Bool = false) {
    while let scalar = peek, scalar != "\n" || withNewlines, scalar.properties.isWhitespace {
      place += 1
    }
  }

  /// Several in a row are one, and one at the end is none.
  private mutating func skipSeparators() {
    while let scalar = peek, scalar == "," || scalar.properties.isWhitespace { place += 1 }
  }

  private func mistake(_ reason: String, _ question: String = "") -> SchemaText.Mistake {
    let position = place < scalars.count ? "at character \(place + 1)" : "at its end"
    return SchemaText.Mistake("is no schema: \(position): \(reason).\(question)")
  }
}
