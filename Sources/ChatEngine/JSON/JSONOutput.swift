/// JSON text on one line, written as it is said: for what there is much of, without a tree of values.
///
///     var line = JSONOutput()
///     line.object { line in
///       line.member("id", 7)
///       line.member("tags") { line in line.array { line in for tag in tags { line.string(tag) } } }
///     }
///
/// The caller gives each object its names once, and one value to each name. The memory is its own, as
/// each of a line's hundred pieces would have an array look whether it is.
package struct JSONOutput: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0
  /// Whether the next value stands behind another one.
  private var follows = false

  /// Makes an empty output with room for so many bytes.
  package init(capacity: Int = 512) {
    self.capacity = max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// What was written so far.
  package var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  package var text: String {
    String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
  }

  /// Bytes that were written so far.
  package var size: Int { count }

  /// Hands out what was written, which must not be kept.
  package func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Begins again, with the memory that there is.
  package mutating func removeAll() {
    count = 0
    follows = false
  }

  // MARK: Values

  package mutating func null() { write("null") }
  package mutating func bool(_ value: Bool) { write(value ? "true" : "false") }

  package mutating func int(_ value: Int) {
    separate()
    digits(value)
  }

  /// A number, or null where JSON has no spelling for it (infinite, not a number).
  package mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    separate()
    var text = value.description
    text.withUTF8 { append($0) }
  }

  /// A number of tenths, spelled as the double would be: 123 as `12.3`, 50 as `5.0`.
  package mutating func tenths(_ value: Int) {
    separate()
    if value < 0, value > -10 { append(UInt8(ascii: "-")) }
    digits(value / 10)
    append(UInt8(ascii: "."))
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: (value % 10).magnitude))
  }

  package mutating func string(_ text: String) {
    separate()
    append(UInt8(ascii: "\""))
    write(escaped: text)
    append(UInt8(ascii: "\""))
  }

  /// Two texts with a slash between them as one.
  package mutating func path(_ first: String, _ second: String) {
    separate()
    append(UInt8(ascii: "\""))
    write(escaped: first)
    append(UInt8(ascii: "/"))
    write(escaped: second)
    append(UInt8(ascii: "\""))
  }

  private mutating func write(escaped text: String) {
    // Nearly every text lies in one piece; only what comes from elsewhere is copied first.
    guard text.utf8.withContiguousStorageIfAvailable({ write(escaped: $0) }) == nil else { return }
    var text = text
    text.withUTF8 { write(escaped: $0) }
  }

  private mutating func write(escaped bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    var run = JSONStringRun(place: 0)
    while run.advance(in: bytes) {
      append(bytes.cut(start, run.place))
      var escape: [UInt8] = []
      JSON.writeEscape(of: bytes[run.place], into: &escape)
      escape.withUnsafeBufferPointer { append($0) }
      run.place += 1
      start = run.place
    }
    append(bytes.cut(start, bytes.count))
  }

  package mutating func value(_ json: JSON) {
    switch json {
    case .null: null()
    case .bool(let value): bool(value)
    case .number(let number):
      separate()
      var text = number.text
      text.withUTF8 { append($0) }
    case .string(let text): string(text)
    case .array(let elements): array { output in for element in elements { output.value(element) } }
    case .object(let object):
      self.object { output in
        for member in object.members {
          output.string(member.key)
          output.append(UInt8(ascii: ":"))
          output.follows = false
          output.value(member.value)
        }
      }
    }
  }

  // MARK: What holds values

  package mutating func object(_ members: (inout JSONOutput) -> Void) {
    open(UInt8(ascii: "{"))
    members(&self)
    close(UInt8(ascii: "}"))
  }

  /// An array of the values that `elements` writes.
  package mutating func array(_ elements: (inout JSONOutput) -> Void) {
    open(UInt8(ascii: "["))
    elements(&self)
    close(UInt8(ascii: "]"))
  }

  /// A member of the object that is open, whose value `value` writes.
  ///
  /// The name needs no escapes.
  package mutating func member(_ name: StaticString, _ value: (inout JSONOutput) -> Void) {
    self.name(name)
    value(&self)
  }

  package mutating func member(_ name: StaticString, _ text: String?) {
    self.name(name)
    if let text { string(text) } else { null() }
  }

  package mutating func member(_ name: StaticString, _ number: Int?) {
    self.name(name)
    if let number { int(number) } else { null() }
  }

  package mutating func member(_ name: StaticString, _ number: Double?) {
    self.name(name)
    if let number { double(number) } else { null() }
  }

  package mutating func member(_ name: StaticString, _ isSet: Bool) {
    self.name(name)
    bool(isSet)
  }

  package mutating func member(_ name: StaticString, _ json: JSON?) {
    self.name(name)
    if let json { value(json) } else { null() }
  }

  /// Ends the line.
  package mutating func endLine() {
    append(0x0A)
    follows = false
  }
}

// MARK: Bytes

extension JSONOutput {
  private mutating func open(_ bracket: UInt8) {
    separate()
    append(bracket)
    follows = false
  }

  private mutating func close(_ bracket: UInt8) {
    append(bracket)
    follows = true
  }

  private mutating func separate() {
    if follows { append(UInt8(ascii: ",")) }
    follows = true
  }

  private mutating func name(_ name: StaticString) {
    let length = name.utf8CodeUnitCount
    let place = room(length + 4)
    var start = 0
    if follows {
      place[0] = UInt8(ascii: ",")
      start = 1
    }
    place[start] = UInt8(ascii: "\"")
    (place + start + 1).update(from: name.utf8Start, count: length)
    place[start + length + 1] = UInt8(ascii: "\"")
    place[start + length + 2] = UInt8(ascii: ":")
    count += start + length + 3
    follows = false
  }

  private mutating func write(_ literal: StaticString) {
    separate()
    append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  private mutating func digits(_ value: Int) {
    var rest = value.magnitude
    var length = 1
    while rest >= 10 {
      rest /= 10
      length += 1
    }
    if value < 0 { append(UInt8(ascii: "-")) }
    let place = room(length)
    rest = value.magnitude
    for digit in stride(from: length - 1, through: 0, by: -1) {
      place[digit] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += length
  }

  private mutating func append(_ byte: UInt8) {
    room(1).pointee = byte
    count += 1
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    room(bytes.count).update(from: start, count: bytes.count)
    count += bytes.count
  }

  /// Where the next bytes go, with room for that many.
  private mutating func room(_ more: Int) -> UnsafeMutablePointer<UInt8> {
    if count + more > capacity { grow(by: more) }
    return base + count
  }

  private mutating func grow(by more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
