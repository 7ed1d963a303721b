/// Messages and enumerations as a table, parsed from a text of the program.
struct ProtobufSchema: Sendable {
  /// What a field holds.
  enum Kind: Sendable, Equatable {
    case string, bytes, bool, int32, int64, float, double
    /// `google.protobuf.Struct`, `Value`, `Duration` and `Any`, which JSON spells in its own ways.
    case structure, value, duration, any
    case enumeration(Int)
    case message(Int)
  }

  /// How often a field may stand, and whether a default is written.
  enum Rule: Sendable, Equatable {
    case implicit, explicit, oneOf, repeated, map
  }

  struct Field: Sendable, Equatable {
    var number: Int
    var name: String
    var kind: Kind
    var rule: Rule
  }

  struct Message: Sendable {
    var name: String
    /// In the order of their numbers.
    var fields: [Field] = []
  }

  struct Enumeration: Sendable {
    var name: String
    /// The word for numbers that have none.
    var unknown: String
    var words: [(number: Int, word: String)] = []
  }

  private(set) var messages: [Message] = []
  private(set) var enumerations: [Enumeration] = []

  /// Parses a table; `GeminiSchema` says how it is spelled.
  init(parsing text: String) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
      line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    }
    // Names first: fields may name what stands further down.
    for line in lines {
      let head = Self.words(line[0])
      if head[0].hasPrefix("=") {
        precondition(head.count == 3, "an enumeration needs three words")
        let prefix = head[2] == "-" ? "" : head[2]
        enumerations.append(
          Enumeration(name: String(head[0].dropFirst()), unknown: prefix + head[1]))
        enumerations[enumerations.count - 1].words = Self.entries(line).map { entry in
          (Self.number(entry[0]), prefix + entry[1])
        }
      } else {
        messages.append(Message(name: head[0]))
      }
    }
    let rows = lines.filter { $0[0].first != UInt8(ascii: "=") }
    for (place, row) in rows.enumerated() {
      messages[place].fields = Self.entries(row).map(field)
    }
  }

  private typealias Text = Substring.UTF8View

  private static func words(_ text: Text) -> [String] {
    text.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
  }

  private static func entries(_ line: [Text]) -> [[String]] {
    line[1].split(separator: UInt8(ascii: ",")).map(words).filter { !$0.isEmpty }
  }

  private static func number(_ word: String) -> Int {
    guard let number = Int(word) else { preconditionFailure("\(word) is no number") }
    return number
  }

  private func field(_ words: [String]) -> Field {
    precondition(words.count == 3, "a field needs three words")
    var type = words[2]
    var rule = Rule.implicit
    let marks: [(String, Rule)] = [
      ("?", .explicit), ("|", .oneOf), ("*", .repeated), ("%", .map),
    ]
    for (mark, marked) in marks where type.hasSuffix(mark) {
      rule = marked
      type.removeLast()
    }
    return Field(number: Self.number(words[0]), name: words[1], kind: kind(type), rule: rule)
  }

  private func kind(_ type: String) -> Kind {
    switch type {
    case "string": return .string
    case "bytes": return .bytes
    case "bool": return .bool
    case "int32": return .int32
    case "int64": return .int64
    case "float": return .float
    case "double": return .double
    case "Struct": return .structure
    case "Value": return .value
    case "Duration": return .duration
    case "Any": return .any
    default:
      if let place = message(named: type) { return .message(place) }
      guard let place = enumerations.firstIndex(where: { $0.name == type }) else {
        preconditionFailure("\(type) is no type")
      }
      return .enumeration(place)
    }
  }
}

// MARK: Looking up

extension ProtobufSchema {
  func message(named name: String) -> Int? { messages.firstIndex { $0.name == name } }

  /// The message that an Any's URL names, whatever its package.
  func message(typeURL: String) -> Int? {
    let name = typeURL.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }.last
    return name.flatMap { message(named: String(Substring($0))) }
  }
}

extension ProtobufSchema.Message {
  func field(_ number: Int) -> ProtobufSchema.Field? { fields.first { $0.number == number } }

  /// The place of the field that JSON names so; proto's own spelling with underscores is taken too.
  func place(named name: String) -> Int? {
    if let place = fields.firstIndex(where: { $0.name == name }) { return place }
    guard name.utf8.contains(UInt8(ascii: "_")) else { return nil }
    var words = name.utf8.split(separator: UInt8(ascii: "_")).map { String(Substring($0)) }
    for place in words.indices.dropFirst() {
      words[place] = words[place].prefix(1).uppercased() + words[place].dropFirst()
    }
    let joined = words.joined()
    return fields.firstIndex { $0.name == joined }
  }
}

extension ProtobufSchema.Enumeration {
  func word(_ number: Int) -> String {
    words.first { $0.number == number }?.word ?? unknown
  }

  func number(_ word: String) -> Int? { words.first { $0.word == word }?.number }
}
