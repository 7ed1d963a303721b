package import ChatEngine

/// Figures as the screen writes them: short, and never with more digits than they mean.
package enum Figures {
  /// Tokens: `999`, `12.3k`, `200k`, `1.05M`.
  package static func tokens(_ count: Int) -> SafeText {
    let count = max(0, count)
    if count < 1000 { return SafeText(count) }
    if count < 999_500 { return SafeText(threeDigits(Double(count) / 1000) + "k") }
    return SafeText(threeDigits(Double(count) / 1_000_000) + "M")
  }

  /// A size: `999 bytes`, `12.3 kB`, `4.1 MB`.
  static func bytes(_ count: Int) -> SafeText {
    let count = max(0, count)
    if count < 1000 { return "\(count) byte\(count == 1 ? "" : "s")" }
    if count < 999_500 { return SafeText(threeDigits(Double(count) / 1000) + " kB") }
    return SafeText(threeDigits(Double(count) / 1_000_000) + " MB")
  }

  /// US dollars: `$0`, `$0.0042`, `$0.31`, `$12.50`; cents from a dollar on, else two digits.
  package static func money(_ dollars: Double) -> SafeText {
    if dollars <= 0 { return "$0" }
    if dollars >= 1 { return SafeText("$" + fixed(dollars, places: 2)) }
    var places = 2
    var scaled = dollars * 10
    while scaled < 1, places < 8 {
      scaled *= 10
      places += 1
    }
    return SafeText("$" + fixed(dollars, places: places))
  }

  /// A price for a million tokens, without needless zeros: `2`, `0.075`.
  package static func price(_ dollars: Double) -> SafeText {
    SafeText(trimmed(fixed(dollars, places: 4)))
  }

  /// A time that was measured: `80 ms`, `1.2 s`, `2:05 min`.
  package static func duration(_ duration: Duration) -> SafeText {
    let milliseconds = whole(duration)
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    guard milliseconds < 60_000 else { return minutes(milliseconds / 1000) }
    return SafeText(fixed(Double(milliseconds) / 1000, places: 1) + " s")
  }

  /// A time that runs, in whole seconds: `8 s`, `2:05 min`.
  package static func seconds(_ duration: Duration) -> SafeText {
    let seconds = whole(duration) / 1000
    return seconds < 60 ? "\(seconds) s" : minutes(seconds)
  }

  /// How old a kept answer was when it was given again: `8 s old`, `3 min old`, `2 h old`.
  package static func age(of kept: Timestamp, at time: Timestamp) -> SafeText {
    let (age, overflow) = time.milliseconds.subtractingReportingOverflow(kept.milliseconds)
    let seconds = overflow ? 0 : Int(clamping: max(0, age) / 1000)
    switch seconds {
    case ..<60: return "\(seconds) s old"
    case ..<3600: return "\(seconds / 60) min old"
    default: return "\(seconds / 3600) h old"
    }
  }

  /// A speed: `31 tok/s`, `4.2 tok/s`.
  package static func speed(_ tokensPerSecond: Double) -> SafeText {
    SafeText(fixed(tokensPerSecond, places: tokensPerSecond < 9.95 ? 1 : 0) + " tok/s")
  }

  /// A share of 1 in whole percent; a little of something is at least 1 %.
  package static func percent(_ share: Double) -> SafeText {
    let percent = Int((min(max(share, 0), 1) * 100).rounded())
    return "\(share > 0 ? max(1, percent) : 0)%"
  }

  /// Hours and minutes of the day where the person is.
  package static func clock(_ time: Timestamp, utcOffset: Int) -> SafeText {
    let minutes = (time.milliseconds / 1000 + Int64(utcOffset)) / 60
    let inDay = Int(((minutes % 1440) + 1440) % 1440)
    return "\(twoDigits(inDay / 60)):\(twoDigits(inDay % 60))"
  }

  /// The date where the person is, `2026-11-23`.
  package static func date(_ time: Timestamp, utcOffset: Int) -> SafeText {
    let milliseconds = min(max(time.milliseconds, years.lowerBound), years.upperBound)
    let local = Timestamp(milliseconds: milliseconds + Int64(utcOffset) * 1000)
    return SafeText(String(local.text.prefix(10)))
  }

  /// The years 1 to 9998: a date outside of them comes from a damaged file.
  private static let years: ClosedRange<Int64> = -62_135_596_800_000...253_370_764_799_999

  /// Rounded to so many places behind the point.
  static func fixed(_ value: Double, places: Int) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "?" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % Int(scale))
    let padding = String(repeating: "0", count: places - fraction.count)
    return sign + String(scaled / Int(scale)) + "." + padding + fraction
  }

  /// Whole milliseconds, none for what is negative.
  private static func whole(_ duration: Duration) -> Int {
    Int(clamping: max(0, duration.milliseconds))
  }

  private static func minutes(_ seconds: Int) -> SafeText {
    "\(seconds / 60):\(twoDigits(seconds % 60)) min"
  }

  private static func twoDigits(_ number: Int) -> SafeText {
    number < 10 ? "0\(number)" : "\(number)"
  }

  /// At most three digits in all: 12.3, 200, 1.05.
  private static func threeDigits(_ value: Double) -> String {
    trimmed(fixed(value, places: max(0, 3 - String(Int(value)).count)))
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = Substring(text)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
