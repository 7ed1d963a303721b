/// Names a conversation; also its file's name without `.jsonl`.
package struct ConversationID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  /// Fails for what is no safe file name: at most 64 of `a-z A-Z 0-9 - _`.
  package init?(_ text: String) {
    let isName = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isName, (1...64).contains(text.utf8.count) else { return nil }
    self.text = text
  }

  /// Where another program's name would be none of ours.
  static let imported = ConversationID(made: "imported")

  private init(made text: String) { self.text = text }

  /// A new name that sorts by its time: 9 characters of milliseconds (until the year 3084), 6 of chance.
  package static func make(
    at time: Timestamp, using random: inout some RandomNumberGenerator
  ) -> ConversationID {
    let milliseconds = UInt64(clamping: time.milliseconds)
    let prefix = Base32.text(milliseconds, length: 9)
    return ConversationID(made: prefix + Base32.text(random.next(), length: 6))
  }

  package static func < (left: ConversationID, right: ConversationID) -> Bool {
    left.text < right.text
  }

  package var description: String { text }
}

extension MessageID {
  /// A new name of 15 characters, 75 bits of chance: what Swift keeps in a string without allocating.
  package static func make(using random: inout some RandomNumberGenerator) -> MessageID {
    MessageID(Base32.text(random.next(), length: 8) + Base32.text(random.next(), length: 7))
  }
}

/// Douglas Crockford's base 32, in lower case: no letters that look like digits, and it sorts.
enum Base32 {
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".unicodeScalars)

  /// The lowest `5 * length` bits, the highest first.
  static func text(_ value: UInt64, length: Int) -> String {
    var text = ""
    for place in stride(from: length - 1, through: 0, by: -1) {
      text.unicodeScalars.append(digits[Int(value >> UInt64(place * 5) & 31)])
    }
    return text
  }
}
