/// A JSON value as JSON Schema compares it: numbers by value, objects without their order.
struct SchemaValue: Hashable, Sendable {
  private indirect enum Form: Hashable {
    case null
    case bool(Bool)
    case number(DecimalNumber)
    case string([UInt8])
    case array([Form])
    case object([[UInt8]: Form])
  }

  private let form: Form

  init(_ value: JSON) { form = SchemaValue.form(value) }

  private static func form(_ value: JSON) -> Form {
    switch value {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let number): .number(DecimalNumber(number))
    // By its scalars: Swift takes two spellings of `é` for one string.
    case .string(let text): .string(Array(text.utf8))
    case .array(let elements): .array(elements.map(form))
    case .object(let object):
      .object(
        Dictionary(object.members.map { (Array($0.key.utf8), form($0.value)) }) { _, last in last })
    }
  }
}
