import ChatEngine
import Testing

@Suite struct `An instant` {
  @Test func `is as far from another as was added`() {
    let start = Instant(nanoseconds: 7)
    #expect((start + .milliseconds(3)) - start == .milliseconds(3))
    #expect(start + .seconds(-1) < start)
  }

  @Test(arguments: [
    (Instant(nanoseconds: .max), Duration.seconds(1), Instant(nanoseconds: .max)),
    (Instant(nanoseconds: .min), .seconds(-1), Instant(nanoseconds: .min)),
    (.zero, .seconds(Int64.max), Instant(nanoseconds: .max)),
    (.zero, .seconds(Int64.min), Instant(nanoseconds: .min)),
  ])
  func `stays within the clock`(instant: Instant, duration: Duration, sum: Instant) {
    #expect(instant + duration == sum)
  }

  @Test func `is apart from any other by a duration`() {
    let whole = Instant(nanoseconds: .max) - Instant(nanoseconds: .min)
    #expect(whole > .seconds(18_000_000_000))
  }
}

@Suite struct `A timestamp` {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (1_795_430_527_123, "2026-11-23T10:42:07.123Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
  ])
  func `is written and read`(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).text == text)
    #expect(Timestamp(text: text) == Timestamp(milliseconds: milliseconds))
  }

  @Test(arguments: [
    ("2026-11-23T10:42:07Z", "2026-11-23T10:42:07.000Z"),
    ("2026-11-23t12:42:07.5+02:00", "2026-11-23T10:42:07.500Z"),
    ("2026-11-23 00:42:07.123999999999999-10:00", "2026-11-23T10:42:07.123Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
  ])
  func `is read in its other forms`(text: String, canonical: String) {
    #expect(Timestamp(text: text)?.text == canonical)
  }

  @Test(arguments: [
    "", "2026-11-23", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
    "2026-11-00T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T10:60:00Z", "2026-11-23T10:42:07",
    "2026-11-23T10:42:07.Z", "2026-11-23T10:42:07Zx", "2026-11-23T10:42:07+2:00",
    "２026-11-23T10:42:07Z", "2026-11-23T10:42:61Z", "+026-11-23T10:42:07Z",
  ])
  func `is not read from other text`(text: String) {
    #expect(Timestamp(text: text) == nil)
  }

  @Test func `outside the years of RFC 3339 is shown as the nearest`() {
    #expect(Timestamp(milliseconds: .max).text == "9999-12-31T23:59:59.999Z")
    #expect(Timestamp(milliseconds: .min).text == "0000-01-01T00:00:00.000Z")
  }
}
