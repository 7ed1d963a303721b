/// A value of the configuration file with its path and the place where it stands.
struct ConfigurationNode {
  struct Member {
    var name: String
    /// Bytes before the name's opening quote.
    var place: Int
    var value: ConfigurationNode
  }

  enum Content {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([ConfigurationNode])
    case object([Member])
  }

  /// `routes.main.targets[1]`; empty for the whole file.
  var path: String
  /// Bytes before the value.
  var place: Int
  var content: Content

  /// The member of that name; nil if there is none or this is no object.
  subscript(name: String) -> ConfigurationNode? {
    members.last { $0.name == name }?.value
  }

  var members: [Member] {
    guard case .object(let members) = content else { return [] }
    return members
  }

  /// Where the value of that path stands, or its name; where there is none, what would hold it.
  func place(of path: String, ofName: Bool = false) -> Int {
    if let member = members.first(where: { $0.value.path == path }) {
      return ofName ? member.place : member.value.place
    }
    var inner = members.map(\.value)
    if case .array(let elements) = content { inner = elements }
    let next = inner.first {
      path == $0.path || path.hasPrefix($0.path + ".") || path.hasPrefix($0.path + "[")
    }
    return next?.place(of: path, ofName: ofName) ?? place
  }

  /// What stands here, as the end of a sentence: "not the number 7".
  var kind: String {
    switch content {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let number): "the number \(SafeQuote.shortened(number.text))"
    case .string(let text): SafeQuote.quoted(text)
    case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
    case .object: "an object"
    }
  }

  /// The same value without places.
  var json: JSON {
    switch content {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let number): .number(number)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(\.json))
    case .object(let members):
      .object(JSONObject(members.map { JSONMember(key: $0.name, value: $0.value.json) }))
    }
  }
}

// MARK: Reading

extension ConfigurationNode {
  /// A configuration larger than this is none.
  static let maxBytes = 1 << 20

  /// Reads JSON with comments and trailing commas.
  init(_ bytes: [UInt8]) throws(JSONError) {
    if bytes.count > Self.maxBytes {
      throw JSONError(kind: .tooLarge(limit: Self.maxBytes), offset: Self.maxBytes)
    }
    self = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      var options = JSONScanner.Options()
      options.allowsComments = true
      var scanner = JSONScanner(buffer, options: options)
      let node = try ConfigurationNode(from: &scanner, path: "")
      try scanner.finish()
      return node
    }
  }

  private init(from scanner: inout JSONScanner, path: String) throws(JSONError) {
    self.path = path
    let first = try scanner.peek()
    place = scanner.offset
    switch first {
    case UInt8(ascii: "{"): content = .object(try Self.members(from: &scanner, path: path))
    case UInt8(ascii: "["): content = .array(try Self.elements(from: &scanner, path: path))
    default: content = Self.scalar(try scanner.value())
    }
  }

  private static func members(
    from scanner: inout JSONScanner, path: String
  ) throws(JSONError) -> [Member] {
    var members: [Member] = []
    try scanner.forEachMember { scanner, key throws(JSONError) in
      let name = key.text
      var place = scanner.offset
      if let start = scanner.bytes.baseAddress, let own = key.bytes.baseAddress {
        place = own - start - 1
      }
      let memberPath = path.isEmpty ? name : path + "." + name
      let value = try ConfigurationNode(from: &scanner, path: memberPath)
      members.append(Member(name: name, place: place, value: value))
    }
    return members
  }

  private static func elements(
    from scanner: inout JSONScanner, path: String
  ) throws(JSONError) -> [ConfigurationNode] {
    var elements: [ConfigurationNode] = []
    try scanner.forEachElement { scanner, index throws(JSONError) in
      elements.append(try ConfigurationNode(from: &scanner, path: "\(path)[\(index)]"))
    }
    return elements
  }

  private static func scalar(_ value: JSON) -> Content {
    switch value {
    case .bool(let value): .bool(value)
    case .number(let number): .number(number)
    case .string(let text): .string(text)
    case .null, .array, .object: .null
    }
  }
}
