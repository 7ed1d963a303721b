import Glibc
import TestSupport
import Testing

@testable import ChatEngine

/// One trick by which a call might run something else than it shows.
struct BypassTrick: CustomTestStringConvertible, Sendable {
  enum Expected: Equatable, Sendable {
    /// The program runs, with exactly these words after its own name.
    case words([String])
    case refused(ToolFailure.Kind)
  }

  var name: String
  /// The command's words after the program.
  var template: [String]
  /// The call's JSON as the model writes it.
  var arguments: String
  var expected: Expected

  var testDescription: String { name }
}

extension BypassTrick {
  /// Values that mean something to a shell, a program's options, a file system or a reader's eyes.
  static let payloads: [String] =
    shell + expansions + programs + paths + invisible + structures

  private static let shell = [
    "; touch CANARY", "&& touch CANARY", "|| touch CANARY", "| touch CANARY", "& touch CANARY",
    "|& touch CANARY", "\ntouch CANARY\n", "\r\ntouch CANARY", "> CANARY", ">> CANARY", "2> CANARY",
    "&> CANARY", ">| CANARY", "< /etc/passwd", "<<< x", "<<EOF\ntouch CANARY\nEOF",
    "' ; touch CANARY #",
    "\" ; touch CANARY #", "'; touch CANARY; '", "\\'; touch CANARY", "a'b\"c", "\"", "'", "`",
    "\\",
    "(touch CANARY)", "{ touch CANARY; }", "!touch CANARY", "if :; then touch CANARY; fi",
    "# comment", "a;b", "a&b", "a|b", "x\u{2028}touch CANARY", "x\u{85}touch CANARY",
    "\u{B}touch CANARY",
    "\u{C}touch CANARY", "; sh -c 'touch CANARY'", "\ttouch CANARY", "coproc touch CANARY",
    "time touch CANARY", "trap 'touch CANARY' EXIT", "function x() { touch CANARY; }; x",
  ]
  private static let expansions = [
    "$(touch CANARY)", "`touch CANARY`", "$((1+1))", "$HOME", "${HOME}", "${IFS}touch${IFS}CANARY",
    "$'\\ntouch CANARY'", "$\"x\"", "~", "~root", "~+/x", "*", "?", "[a-z]*", "{a,b}", "{1..3}",
    "!(x)", "**/*", "!!", "!$", "^a^b", "%COMSPEC%", "${x:-$(touch CANARY)}", "<(touch CANARY)",
    ">(touch CANARY)", "$[1+1]", "${!x}", "$0", "$$", "$@", "{city}", "{{city}}", "{other}", "%s",
    "%n%n%n", "%(touch CANARY)", "\\x3btouch CANARY", "\\073touch CANARY", "&#59;touch CANARY",
    "%3Btouch%20CANARY", "%00", "\\0", "$PATH", "a b", "  ", "", " leading", "trailing ",
  ]
  private static let programs = [
    "cd / ; touch CANARY", "cd .. && ls", "env touch CANARY", "env -S 'touch CANARY'",
    "PATH=/tmp touch CANARY", "LD_PRELOAD=/tmp/x.so ls", "IFS=; touch CANARY",
    "sh -c 'touch CANARY'",
    "bash -c 'touch CANARY'", "python3 -c 'open(\"CANARY\",\"w\")'", "perl -e 'open F,\">CANARY\"'",
    "awk 'BEGIN{system(\"touch CANARY\")}'", "find . -exec touch CANARY ;",
    "xargs touch CANARY", "sed -n 'w CANARY'", "git -c core.pager='touch CANARY' log",
    "tar --checkpoint-action=exec=touch", "ssh -oProxyCommand=touch", "vim -c ':!touch CANARY'",
    "exec touch CANARY", "eval touch CANARY", "source /tmp/x", ". /tmp/x", "command touch CANARY",
    "sudo touch CANARY", "nohup touch CANARY &", "busybox touch CANARY", "/bin/sh",
    "\\touch CANARY",
    "t''ouch CANARY", "to\\uch CANARY", "echo x | sh", "curl x | sh", "@CANARY", "@/etc/passwd",
    "+x", "=cmd|' /C calc'!A0", "http://127.0.0.1/", "file:///etc/passwd",
    "ext::sh -c touch% CANARY",
  ]
  private static let paths = [
    "../../etc/passwd", "/etc/passwd", "/proc/self/environ", "/proc/self/root/etc/passwd",
    "/dev/tty", "/dev/stdin", "/dev/fd/0", "./x/../../y", "x/./y//z", ".env", "~/.ssh/id_rsa",
    "//etc/passwd", "C:\\Windows", "\\\\host\\share", "file\u{2215}etc", "..%2f..%2fetc",
    "..\\..\\etc",
  ]
  private static let invisible = [
    "\u{202E}txt.exe", "\u{2066}x\u{2069}", "a\u{200B}b", "a\u{200D}b", "\u{FEFF}x", "а", "ｔｏｕｃｈ",
    "；touch CANARY", "｜x", "＄(x)", "‘x’", "“x”", "\u{2010}-x", "\u{2013}rf", "\u{2212}rf",
    "\u{FE63}x",
    "\u{FF0D}x", "e\u{301}", "é", "\u{1B}[2J", "\u{1B}]0;x\u{7}", "\u{9B}2J", "\u{7F}",
    "\u{8}\u{8}x",
    "x\rhidden", "\u{E0041}", "\u{115F}", "\u{3164}", "\u{180E}", "\u{AD}x", "\u{10FFFF}", "👩‍👩‍👧",
  ]
  private static let structures = [
    "{\"city\":\"x\"}", "\",\"b\":\"c", "[]", "null", "true", "\\u0027", "</tool>", "<script>",
    "]]>",
    "--", "-", "-x", "--help", "--output=CANARY", "-oCANARY", "-e", "-c touch CANARY", "-1",
  ]

  /// Each of the payloads in each place where an argument may stand.
  static let all: [BypassTrick] =
    payloads.flatMap { payload in
      let shown = payload.debugDescription
      let json = JSON.object(JSONObject([JSONMember(key: "city", value: .string(payload))])).text()
      let isOption = payload.hasPrefix("-")
      return [
        BypassTrick(
          name: "\(shown) as a word", template: ["{city}"], arguments: json,
          expected: isOption ? .refused(.refused) : .words([payload])),
        BypassTrick(
          name: "\(shown) within a word", template: ["--city={city}!", "x"], arguments: json,
          expected: .words(["--city=\(payload)!", "x"])),
        BypassTrick(
          name: "\(shown) after the options", template: ["--", "{city}", "{city}"], arguments: json,
          expected: .words(["--", payload, payload])),
        BypassTrick(
          name: "\(shown) on standard input", template: [], arguments: json, expected: .words([])),
      ]
    } + forms

  /// What is wrong with the call's form.
  private static let forms: [BypassTrick] =
    [
      (#"{"city": "a", "city": "b"}"#, ToolFailure.Kind.badArguments),
      (#"{"city": "a", "\u0063ity": "b"}"#, .badArguments),
      (#"{"city": {"a": 1, "a": 2}}"#, .badArguments), (#"{"city": "a\u0000b"}"#, .badArguments),
      (#"{"city": "\ud800"}"#, .badArguments), (#"{"city": "a"} {"city": "b"}"#, .badArguments),
      (#"{"city": "a",}"#, .badArguments), (#"{'city': 'a'}"#, .badArguments),
      (#"{city: "a"}"#, .badArguments), (#"{"city": "a" /* b */}"#, .badArguments),
      (#"{"city": "a"} // b"#, .badArguments), (#"["city"]"#, .badArguments),
      (#""city""#, .badArguments), ("null", .badArguments), ("7", .badArguments),
      ("{", .badArguments),
      ("{}", .badArguments), ("", .badArguments), (#"{"City": "a"}"#, .badArguments),
      (#"{"city": null}"#, .badArguments), (#"{"cit\u0443": "a"}"#, .badArguments),
      (#"{"city ": "a"}"#, .badArguments), (#"{"city": NaN}"#, .badArguments),
      (#"{"city": 01}"#, .badArguments), (#"{"city": -1}"#, .refused),
      (#"{"city": +1}"#, .badArguments),
      (String(repeating: #"{"city":"#, count: 65), .badArguments),
      (#"{"city": ""# + String(repeating: "a", count: 1 << 20) + #""}"#, .badArguments),
      ("{\"city\": \"a\nb\"}", .badArguments), (#"{"city": "\x41"}"#, .badArguments),
    ].map { text, kind in
      BypassTrick(
        name: "the call \(text.prefix(40))", template: ["{city}"], arguments: text,
        expected: .refused(kind))
    } + [
      BypassTrick(
        name: "a list as an argument", template: ["{city}"], arguments: #"{"city": ["-x", "; y"]}"#,
        expected: .words([#"["-x","; y"]"#])),
      BypassTrick(
        name: "an object as an argument", template: ["{city}"],
        arguments: #"{"city": {"a": "$(b)"}}"#,
        expected: .words([#"{"a":"$(b)"}"#])),
      BypassTrick(
        name: "truth as an argument", template: ["{city}"], arguments: #"{"city": true}"#,
        expected: .words(["true"])),
      BypassTrick(
        name: "a number keeps its spelling", template: ["{city}"], arguments: #"{"city": 1e400}"#,
        expected: .words(["1e400"])),
    ]
}

/// What a program that records itself found: its words, environment, folder and input, to the byte.
struct Recording: Equatable {
  var words: [String]
  var environment: [String: String]
  var folder: String
  var input: String

  /// Prints what the kernel says of the process, in a form that nothing on the way changes.
  static let script = """
    { cat /proc/$$/cmdline; printf '\\001'; cat /proc/$$/environ; printf '\\001'
      readlink -n /proc/$$/cwd; printf '\\001'; cat; } | od -An -v -tx1
    """

  init?(_ output: ToolOutput) {
    let digits = output.content.drop { $0 != "\n" }.split { $0 == " " || $0 == "\n" }
    let bytes = digits.compactMap { UInt8($0, radix: 16) }
    let parts = bytes.split(separator: 1, maxSplits: 3, omittingEmptySubsequences: false)
    guard digits.count == bytes.count, parts.count == 4 else { return nil }
    let texts = { (part: ArraySlice<UInt8>) in
      part.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        .map { String(decoding: $0, as: UTF8.self) }
    }
    words = texts(parts[0])
    environment = [:]
    for line in texts(parts[1]) {
      let equals = line.firstIndex(of: "=") ?? line.endIndex
      environment[String(line[..<equals])] = String(line[equals...].dropFirst())
    }
    folder = String(decoding: parts[2], as: UTF8.self)
    input = String(decoding: parts[3], as: UTF8.self)
  }
}

@Suite struct `A trick to run what was not shown` {
  private static let secrets = ["OPENAI_API_KEY": "sk-secret-1", "COPY": "sk-secret-1", "X": "y z"]

  private func stage(_ template: [String], sandbox: Bool = false) throws -> ToolStage {
    let command = JSON.array((["record"] + template).map(JSON.string)).text()
    return try ToolStage(
      """
      {"t": {"command": \(command), "sandbox": \(sandbox), "environment": ["X", "COPY"],
        "parameters": {"type": "object", "properties": {"city": {}}}}}
      """, scripts: ["record": Recording.script], environment: Self.secrets)
  }

  @Test func `is one of more than 300`() {
    #expect(BypassTrick.all.count >= 300)
    #expect(Set(BypassTrick.payloads).count >= 190)
  }

  @Test(arguments: BypassTrick.all)
  func `runs exactly what is shown, or nothing`(trick: BypassTrick) throws {
    let stage = try stage(trick.template)
    guard case .words(let words) = trick.expected else {
      let failure = #expect(throws: ToolFailure.self) { try stage.prepare("t", trick.arguments) }
      let kind = try #require(failure).kind
      #expect(trick.expected == .refused(kind))
      return
    }
    let call = try stage.prepare("t", trick.arguments)
    let ran = try #require(Recording(try stage.call("t", trick.arguments)))

    // A script's own words are its interpreter and its path, then those it was given.
    let own = stage.here + "/bin/record"
    #expect(ran.words == ["/bin/sh", own] + words)
    let shown = call.facts.filter { $0.label.hasPrefix("argument ") }.map(\.value)
    #expect(ran.words.dropFirst(2).map { Array($0.utf8) } == shown.map { Array($0.utf8) })
    #expect(call.facts.first == PreparedCall.Fact("program", own))
    #expect(ran.folder == call.facts.first { $0.label == "folder" }?.value)
    #expect(ran.input == call.facts.first { $0.label == "input" }?.value ?? "")
    let launch = try #require(call.launch)
    #expect(ran.environment == launch.environment)
    #expect(!ran.environment.values.contains("sk-secret-1"))
    #expect(ran.environment["X"] == "y z")
    #expect(Shared.names(in: stage.here).sorted() == ["bin", "home", "own"])
  }

  @Test(.enabled(if: access("/usr/bin/bwrap", X_OK) == 0, "bubblewrap is not installed"))
  func `does not pass the sandbox either`() throws {
    for payload in ["; touch CANARY", "$(x)", "--", "\n", "", "é\u{202E}", "--chdir"] {
      let stage = try stage(["--", "{city}"], sandbox: true)
      let json = JSON.object(JSONObject([JSONMember(key: "city", value: .string(payload))])).text()
      let call = try stage.prepare("t", json)
      let launch = try #require(call.launch)
      #expect(!launch.sandbox.isNone)
      let ran = try #require(Recording(try stage.call("t", json)))
      #expect(ran.words == ["/bin/sh", stage.here + "/bin/record", "--", payload])
      #expect(ran.environment == launch.environment)
      #expect(ran.folder == launch.folder)
    }
  }
}

extension PreparedCall {
  var launch: ProgramLaunch? {
    guard case .program(let launch) = action else { return nil }
    return launch
  }
}
