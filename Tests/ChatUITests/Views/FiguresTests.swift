import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A figure` {
  @Test(arguments: [
    (0, "0"), (-5, "0"), (999, "999"), (1000, "1k"), (12_345, "12.3k"), (99_949, "99.9k"),
    (99_950, "100k"), (200_000, "200k"), (999_499, "999k"), (999_500, "1M"), (1_048_576, "1.05M"),
    (12_345_678, "12.3M"),
  ])
  func `of tokens has at most three digits`(count: Int, text: String) {
    #expect(Figures.tokens(count).string == text)
  }

  @Test(arguments: [
    (0, "$0"), (-1, "$0"), (0.000_001_23, "$0.0000012"), (0.0042, "$0.0042"), (0.031, "$0.031"),
    (0.31, "$0.31"), (1, "$1.00"), (12.5, "$12.50"), (1234.567, "$1234.57"), (.infinity, "$?"),
    (.nan, "$?"),
  ])
  func `of money has cents, or two digits that count`(dollars: Double, text: String) {
    #expect(Figures.money(dollars).string == text)
  }

  @Test(arguments: [(2, "2"), (0.075, "0.075"), (1.25, "1.25"), (15, "15"), (0, "0")])
  func `of a price has no needless zeros`(dollars: Double, text: String) {
    #expect(Figures.price(dollars).string == text)
  }

  @Test(arguments: [
    (0, "0 ms"), (-5, "0 ms"), (80, "80 ms"), (999, "999 ms"), (1000, "1.0 s"), (1249, "1.2 s"),
    (59_949, "59.9 s"), (60_000, "1:00 min"), (125_000, "2:05 min"), (7_200_000, "120:00 min"),
  ])
  func `of a measured time`(milliseconds: Int, text: String) {
    #expect(Figures.duration(.milliseconds(milliseconds)).string == text)
  }

  @Test(arguments: [
    (0, "0 s"), (999, "0 s"), (8200, "8 s"), (59_999, "59 s"), (61_000, "1:01 min"),
  ])
  func `of a running time has whole seconds`(milliseconds: Int, text: String) {
    #expect(Figures.seconds(.milliseconds(milliseconds)).string == text)
  }

  @Test(arguments: [
    (0.42, "0.4 tok/s"), (4.23, "4.2 tok/s"), (9.99, "10 tok/s"), (31.4, "31 tok/s"),
  ])
  func `of speed`(speed: Double, text: String) {
    #expect(Figures.speed(speed).string == text)
  }

  @Test(arguments: [
    (0, "0%"), (0.0001, "1%"), (0.0615, "6%"), (0.5, "50%"), (1, "100%"), (7, "100%"),
  ])
  func `of a share is never nothing for something`(share: Double, text: String) {
    #expect(Figures.percent(share).string == text)
  }

  @Test(arguments: [
    (Int64(0), 0, "00:00", "1970-01-01"), (1_795_430_520_000, 0, "10:42", "2026-11-23"),
    (1_795_430_520_000, 3600, "11:42", "2026-11-23"),
    (1_795_430_520_000, -39_600, "23:42", "2026-11-22"), (-60_000, 0, "23:59", "1969-12-31"),
  ])
  func `of a time is where the person is`(
    milliseconds: Int64, offset: Int, clock: String, date: String
  ) {
    let time = Timestamp(milliseconds: milliseconds)
    #expect(Figures.clock(time, utcOffset: offset).string == clock)
    #expect(Figures.date(time, utcOffset: offset).string == date)
  }

  @Test(arguments: [
    (Int64(0), "0 s old"), (59_999, "59 s old"), (185_000, "3 min old"), (3_599_999, "59 min old"),
    (9_000_000, "2 h old"), (-5_000, "0 s old"), (.min, "0 s old"),
  ])
  func `of an age are whole, and never below nothing`(milliseconds: Int64, text: String) {
    let kept = Timestamp(milliseconds: -1_000)
    let (time, overflow) = milliseconds.addingReportingOverflow(-1_000)
    let now = Timestamp(milliseconds: overflow ? .min : time)
    #expect(Figures.age(of: kept, at: now).string == text)
  }

  @Test(arguments: [Int64.min, .max, .min / 2, .max / 2])
  func `of any time at all does not trap`(milliseconds: Int64) {
    for offset in [-86_400, 0, 86_400] {
      let time = Timestamp(milliseconds: milliseconds)
      #expect(!Figures.clock(time, utcOffset: offset).isEmpty)
      #expect(!Figures.date(time, utcOffset: offset).isEmpty)
    }
  }
}
