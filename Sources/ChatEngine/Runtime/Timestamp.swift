/// Wall-clock time in milliseconds since 1970 UTC.
package struct Timestamp: Comparable, Hashable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z; negative before it.
  package var milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// RFC 3339 in UTC with milliseconds, as `2026-11-23T10:42:07.123Z`.
  ///
  /// RFC 3339 knows the years 0000 to 9999; a time outside is shown as the nearest end.
  package var text: String {
    let held = min(max(milliseconds, Self.first), Self.last)
    let (days, inDay) = held.flooredQuotientAndRemainder(by: 86_400_000)
    let (year, month, day) = Self.civil(fromDays: days)
    let seconds = inDay / 1000
    return String(unsafeUninitializedCapacity: 24) { buffer in
      var writer = Writer(buffer: buffer)
      writer.write(year, 4, "-")
      writer.write(month, 2, "-")
      writer.write(day, 2, "T")
      writer.write(seconds / 3600, 2, ":")
      writer.write(seconds / 60 % 60, 2, ":")
      writer.write(seconds % 60, 2, ".")
      writer.write(inDay % 1000, 3, "Z")
      return writer.count
    }
  }

  /// Reads RFC 3339 text, with any fraction and offset; nil where it is not that.
  package init?(text: String) {
    var reader = Reader(rest: Array(text.utf8)[...])
    guard let year = reader.number(4), reader.skip("-"),
      let month = reader.number(2), (1...12).contains(month), reader.skip("-"),
      let day = reader.number(2), (1...Self.days(in: month, of: year)).contains(day),
      reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(2), hour < 24, reader.skip(":"),
      let minute = reader.number(2), minute < 60, reader.skip(":"),
      let second = reader.number(2), second <= 60,
      let fraction = reader.fraction(), let offset = reader.offset(), reader.rest.isEmpty
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    let minutes = (days * 24 + hour) * 60 + minute - offset
    milliseconds = (minutes * 60 + second) * 1000 + fraction
  }

  private static let first: Int64 = -62_167_219_200_000
  private static let last: Int64 = 253_402_300_799_999

  // Days and dates by Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": the year
  // begins in March, so that the leap day is its last.
  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(by: 146_097)
    let leaps = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leaps) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// Whether both are of one month of UTC.
  func isInMonth(of other: Timestamp) -> Bool {
    let (mine, _) = milliseconds.flooredQuotientAndRemainder(by: 86_400_000)
    let (others, _) = other.milliseconds.flooredQuotientAndRemainder(by: 86_400_000)
    if mine == others { return true }
    let (first, second) = (Self.civil(fromDays: mine), Self.civil(fromDays: others))
    return first.year == second.year && first.month == second.month
  }

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shiftedYear.flooredQuotientAndRemainder(by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Timestamp {
  /// Writes numbers with all their digits, each with what stands behind it.
  private struct Writer {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

    mutating func write(_ number: Int64, _ width: Int, _ end: Unicode.Scalar) {
      var rest = number
      for place in stride(from: count + width - 1, through: count, by: -1) {
        buffer[place] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
      buffer[count + width] = UInt8(ascii: end)
      count += width + 1
    }
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard let byte = rest.first, UInt32(byte) == character.value else { return false }
      rest.removeFirst()
      return true
    }

    mutating func digit() -> Int64? {
      guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
      rest.removeFirst()
      return Int64(byte - 0x30)
    }

    mutating func number(_ width: Int) -> Int64? {
      var number: Int64 = 0
      for _ in 0..<width {
        guard let digit = digit() else { return nil }
        number = number * 10 + digit
      }
      return number
    }

    // Milliseconds; finer digits are read and cut off.
    mutating func fraction() -> Int64? {
      guard skip(".") else { return 0 }
      guard var milliseconds = digit().map({ $0 * 100 }) else { return nil }
      var scale: Int64 = 10
      while let digit = digit() {
        milliseconds += digit * scale
        scale /= 10
      }
      return milliseconds
    }

    // Minutes east of UTC.
    mutating func offset() -> Int64? {
      if skip("Z") || skip("z") { return 0 }
      let sign: Int64 = skip("-") ? -1 : 1
      guard sign < 0 || skip("+"), let hours = number(2), hours < 24, skip(":"),
        let minutes = number(2), minutes < 60
      else { return nil }
      return sign * (hours * 60 + minutes)
    }
  }
}

extension Int64 {
  fileprivate func flooredQuotientAndRemainder(by divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
