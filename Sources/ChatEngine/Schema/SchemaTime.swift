/// Dates and times as RFC 3339 spells them.
enum SchemaTime {
  static func isDateTime(_ text: String) -> Bool {
    guard text.utf8.count > 11 else { return false }
    let rest = text.utf8.dropFirst(10)
    guard let mark = rest.first, mark | 0x20 == UInt8(ascii: "t") else { return false }
    let date = String(decoding: text.utf8.prefix(10), as: UTF8.self)
    return isDate(date) && isTime(String(decoding: rest.dropFirst(), as: UTF8.self))
  }

  static func isDate(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D, let year = number(bytes[0..<4]),
      let month = number(bytes[5..<7]), let day = number(bytes[8..<10]), (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }

  /// `10:42:07.5Z`, `10:42:07+01:00`; a leap second only at the end of a day in UTC.
  static func isTime(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    guard let (hour, minute) = clock(bytes.prefix(5)), bytes.count > 8,
      bytes[5] == UInt8(ascii: ":"), let second = number(bytes[6..<8]), second <= 60
    else { return false }
    bytes = bytes.dropFirst(8)
    if bytes.first == UInt8(ascii: ".") {
      let digits = bytes.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty else { return false }
      bytes = bytes.dropFirst(digits.count + 1)
    }
    guard let offset = offset(bytes) else { return false }
    let day = 24 * 60
    return second < 60 || (hour * 60 + minute - offset + 2 * day) % day == day - 1
  }

  /// Minutes east of UTC.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let sign = bytes.first else { return nil }
    if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
    guard sign == 0x2B || sign == 0x2D, let (hours, minutes) = clock(bytes.dropFirst()) else {
      return nil
    }
    return (sign == 0x2D ? -1 : 1) * (hours * 60 + minutes)
  }

  private static func clock(_ bytes: ArraySlice<UInt8>) -> (hour: Int, minute: Int)? {
    let start = bytes.startIndex
    guard bytes.count == 5, bytes[start + 2] == UInt8(ascii: ":"),
      let hour = number(bytes[start..<start + 2]), hour < 24,
      let minute = number(bytes[start + 3..<start + 5]), minute < 60
    else { return nil }
    return (hour, minute)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// RFC 3339, appendix A: `P1Y2M3DT4H5M6S`, units in their order and without gaps, or `P4W`.
  static func isDuration(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    guard bytes.popFirst() == UInt8(ascii: "P") else { return false }
    if let weeks = units(&bytes, of: "W"), !weeks.isEmpty { return bytes.isEmpty }
    guard let days = units(&bytes, of: "YMD") else { return false }
    if bytes.isEmpty { return !days.isEmpty }
    guard bytes.popFirst() == UInt8(ascii: "T") else { return false }
    guard let times = units(&bytes, of: "HMS") else { return false }
    return bytes.isEmpty && !times.isEmpty
  }

  /// The units that are there; nil where one is left out between two others.
  private static func units(_ bytes: inout ArraySlice<UInt8>, of names: String) -> [Int]? {
    var places: [Int] = []
    while true {
      let digits = bytes.prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty, let unit = bytes.dropFirst(digits.count).first,
        let place = Array(names.utf8).firstIndex(of: unit)
      else { break }
      if let last = places.last, place != last + 1 { return nil }
      places.append(place)
      bytes = bytes.dropFirst(digits.count + 1)
    }
    return places
  }
}
