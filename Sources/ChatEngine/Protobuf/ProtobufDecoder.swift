/// Reads messages into the JSON that proto3 gives them.
struct ProtobufDecoder {
  /// Levels of messages, structs and lists that may be open at once.
  ///
  /// A level of a Struct is three of messages, of which the vendor's readers allow 100.
  static let maxDepth = 32

  typealias Malformed = ProtobufReader.Malformed
  typealias Field = ProtobufSchema.Field

  /// Servers send none; each copies what was there before.
  private static let maxMerges = 16
  /// Entries of one map; what is beyond them stays as it came.
  private static let maxMapEntries = 1024

  let schema: ProtobufSchema
  private var merges = 0

  init(schema: ProtobufSchema) { self.schema = schema }

  mutating func decode(_ bytes: ArraySlice<UInt8>, as name: String) throws(Malformed) -> JSON {
    guard let place = schema.message(named: name) else { return .null }
    return try message(bytes, place, depth: 1)
  }

  private mutating func message(
    _ bytes: ArraySlice<UInt8>, _ place: Int, depth: Int
  ) throws(Malformed) -> JSON {
    var members: [JSONMember] = []
    try read(bytes, place, into: &members, depth: depth)
    return .object(JSONObject(members))
  }

  /// Reads a message's fields over what was there before, as protobuf has it: a field that stands
  /// twice is the last, a message that stands twice is both.
  private mutating func read(
    _ bytes: ArraySlice<UInt8>, _ place: Int, into members: inout [JSONMember], depth: Int
  ) throws(Malformed) {
    guard depth <= Self.maxDepth else { throw .tooDeep }
    let message = schema.messages[place]
    var reader = ProtobufReader(bytes)
    var unknown: [UInt8] = []
    while let found = try reader.next() {
      if let field = message.field(found.number) {
        if try take(found.value, of: field, in: message, into: &members, depth: depth) { continue }
      }
      unknown += found.raw
    }
    guard !unknown.isEmpty else { return }
    if let place = members.firstIndex(where: { $0.key == GeminiMessages.unknownFields }) {
      unknown = (members[place].value.stringValue.flatMap(Base64.bytes) ?? []) + unknown
      members.remove(at: place)
    }
    members.append(
      JSONMember(key: GeminiMessages.unknownFields, value: .string(Base64.text(unknown))))
  }

  /// Takes a field in; false where its wire type is another, which makes it an unknown one.
  private mutating func take(
    _ value: ProtobufReader.Value, of field: Field, in message: ProtobufSchema.Message,
    into members: inout [JSONMember], depth: Int
  ) throws(Malformed) -> Bool {
    let known = members.firstIndex { $0.key == field.name }
    switch field.rule {
    case .implicit, .explicit, .oneOf:
      if case .message(let inner) = field.kind, let known, let bytes = value.bytes {
        return try merge(bytes, inner, into: &members[known].value, depth: depth)
      }
      guard let json = try self.value(value, field.kind, depth: depth) else { return false }
      if field.rule == .oneOf { removeOthers(of: field, in: message, from: &members) }
      set(json, field.name, in: &members)
    case .repeated:
      guard let new = try elements(value, field.kind, depth: depth) else { return false }
      guard let known, case .array(var elements) = members[known].value else {
        members.append(JSONMember(key: field.name, value: .array(new)))
        return true
      }
      // Taken out while it grows: two owners would mean a copy.
      members[known].value = .null
      elements += new
      members[known].value = .array(elements)
    case .map:
      guard let bytes = value.bytes else { return false }
      let entry = try entry(bytes, field.kind, depth: depth)
      guard let known, case .object(var object) = members[known].value else {
        members.append(JSONMember(key: field.name, value: .object(JSONObject([entry]))))
        return true
      }
      guard object.members.count < Self.maxMapEntries else { return false }
      members[known].value = .null
      object[entry.key] = entry.value
      members[known].value = .object(object)
    }
    return true
  }

  private mutating func merge(
    _ bytes: ArraySlice<UInt8>, _ place: Int, into value: inout JSON, depth: Int
  ) throws(Malformed) -> Bool {
    merges += 1
    guard merges <= Self.maxMerges else { throw .tooManyPieces }
    var members = value.objectValue?.members ?? []
    value = .null
    try read(bytes, place, into: &members, depth: depth + 1)
    value = .object(JSONObject(members))
    return true
  }

  private mutating func set(_ json: JSON, _ name: String, in members: inout [JSONMember]) {
    if let place = members.firstIndex(where: { $0.key == name }) {
      members[place].value = json
    } else {
      members.append(JSONMember(key: name, value: json))
    }
  }

  private mutating func removeOthers(
    of field: Field, in message: ProtobufSchema.Message, from members: inout [JSONMember]
  ) {
    guard !members.isEmpty else { return }
    members.removeAll { member in
      member.key != field.name
        && message.fields.contains { $0.rule == .oneOf && $0.name == member.key }
    }
  }

  // MARK: Values

  /// Nil where the wire type is another.
  private mutating func value(
    _ value: ProtobufReader.Value, _ kind: ProtobufSchema.Kind, depth: Int
  ) throws(Malformed) -> JSON? {
    switch kind {
    case .string: value.string.map(JSON.string)
    case .bytes: value.bytes.map { .string(Base64.text(Array($0))) }
    case .bool: value.bool.map(JSON.bool)
    case .int32: value.int.map { .int(Int(Int32(truncatingIfNeeded: $0))) }
    case .int64: value.int.map { .string(String($0)) }
    case .float: value.float.map { .protobuf($0) }
    case .double: value.double.map { .protobuf($0) }
    case .enumeration(let place):
      value.int.map { .string(schema.enumerations[place].word($0)) }
    case .message(let place):
      if let bytes = value.bytes { try message(bytes, place, depth: depth + 1) } else { nil }
    case .structure: if let bytes = value.bytes { try structure(bytes, depth + 1) } else { nil }
    case .value: if let bytes = value.bytes { try dynamic(bytes, depth) } else { nil }
    case .duration: if let bytes = value.bytes { try ProtobufDuration.text(bytes) } else { nil }
    case .any: if let bytes = value.bytes { try any(bytes, depth + 1) } else { nil }
    }
  }

  /// One element, or all of a packed field.
  private mutating func elements(
    _ value: ProtobufReader.Value, _ kind: ProtobufSchema.Kind, depth: Int
  ) throws(Malformed) -> [JSON]? {
    if case .enumeration(let place) = kind, let packed = value.bytes {
      return try ProtobufReader.packed(packed).map { .string(schema.enumerations[place].word($0)) }
    }
    return try self.value(value, kind, depth: depth).map { [$0] }
  }

  private mutating func entry(
    _ bytes: ArraySlice<UInt8>, _ kind: ProtobufSchema.Kind, depth: Int
  ) throws(Malformed) -> JSONMember {
    var member = JSONMember(key: "", value: kind == .string ? "" : .object(JSONObject()))
    if kind == .value { member.value = .null }
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      if field.number == 1, let key = field.value.string { member.key = key }
      if field.number == 2, let value = try value(field.value, kind, depth: depth) {
        member.value = value
      }
    }
    return member
  }

  // MARK: Messages with a spelling of their own

  private mutating func structure(_ bytes: ArraySlice<UInt8>, _ depth: Int) throws(Malformed)
    -> JSON
  {
    guard depth <= Self.maxDepth else { throw .tooDeep }
    var object = JSONObject()
    var places = JSONKeyPlaces()
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      guard field.number == 1, let bytes = field.value.bytes else { continue }
      let member = try entry(bytes, .value, depth: depth)
      if let place = places.place(of: member.key, in: object.members) {
        object.replaceValue(at: place, with: member.value)
      } else {
        object.append(member)
      }
    }
    return .object(object)
  }

  /// A Value; one that holds nothing is null.
  private mutating func dynamic(_ bytes: ArraySlice<UInt8>, _ depth: Int) throws(Malformed) -> JSON
  {
    var json = JSON.null
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, .varint): json = .null
      case (2, .fixed64(let bits)): json = .protobuf(Double(bitPattern: bits))
      case (3, .bytes): json = .string(field.value.string ?? "")
      case (4, .varint(let bits)): json = .bool(bits != 0)
      case (5, .bytes(let inner)): json = try structure(inner, depth + 1)
      case (6, .bytes(let inner)): json = try list(inner, depth + 1)
      default: break
      }
    }
    return json
  }

  private mutating func list(_ bytes: ArraySlice<UInt8>, _ depth: Int) throws(Malformed) -> JSON {
    guard depth <= Self.maxDepth else { throw .tooDeep }
    var elements: [JSON] = []
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      guard field.number == 1, let bytes = field.value.bytes else { continue }
      elements.append(try dynamic(bytes, depth))
    }
    return .array(elements)
  }

  /// An Any: the message's own members beside `@type`, or the base 64 of one that is not known.
  private mutating func any(_ bytes: ArraySlice<UInt8>, _ depth: Int) throws(Malformed) -> JSON {
    guard depth <= Self.maxDepth else { throw .tooDeep }
    var url = ""
    var value: ArraySlice<UInt8> = []
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      if field.number == 1, let text = field.value.string { url = text }
      if field.number == 2, let bytes = field.value.bytes { value = bytes }
    }
    var members = [JSONMember(key: "@type", value: .string(url))]
    if let place = schema.message(typeURL: url) {
      try read(value, place, into: &members, depth: depth)
    } else {
      members.append(JSONMember(key: "value", value: .string(Base64.text(Array(value)))))
    }
    return .object(JSONObject(members))
  }
}

extension JSON {
  /// The shortest spelling, without a fraction where it has none; null for what JSON cannot spell.
  static func protobuf<Number: BinaryFloatingPoint & CustomStringConvertible>(
    _ value: Number
  ) -> JSON {
    guard value.isFinite else { return .null }
    // Doubles hold all whole numbers as far as that.
    if value.magnitude < 9_007_199_254_740_992, value == value.rounded() {
      return .int(Int(value))
    }
    return .number(JSONNumber(checked: value.description))
  }
}

extension ProtobufReader {
  /// The numbers of a packed field.
  static func packed(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> [Int] {
    var rest = ProtobufReader(bytes)
    var numbers: [Int] = []
    while let number = try rest.nextPacked() {
      numbers.append(Int(truncatingIfNeeded: number))
    }
    return numbers
  }
}
