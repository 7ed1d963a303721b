import Testing

@testable import ChatEngine

@Suite struct `A pattern` {
  @Test(arguments: [
    ("^ab*c$", "abbbc", true), ("^ab*c$", "abbbd", false), ("b", "abc", true), ("", "", true),
    ("^(?:a|bc)+$", "abca", true), ("^(?:a|bc)+$", "abcb", false), ("^a{2,3}$", "aaaa", false),
    ("^a{2}$", "aa", true), ("^a{2,}$", "aaaaa", true), ("^[^a-c]+$", "xyz", true),
    ("^[^a-c]+$", "xbz", false), ("^[\\w.-]+@[\\w-]+\\.[a-z]{2,}$", "a.b@c-d.org", true),
    ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abc1", true), ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abcd", false),
    ("^(?!foo)", "foobar", false), ("^(?!foo)", "bar", true), ("(?<=\\$)\\d+", "cost $42", true),
    ("(?<!\\$)\\b\\d+", "$42", false), ("\\bcat\\b", "a cat!", true),
    ("\\bcat\\b", "concat", false),
    ("^\\p{Lu}\\p{Ll}+$", "Émile", true), ("^\\P{L}+$", "123", true), ("^.$", "😀", true),
    ("^\\u{1F600}$", "😀", true), ("^\\uD83D\\uDE00$", "😀", true), ("^.$", "\n", false),
    ("[]", "a", false), ("^[^]$", "a", true), ("^a?b??c*?$", "ac", true),
    ("^[a\\-z]+$", "a-z", true),
    ("^x{$", "x{", true), ("^[\\d-x]+$", "1-x", true), ("^(a|)$", "", true),
  ])
  func `matches what ECMA-262 says`(text: String, subject: String, matches: Bool) throws {
    #expect(try Pattern(text).matches(subject) == matches)
  }

  @Test(arguments: [
    "(", "a)", "[a", "*a", "a**", "a{3,2}", "\\", "\\1", "\\k<n>", "\\p{Greekish}", "\\p{", "[z-a]",
    "(?i)a", "(?P<n>a)", "\\a", "\\u12", "\\u{110000}", "a{2000}", "((a{99}){99}){99}",
    String(repeating: "(", count: 1000),
  ])
  func `that is none, or not understood, is refused`(text: String) {
    #expect(throws: Pattern.Invalid.self) { try Pattern(text) }
  }

  @Test(arguments: ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*a){12}$", "^(?:(?=a*b)a)*$"])
  func `takes no text's length times more than its own`(text: String) throws {
    let pattern = try Pattern(text)

    // Followed one after the other, the ways would outlast the universe.
    #expect(!pattern.matches(String(repeating: "a", count: 2000) + "!"))
  }
}
