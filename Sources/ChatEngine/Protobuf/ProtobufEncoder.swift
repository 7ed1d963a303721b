/// Writes messages from the JSON that proto3 gives them, fields in the order of their numbers.
struct ProtobufEncoder {
  let schema: ProtobufSchema
  /// Paths of what the messages have no place for.
  private(set) var leftOut: [String] = []

  init(schema: ProtobufSchema) { self.schema = schema }

  mutating func encode(_ object: JSONObject, as name: String) -> [UInt8] {
    guard let place = schema.message(named: name) else { return [] }
    return message(object, place, Path(name: "", depth: 1))
  }

  /// Where a value stands.
  private struct Path {
    var name: String
    var depth: Int

    var isTooDeep: Bool { depth > ProtobufDecoder.maxDepth }

    func under(_ member: String) -> Path {
      Path(name: name.isEmpty ? member : name + "." + member, depth: depth + 1)
    }
  }

  private mutating func leaveOut(_ path: Path) {
    if leftOut.count < 32, !leftOut.contains(path.name) { leftOut.append(path.name) }
  }

  private mutating func message(_ object: JSONObject, _ place: Int, _ path: Path) -> [UInt8] {
    let message = schema.messages[place]
    var values = [JSON?](repeating: nil, count: message.fields.count)
    var unknown: [UInt8] = []
    for member in object.members {
      if member.key == GeminiMessages.unknownFields {
        unknown = member.value.stringValue.flatMap(Base64.bytes) ?? []
      } else if member.key == "@type" {
        continue
      } else if let place = message.place(named: member.key) {
        values[place] = member.value
      } else {
        leaveOut(path.under(member.key))
      }
    }
    var writer = ProtobufWriter()
    for (field, value) in zip(message.fields, values) {
      if let value { write(value, field, path.under(field.name), into: &writer) }
    }
    writer.raw(unknown)
    return writer.bytes
  }

  // MARK: Fields

  private mutating func write(
    _ value: JSON, _ field: ProtobufSchema.Field, _ path: Path, into writer: inout ProtobufWriter
  ) {
    if value.isNull, field.kind != .value { return }
    guard !path.isTooDeep else { return leaveOut(path) }
    switch field.rule {
    case .implicit, .explicit, .oneOf: writeOne(value, field, path, into: &writer)
    case .repeated:
      guard let elements = value.arrayValue else { return leaveOut(path) }
      if case .enumeration(let place) = field.kind {
        return writePacked(elements, field.number, place, path, into: &writer)
      }
      for element in elements { writeOne(element, field, path, into: &writer) }
    case .map:
      guard let object = value.objectValue else { return leaveOut(path) }
      for member in object.members {
        var entry = ProtobufWriter()
        entry.string(1, member.key)
        let inner = ProtobufSchema.Field(
          number: 2, name: member.key, kind: field.kind, rule: .explicit)
        writeOne(member.value, inner, path.under(member.key), into: &entry)
        writer.bytes(field.number, entry.bytes)
      }
    }
  }

  private mutating func writePacked(
    _ elements: [JSON], _ number: Int, _ place: Int, _ path: Path,
    into writer: inout ProtobufWriter
  ) {
    let numbers = elements.compactMap { enumerated($0, place) }
    if numbers.count < elements.count { leaveOut(path) }
    if !numbers.isEmpty { writer.packed(number, numbers) }
  }

  private func enumerated(_ value: JSON, _ place: Int) -> Int? {
    value.stringValue.flatMap(schema.enumerations[place].number)
      ?? value.intValue.flatMap { Int32(exactly: $0) }.map(Int.init)
  }

  /// Writes one value; a default only where its presence counts.
  private mutating func writeOne(
    _ value: JSON, _ field: ProtobufSchema.Field, _ path: Path, into writer: inout ProtobufWriter
  ) {
    let number = field.number
    let omitsDefault = field.rule == .implicit
    switch field.kind {
    case .string:
      guard let text = value.stringValue else { return leaveOut(path) }
      if !(omitsDefault && text.isEmpty) { writer.string(number, text) }
    case .bytes:
      guard let bytes = value.stringValue.flatMap(Self.bytes) else { return leaveOut(path) }
      if !(omitsDefault && bytes.isEmpty) { writer.bytes(number, bytes) }
    case .bool:
      guard let flag = value.boolValue else { return leaveOut(path) }
      if !omitsDefault || flag { writer.bool(number, flag) }
    case .int32, .int64, .enumeration:
      guard let int = integer(value, field.kind) else { return leaveOut(path) }
      if !omitsDefault || int != 0 { writer.varint(number, int) }
    case .float, .double:
      writeReal(value, field, path, into: &writer)
    case .message(let place):
      guard let object = value.objectValue else { return leaveOut(path) }
      writer.bytes(number, message(object, place, path))
    case .structure:
      guard let object = value.objectValue else { return leaveOut(path) }
      writer.bytes(number, structure(object, path))
    case .value: writer.bytes(number, dynamic(value, path))
    case .duration:
      guard let bytes = value.stringValue.flatMap(ProtobufDuration.bytes) else {
        return leaveOut(path)
      }
      writer.bytes(number, bytes)
    case .any: writer.bytes(number, any(value, path))
    }
  }

  private func integer(_ value: JSON, _ kind: ProtobufSchema.Kind) -> Int? {
    if case .enumeration(let place) = kind { return enumerated(value, place) }
    let number = value.intValue ?? value.stringValue.flatMap { Int($0) }
    return kind == .int32 ? number.flatMap { Int32(exactly: $0) }.map(Int.init) : number
  }

  private mutating func writeReal(
    _ value: JSON, _ field: ProtobufSchema.Field, _ path: Path, into writer: inout ProtobufWriter
  ) {
    guard let real = value.doubleValue else { return leaveOut(path) }
    if field.rule == .implicit, real == 0 { return }
    if field.kind == .double { return writer.double(field.number, real) }
    let short = Float(real)
    guard short.isFinite else { return leaveOut(path) }
    writer.float(field.number, short)
  }

  /// Base 64 in either alphabet: the words that stand for a missing signature are in the URL's.
  private static func bytes(_ text: String) -> [UInt8]? {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) else {
      return Base64.bytes(text)
    }
    let plain = text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    return Base64.bytes(String(decoding: plain, as: UTF8.self))
  }

  // MARK: Messages with a spelling of their own

  private mutating func structure(_ object: JSONObject, _ path: Path) -> [UInt8] {
    var writer = ProtobufWriter()
    for member in object.members {
      var entry = ProtobufWriter()
      entry.string(1, member.key)
      entry.bytes(2, dynamic(member.value, path.under(member.key)))
      writer.bytes(1, entry.bytes)
    }
    return writer.bytes
  }

  /// A Value; null where it stands too deep.
  private mutating func dynamic(_ value: JSON, _ path: Path) -> [UInt8] {
    var writer = ProtobufWriter()
    switch value {
    case .null: writer.varint(1, 0)
    case .number(let number):
      guard let real = number.double else {
        leaveOut(path)
        writer.varint(1, 0)
        break
      }
      writer.double(2, real)
    case .string(let text): writer.string(3, text)
    case .bool(let flag): writer.bool(4, flag)
    case .object, .array:
      guard !path.isTooDeep else {
        leaveOut(path)
        writer.varint(1, 0)
        break
      }
      if case .object(let object) = value { writer.bytes(5, structure(object, path)) }
      if case .array(let elements) = value { writer.bytes(6, list(elements, path)) }
    }
    return writer.bytes
  }

  private mutating func list(_ elements: [JSON], _ path: Path) -> [UInt8] {
    var writer = ProtobufWriter()
    for element in elements { writer.bytes(1, dynamic(element, path.under("[]"))) }
    return writer.bytes
  }

  private mutating func any(_ value: JSON, _ path: Path) -> [UInt8] {
    let url = value["@type"]?.stringValue ?? ""
    var writer = ProtobufWriter()
    writer.string(1, url)
    guard let object = value.objectValue else { return writer.bytes }
    if let place = schema.message(typeURL: url) {
      writer.bytes(2, message(object, place, path))
    } else if let bytes = value["value"]?.stringValue.flatMap(Base64.bytes) {
      writer.bytes(2, bytes)
    }
    return writer.bytes
  }
}
