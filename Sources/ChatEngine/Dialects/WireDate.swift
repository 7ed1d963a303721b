/// Points in time as headers write them.
enum WireDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// `Mon, 23 Nov 2026 08:15:00 GMT`, and the two older forms of RFC 9110, section 5.6.7.
  static func http(_ text: String) -> Timestamp? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" })
    var numbers: [Int] = []
    var month: Int?
    var clock: [Int]?
    for word in words {
      if word.contains(":") {
        clock = word.split(separator: ":").compactMap { Int($0) }
      } else if let number = Int(word) {
        numbers.append(number)
      } else if let place = months.firstIndex(of: word.lowercased()) {
        month = place + 1
      }
    }
    guard numbers.count == 2, let month, let clock, clock.count == 3 else { return nil }
    let year = numbers[1] < 100 ? numbers[1] + (numbers[1] < 70 ? 2000 : 1900) : numbers[1]
    return timestamp(year, month, numbers[0], clock)
  }

  /// `2026-11-23T08:15:00Z`, with a fraction or an offset where there is one.
  static func rfc3339(_ text: String) -> Timestamp? {
    let halves = text.trimmed.uppercased().split(separator: "T")
    guard halves.count == 2 else { return nil }
    let date = halves[0].split(separator: "-").compactMap { Int($0) }
    let time = halves[1].prefix { $0 != "Z" && $0 != "+" && $0 != "-" }
    let zone = halves[1].dropFirst(time.count)
    let clock = time.split(separator: ":").compactMap { Int($0.prefix { $0 != "." }) }
    guard date.count == 3, clock.count == 3, let offset = minutes(of: zone),
      let stamp = timestamp(date[0], date[1], date[2], clock)
    else { return nil }
    return Timestamp(milliseconds: stamp.milliseconds - Int64(offset) * 60_000)
  }

  /// Minutes east of Greenwich.
  private static func minutes(of zone: Substring) -> Int? {
    if zone == "Z" { return 0 }
    let parts = zone.dropFirst().split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2, (0...23).contains(parts[0]), (0...59).contains(parts[1]) else {
      return nil
    }
    return (zone.first == "-" ? -1 : 1) * (parts[0] * 60 + parts[1])
  }

  private static func timestamp(
    _ year: Int, _ month: Int, _ day: Int, _ clock: [Int]
  ) -> Timestamp? {
    guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
    else { return nil }
    let days = daysSince1970(year, month, day)
    let seconds = days * 86400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    return Timestamp(milliseconds: Int64(seconds) * 1000)
  }

  /// Days of the Gregorian calendar, counted with the year beginning in March (Hinnant,
  /// "chrono-Compatible Low-Level Date Algorithms").
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
