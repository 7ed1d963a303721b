/// Something with a number of its own that this program has given it.
package protocol Numbered {
  var number: UInt64 { get }
}

/// Values by the numbers of their keys: what a dictionary is, for numbers that are given here, one after
/// the other, and looked up with every event.
///
/// A dictionary guards against keys that somebody has chosen to collide, which costs it five times as
/// much. Open addressing; what stands behind a value that goes moves up, so that no gaps are left over.
package struct NumberTable<Key: Numbered, Value> {
  /// As many as a power of two, at most three quarters of them taken.
  ///
  /// Apart from the values, which would be held and let go at each place that is looked at.
  private var taken: [Key?] = []
  private var slots: [Value?] = []
  package private(set) var count = 0
  /// Leaves of a product's 64 bits as many as places have.
  private var shift: UInt64 = 64

  package init() {}

  package var isEmpty: Bool { count == 0 }

  package var keys: [Key] { taken.compactMap(\.self) }

  package var values: [Value] { slots.compactMap(\.self) }

  package subscript(key: Key) -> Value? {
    get { place(of: key).flatMap { slots[$0] } }
    set {
      if let newValue { set(newValue, for: key) } else { removeValue(forKey: key) }
    }
  }

  @discardableResult
  package mutating func removeValue(forKey key: Key) -> Value? {
    guard let place = place(of: key) else { return nil }
    var value: Value?
    swap(&value, &slots[place])
    taken[place] = nil
    count -= 1
    close(place)
    return value
  }

  // MARK: Places

  /// Where a key would stand in an empty table: neighbours in number lie far apart (Fibonacci hashing).
  private func home(of key: Key) -> Int {
    Int(truncatingIfNeeded: (key.number &* 0x9E37_79B9_7F4A_7C15) &>> shift)
  }

  private func place(of key: Key) -> Int? {
    guard count > 0 else { return nil }
    var place = home(of: key)
    while let other = taken[place] {
      if other.number == key.number { return place }
      place = (place + 1) & (taken.count - 1)
    }
    return nil
  }

  private mutating func set(_ value: Value, for key: Key) {
    if let place = place(of: key) {
      slots[place] = value
      return
    }
    if (count + 1) * 4 > taken.count * 3 { grow() }
    slots[take(key)] = value
    count += 1
  }

  /// Takes the first free place for a key that is new.
  private mutating func take(_ key: Key) -> Int {
    var place = home(of: key)
    while taken[place] != nil { place = (place + 1) & (taken.count - 1) }
    taken[place] = key
    return place
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (taken, slots)
    taken = Array(repeating: nil, count: max(8, oldKeys.count * 2))
    slots = Array(repeating: nil, count: taken.count)
    shift = UInt64(64 - taken.count.trailingZeroBitCount)
    for (key, value) in zip(oldKeys, oldValues) {
      if let key { slots[take(key)] = value }
    }
  }

  /// Moves up what has been put behind a place only because it was taken.
  private mutating func close(_ gap: Int) {
    let mask = taken.count - 1
    var gap = gap
    var place = (gap + 1) & mask
    while let key = taken[place] {
      // As far as it stands from its home, at least as far as from the gap: then it may move there.
      if (place - home(of: key)) & mask >= (place - gap) & mask {
        taken.swapAt(gap, place)
        slots.swapAt(gap, place)
        gap = place
      }
      place = (place + 1) & mask
    }
  }
}

extension NumberTable: Sendable where Key: Sendable, Value: Sendable {}
