import Testing

@testable import ChatUI

/// The words of a line that are more than plain, each with what it is.
private func words(_ line: String, _ language: String, from state: LexerState = .init()) -> [String]
{
  guard let known = Language.named(language) else { return ["no \(language)"] }
  var state = state
  let bytes = Array(line.utf8)
  return Lexer.roles(of: bytes, in: known, from: &state).filter { $0.role != .plain }.map {
    "\($0.role): \(String(decoding: bytes[$0.range], as: UTF8.self))"
  }
}

@Suite struct `A lexer` {
  @Test(arguments: [
    (
      "swift", "let x: Int = f(0x1F) // why",
      [
        "keyword: let", "sign: :", "type: Int", "sign: =", "function: f", "sign: (", "number: 0x1F",
        "sign: )", "comment: // why",
      ]
    ),
    ("python", "@a\tdef", ["meta: @a", "keyword: def"]),
    ("python", "x = 'a\\'b' # c", ["sign: =", "string: 'a\\'b'", "comment: # c"]),
    (
      "bash", "echo \"$x\" $HOME ${y} a#b",
      ["keyword: echo", "string: \"$x\"", "variable: $HOME", "variable: ${y}", "sign: #"]
    ),
    (
      "json", "{\"a\": 1.5e-3, \"b\": true}",
      [
        "sign: {", "key: \"a\"", "sign: :", "number: 1.5e-3", "sign: ,", "key: \"b\"", "sign: :",
        "literal: true", "sign: }",
      ]
    ),
    (
      "yaml", "- key: true # c",
      ["sign: - ", "key: key", "sign: :", "literal: true", "comment: # c"]
    ),
    ("toml", "[a.b]", ["type: [a.b]"]),
    ("toml", "x = 1", ["key: x ", "sign: =", "number: 1"]),
    (
      "html", "<a href=\"x\">t &amp;</a>",
      [
        "sign: <", "keyword: a", "key: href", "sign: =", "string: \"x\"", "sign: >",
        "literal: &amp;", "sign: </", "keyword: a", "sign: >",
      ]
    ),
    ("css", "color: red;", ["key: color", "sign: :", "sign: ;"]),
    ("sql", "SELECT a FROM t -- c", ["keyword: SELECT", "keyword: FROM", "comment: -- c"]),
    ("diff", "+added", ["inserted: +added"]),
    ("diff", "-gone", ["deleted: -gone"]),
    ("diff", "@@ -1 +1 @@", ["hunk: @@ -1 +1 @@"]),
    ("makefile", "all: $(X)", ["key: all", "sign: :", "variable: $(X)"]),
    ("dockerfile", "FROM a", ["keyword: FROM"]),
    ("markdown", "# a", ["keyword: # a"]),
    ("lua", "-- c", ["comment: -- c"]),
    ("rust", "fn a<'b>()", ["keyword: fn", "sign: <'", "sign: >()"]),
  ])
  func `tells words apart`(language: String, line: String, expected: [String]) {
    #expect(words(line, language) == expected)
  }

  @Test func `carries comments and strings over lines`() throws {
    let swift = try #require(Language.named("swift"))
    var state = LexerState()
    _ = Lexer.roles(of: Array("a /* b /* c".utf8), in: swift, from: &state)
    #expect(state.inside == .comment(0, depth: 2))
    #expect(words("d */ e */ let", "swift", from: state) == ["comment: d */ e */", "keyword: let"])
    state = LexerState()
    _ = Lexer.roles(of: Array("x = \"\"\"a".utf8), in: swift, from: &state)
    #expect(
      words("b\"\"\" + 1", "swift", from: state) == ["string: b\"\"\"", "sign: +", "number: 1"])
  }

  @Test func `knows at least 25 languages by their names`() {
    let names = [
      "swift", "c", "cpp", "csharp", "java", "kotlin", "scala", "javascript", "typescript", "go",
      "rust", "zig", "dart", "php", "css", "python", "ruby", "bash", "powershell", "perl", "lua",
      "r",
      "julia", "makefile", "cmake", "dockerfile", "sql", "haskell", "ocaml", "elixir", "clojure",
      "json", "yaml", "toml", "ini", "html", "xml", "diff", "markdown", "latex", "graphql",
      "protobuf",
      "terraform",
    ]
    #expect(LanguageTable.rows.count == 48)
    #expect(names.filter { Language.named($0) == nil } == [])
    #expect(Language.named("Swift") != nil)
    #expect(Language.named("no such language") == nil)
  }

  @Test func `covers each line without a gap in any language`() {
    var random = SeededGenerator(seed: 7)
    for language in LanguageTable.languages.values {
      var state = LexerState()
      for _ in 0..<20 {
        let line = Array(random.hostileText(length: 40).utf8.filter { $0 != 0x0A })
        var end = 0
        for (range, _) in Lexer.roles(of: line, in: language, from: &state) {
          #expect(range.lowerBound == end)
          end = range.upperBound
        }
        #expect(end == line.count)
      }
    }
  }
}
