/// JSON text on one line, written as it is said: for what there is much of, without a tree of values.
///
///     var line = JSONOutput()
///     line.object { line in
///       line.member("id", 7)
///       line.member("tags") { line in line.array(tags) { $0.string($1) } }
///     }
///
/// The caller gives each object its names once, and one value to each name.
package struct JSONOutput {
  package private(set) var bytes: [UInt8] = []
  /// Whether the next value stands behind another one.
  private var follows = false

  /// Makes an empty output with room for so many bytes.
  package init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

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
    bytes.append(contentsOf: value.description.utf8)
  }

  /// A number of tenths, spelled as the double would be: 123 as `12.3`, 50 as `5.0`.
  package mutating func tenths(_ value: Int) {
    separate()
    if value < 0, value > -10 { bytes.append(UInt8(ascii: "-")) }
    digits(value / 10)
    bytes.append(UInt8(ascii: "."))
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: (value % 10).magnitude))
  }

  package mutating func string(_ text: String) {
    separate()
    JSON.write(text, into: &bytes)
  }

  package mutating func value(_ json: JSON) {
    separate()
    json.write(into: &bytes)
  }

  // MARK: What holds values

  package mutating func object(_ members: (inout JSONOutput) -> Void) {
    enclose("{", "}", members)
  }

  package mutating func array<Elements: Sequence>(
    _ elements: Elements, _ write: (inout JSONOutput, Elements.Element) -> Void
  ) {
    enclose("[", "]") { output in
      for element in elements { write(&output, element) }
    }
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
    bytes.append(0x0A)
    follows = false
  }

  // MARK: Bytes

  private mutating func enclose(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ body: (inout JSONOutput) -> Void
  ) {
    separate()
    bytes.append(UInt8(ascii: opening))
    follows = false
    body(&self)
    bytes.append(UInt8(ascii: closing))
    follows = true
  }

  private mutating func separate() {
    if follows { bytes.append(UInt8(ascii: ",")) }
    follows = true
  }

  private mutating func name(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    append(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    follows = false
  }

  private mutating func write(_ literal: StaticString) {
    separate()
    append(literal)
  }

  private mutating func append(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func digits(_ value: Int) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}
