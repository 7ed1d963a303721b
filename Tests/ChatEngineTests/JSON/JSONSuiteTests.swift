import ChatEngine
import TestSupport
import Testing

private let folder = Shared.suites.map { $0 + "/json/test_parsing" }
private let names = folder.map { Shared.names(in: $0) } ?? []

/// JSONTestSuite: what every parser must take and refuse, and what each may decide.
@Suite(.enabled(if: !names.isEmpty, "conformance suites not found"))
struct `JSON conformance suite` {
  @Test func `is there in full`() {
    #expect(names.count { $0.hasPrefix("y_") } == 95)
    #expect(names.count { $0.hasPrefix("n_") } == 188)
    #expect(Set(names.filter { $0.hasPrefix("i_") }) == Set(decisions.map(\.name)))
  }

  @Test(arguments: names.filter { $0.hasPrefix("y_") })
  func `takes what must be taken`(name: String) throws {
    for options in [JSONScanner.Options(), .wire] {
      _ = try JSON.parse(text(name), options: options)
      try walkOver(text(name), options)
    }
  }

  @Test(arguments: names.filter { $0.hasPrefix("n_") })
  func `refuses what must be refused`(name: String) throws {
    for options in [JSONScanner.Options(), .wire] {
      #expect(throws: JSONError.self) { try JSON.parse(text(name), options: options) }
      #expect(throws: JSONError.self) { try walkOver(text(name), options) }
    }
  }

  @Test(arguments: decisions)
  func `decides what is free`(decision: Decision) throws {
    let bytes = try text(decision.name)
    let strict = (try? JSON.parse(bytes)) != nil
    let wire = (try? JSON.parse(bytes, options: .wire)) != nil

    #expect(strict == decision.strict)
    #expect(wire == decision.wire)
    #expect(((try? walkOver(bytes, JSONScanner.Options())) != nil) == decision.strict)
    #expect(((try? walkOver(bytes, .wire)) != nil) == decision.wire)
  }

  private func text(_ name: String) throws -> [UInt8] {
    try #require(folder.flatMap { Shared.bytes($0 + "/" + name) })
  }

  /// The other way through a text: nothing is made, so nothing is checked by making it.
  private func walkOver(_ text: [UInt8], _ options: JSONScanner.Options) throws {
    try text.withUnsafeBufferPointer { bytes in
      var scanner = JSONScanner(bytes, options: options)
      try scanner.skip()
      try scanner.finish()
    }
  }
}

/// Whether a text of the free part is taken: read strictly (our files), and from the wire.
struct Decision: Sendable {
  var name: String
  var strict: Bool
  var wire: Bool

  init(_ name: String, strict: Bool, wire: Bool) {
    self.name = "i_" + name + ".json"
    self.strict = strict
    self.wire = wire
  }
}

/// The reasons stand in docs/Decisions.md, "JSON".
private let decisions = [
  // Spelled well, so taken; out of a double's or an integer's range, such a number reads as nil.
  Decision("number_double_huge_neg_exp", strict: true, wire: true),
  Decision("number_huge_exp", strict: true, wire: true),
  Decision("number_neg_int_huge_exp", strict: true, wire: true),
  Decision("number_pos_double_huge_exp", strict: true, wire: true),
  Decision("number_real_neg_overflow", strict: true, wire: true),
  Decision("number_real_pos_overflow", strict: true, wire: true),
  Decision("number_real_underflow", strict: true, wire: true),
  Decision("number_too_big_neg_int", strict: true, wire: true),
  Decision("number_too_big_pos_int", strict: true, wire: true),
  Decision("number_very_big_negative_int", strict: true, wire: true),
  // Half a surrogate pair: refused in our files, repaired to U+FFFD from the wire.
  Decision("object_key_lone_2nd_surrogate", strict: false, wire: true),
  Decision("string_1st_surrogate_but_2nd_missing", strict: false, wire: true),
  Decision("string_1st_valid_surrogate_2nd_invalid", strict: false, wire: true),
  Decision("string_incomplete_surrogate_and_escape_valid", strict: false, wire: true),
  Decision("string_incomplete_surrogate_pair", strict: false, wire: true),
  Decision("string_incomplete_surrogates_escape_valid", strict: false, wire: true),
  Decision("string_invalid_lonely_surrogate", strict: false, wire: true),
  Decision("string_invalid_surrogate", strict: false, wire: true),
  Decision("string_inverted_surrogates_U+1D11E", strict: false, wire: true),
  Decision("string_lone_second_surrogate", strict: false, wire: true),
  // Not UTF-8 within a string: the same.
  Decision("string_UTF-8_invalid_sequence", strict: false, wire: true),
  Decision("string_UTF8_surrogate_U+D800", strict: false, wire: true),
  Decision("string_invalid_utf-8", strict: false, wire: true),
  Decision("string_iso_latin_1", strict: false, wire: true),
  Decision("string_lone_utf8_continuation_byte", strict: false, wire: true),
  Decision("string_not_in_unicode_range", strict: false, wire: true),
  Decision("string_overlong_sequence_2_bytes", strict: false, wire: true),
  Decision("string_overlong_sequence_6_bytes", strict: false, wire: true),
  Decision("string_overlong_sequence_6_bytes_null", strict: false, wire: true),
  Decision("string_truncated-utf-8", strict: false, wire: true),
  // UTF-16: never.
  Decision("string_UTF-16LE_with_BOM", strict: false, wire: false),
  Decision("string_utf16BE_no_BOM", strict: false, wire: false),
  Decision("string_utf16LE_no_BOM", strict: false, wire: false),
  // 64 levels are enough for every provider.
  Decision("structure_500_nested_arrays", strict: false, wire: false),
  // A byte order mark before the text is walked over (RFC 8259, section 8.1, allows it).
  Decision("structure_UTF-8_BOM_empty_object", strict: true, wire: true),
]
