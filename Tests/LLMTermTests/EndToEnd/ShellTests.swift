import Glibc
import TestSupport
import Testing

/// The scripts of the shells, run by the shells; and what is put in place for them.
@Suite struct `Completion in a shell` {
  let home: Home

  init() throws {
    home = try Home()
    home.configure(
      """
      {"providers": {"local": {
        "dialect": "openai-chat", "base_url": "http://127.0.0.1:9/v1",
        "models": ["small:3b", "small:7b", "large", "my model", "do$llar"],
      }}}
      """)
    mkdir(home.path + "/bin", 0o700)
    symlink(Home.binary, home.path + "/bin/llmterm")
    home.environment["PATH"] = home.path + "/bin:/usr/bin:/bin"
    home.environment["LANG"] = "C.UTF-8"
  }

  static let lines: [(String, [String])] = [
    ("llmterm mod", ["models"]), ("llmterm config s", ["show", "schema"]),
    ("llmterm ask --tempe", ["--temperature"]),
  ]

  @Test(.enabled(if: Installed.has("bash"), "bash was not found"), arguments: lines)
  func `works in bash`(line: String, offered: [String]) throws {
    #expect(try bash(line) == offered)
  }

  /// Bash cuts words at colons and equals signs: only what is behind them is to be given.
  @Test(
    .enabled(if: Installed.has("bash"), "bash was not found"),
    arguments: [
      ("llmterm ask -m local/small:", ["3b", "7b"]),
      ("llmterm ask --model=local/l", ["local/large"]),
      ("llmterm ask -m local/la", ["local/large"]),
    ])
  func `knows in bash what is written already`(line: String, offered: [String]) throws {
    #expect(try bash(line) == offered)
  }

  /// What a person sees behind the tab.
  @Test(
    .enabled(if: Installed.has("bash"), "bash was not found"),
    arguments: [
      (#"llmterm ask -m local/my"#, #"llmterm ask -m local/my\ model"#),
      (#"llmterm ask -m local/my\ m"#, #"llmterm ask -m local/my\ model"#),
      (#"llmterm ask -m "local/my"#, #"llmterm ask -m "local/my model""#),
      (#"llmterm ask -m 'local/my m"#, #"llmterm ask -m 'local/my model'"#),
      (#"llmterm ask --model=local/do"#, #"llmterm ask --model=local/do\$llar"#),
      (#"llmterm ask -m "local/do"#, #"llmterm ask -m "local/do\$llar""#),
    ])
  func `quotes in bash what a shell would take apart`(line: String, whole: String) throws {
    let shell = try Terminal(
      ["bash", "--norc", "--noprofile", "-i"], columns: 80, rows: 24,
      environment: home.environment.merging(["PS1": "ready> "]) { $1 })
    try shell.waitFor("ready>")
    shell.type("source <(llmterm completions bash); echo fin''ished")
    shell.press(.enter)
    try shell.waitFor("finished")
    shell.type(line + "\t")
    try shell.waitFor(whole)
  }

  @Test(.enabled(if: Installed.has("fish"), "fish was not found"), arguments: lines)
  func `works in fish`(line: String, offered: [String]) throws {
    let script = "llmterm completions fish | source; complete -C '\(line)'"
    let run = try piped(["fish", "--no-config", "-c", script], environment: home.environment)
    let words = run.output.split(separator: "\n").map {
      $0.prefix { $0 != "\t" }
    }

    #expect(Set(words) == Set(offered.map { $0[...] }), "\(run.errors)")
  }

  @Test(.enabled(if: Installed.has("zsh"), "zsh was not found"))
  func `works in zsh`() throws {
    let shell = try Terminal(
      ["zsh", "-f", "-i"], columns: 80, rows: 24,
      environment: home.environment.merging(["PS1": "ready> "]) { $1 })
    try shell.waitFor("ready>")
    shell.type(
      "autoload -Uz compinit; compinit -u -D; source <(llmterm completions zsh); echo fin''ished")
    shell.press(.enter)
    try shell.waitFor("finished")
    shell.type("llmterm sim\t")
    try shell.waitFor("llmterm simulate")
    shell.type("--tur\t")
    try shell.waitFor("llmterm simulate --turns")
  }

  private func bash(_ line: String) throws -> [String] {
    // What bash does before it calls the function: words cut at white space, = and :.
    let script = """
      source <(llmterm completions bash)
      COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}
      split=${COMP_LINE//:/ : }; split=${split//=/ = }
      read -ra COMP_WORDS <<< "$split"
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _llmterm; printf '%s\\n' "${COMPREPLY[@]}"
      """
    let run = try piped(["bash", "-c", script], environment: home.environment)
    #expect(run.errors == "")
    return run.output.split(separator: "\n").map(String.init)
  }
}

@Suite struct `Installing` {
  let folder = TemporaryFolder()

  @Test(.enabled(if: Installed.has("make"), "make was not found"))
  func `puts everything in place, and takes it away again`() throws {
    let environment = ["LLMTERM_HOME": folder.path + "/home"]
    let words = [
      "make", "-s", "-C", Shared.package, "BINARY=\(Home.binary)", "DESTDIR=\(folder.path)",
      "PREFIX=/usr",
    ]

    let install = try piped(words + ["-o", "build", "install"], environment: environment)

    #expect(install.errors == "")
    #expect(install.status == 0)
    let files = Self.files(in: folder.path + "/usr")
    #expect(
      files == [
        "bin/llmterm", "share/bash-completion/completions/llmterm",
        "share/fish/vendor_completions.d/llmterm.fish", "share/llmterm/folders",
        "share/man/man1/llmterm.1",
        "share/zsh/site-functions/_llmterm",
      ])
    let version = try piped([folder.path + "/usr/bin/llmterm", "--version"])
    #expect(version.output.hasPrefix("llmterm "))

    let removal = try piped(words + ["uninstall"], environment: environment)

    #expect(removal.status == 0)
    #expect(!Shared.names(in: folder.path).contains("usr"))
  }

  @Test func `leaves the folders that were there, and those that others use`() throws {
    let script = Shared.package + "/scripts/install.sh"
    let place = folder.path + "/usr"
    _ = try piped(["mkdir", "-p", place + "/bin", place + "/share/fish"])
    _ = try piped([script, Home.binary, place])
    folder.write("usr/share/man/other", "")
    // A second time, what the first one made is not taken for somebody else's.
    _ = try piped([script, Home.binary, place])

    let removal = try piped([script, "--remove", place])

    #expect(removal.status == 0)
    #expect(Shared.names(in: place).sorted() == ["bin", "share"])
    #expect(Shared.names(in: place + "/share").sorted() == ["fish", "man"])
    #expect(Self.files(in: place) == ["share/man/other"])
  }

  private static func files(in folder: String, below path: String = "") -> [String] {
    Shared.names(in: folder).sorted().flatMap { name -> [String] in
      var status = stat()
      let whole = folder + "/" + name
      let isFolder = lstat(whole, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      return isFolder ? files(in: whole, below: path + name + "/") : [path + name]
    }
  }
}
