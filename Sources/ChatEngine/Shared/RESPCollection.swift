/// An array, set, map, push or attribute whose elements come one by one.
struct RESPCollection {
  /// The byte that began it.
  let kind: UInt8
  var elements: [RedisValue] = []
  // Nil where the end comes as an element of its own. Nothing is made ready for a count that a
  // server only claims.
  private var count: Int?

  init(kind: UInt8, count: Int?) {
    self.kind = kind
    self.count = count.map { Self.isOfPairs(kind) ? 2 * $0 : $0 }
  }

  /// Whether nothing more belongs to it.
  var isWhole: Bool { elements.count == count }

  /// Ends a collection of unknown length; false where that cannot be.
  mutating func end() -> Bool {
    guard count == nil, !Self.isOfPairs(kind) || elements.count % 2 == 0 else { return false }
    count = elements.count
    return true
  }

  var value: RedisValue {
    guard Self.isOfPairs(kind) else { return .array(elements) }
    return .map(
      stride(from: 0, to: elements.count - 1, by: 2).map { (elements[$0], elements[$0 + 1]) })
  }

  private static func isOfPairs(_ kind: UInt8) -> Bool {
    kind == UInt8(ascii: "%") || kind == UInt8(ascii: "|")
  }
}
