import CSystem
import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A key` {
  private let source = KeySource.environment(["GEMINI_API_KEY", "GOOGLE_API_KEY"])
  private let path = ["PATH": "/usr/bin:/bin"]

  @Test func `is never shown`() {
    let secret = Secret("canary-0123456789")
    var dumped = ""
    dump(secret, to: &dumped)

    for text in ["\(secret)", String(describing: [secret]), String(reflecting: secret), dumped] {
      #expect(!text.contains("canary"))
    }
  }

  @Test func `comes from the first variable that is set, without space around it`() {
    var ring = KeyRing(environment: ["GEMINI_API_KEY": " ", "GOOGLE_API_KEY": " abc\n"])

    #expect(ring.lookUp(source) == .known(Secret("abc")))
  }

  @Test func `that no variable holds is asked for`() {
    let error = KeyError.notSet(["GEMINI_API_KEY", "GOOGLE_API_KEY"])

    var ring = KeyRing(environment: [:])
    #expect(ring.lookUp(source) == .missing(error))
    #expect(
      error.sentence(for: "gemini")
        == "No key for gemini: set GEMINI_API_KEY or GOOGLE_API_KEY, or name another source in the "
        + "configuration, as \"providers\": {\"gemini\": {\"key\": {\"file\": \"PATH\"}}}.")
  }

  @Test(arguments: ["a\r\nb", "a\0b", "clé", "a b", String(repeating: "a", count: 8193)])
  func `that cannot stand in a header is refused`(key: String) {
    #expect(throws: KeyError.unusable(.environment(["A"]))) {
      try KeySource.environment(["A"]).read(environment: ["A": key])
    }
  }

  @Test func `is read once and remembered`() {
    var ring = KeyRing(environment: [:])
    #expect(ring.lookUp(.file("/k")) == .unread(.file("/k")))

    ring.remember(Secret("abc"), from: .file("/k"))
    #expect(ring.lookUp(.file("/k")) == .known(Secret("abc")))

    ring.forget(.file("/k"))
    #expect(ring.lookUp(.file("/k")) == .unread(.file("/k")))
  }

  @Test func `is told to the redactor wherever it comes from`() {
    var ring = KeyRing(environment: ["OPENAI_API_KEY": "canary-1", "MY_KEY": "canary-2", "A": "b"])
    ring.remember(Secret("canary-3"), from: .file("/k"))

    _ = ring.lookUp(.environment(["MY_KEY"]))

    #expect(
      Set(ring.secrets) == [Secret("canary-1"), Secret("canary-2"), Secret("canary-3")])
  }

  // MARK: Files

  @Test func `comes from a file's first line`() throws {
    let folder = TemporaryFolder()
    let file = folder.write("key", "abc  \nsecond line", mode: 0o600)

    #expect(try KeySource.file(file).read(environment: [:]) == Secret("abc"))
  }

  @Test(arguments: [UInt32(0o640), 0o604, 0o620, 0o601, 0o644])
  func `in a file that others have rights on is refused`(mode: UInt32) throws {
    let folder = TemporaryFolder()
    let file = folder.write("key", "abc", mode: mode)

    let error = #expect(throws: KeyError.self) { try KeySource.file(file).read(environment: [:]) }
    #expect(error == .fileOpenToOthers(file))
    #expect(
      error?.sentence(for: "openai")
        == "No key for openai: \(file) can be read by others. Close it with: chmod 600 \(file)")
  }

  @Test func `behind a symbolic link is refused`() throws {
    let folder = TemporaryFolder()
    let file = folder.write("key", "abc", mode: 0o600)
    symlink(file, folder.path + "/link")

    #expect(throws: KeyError.fileNotPlain(folder.path + "/link")) {
      try KeySource.file(folder.path + "/link").read(environment: [:])
    }
  }

  @Test func `in a folder or a pipe is refused at once`() throws {
    let folder = TemporaryFolder()
    mkfifo(folder.path + "/pipe", 0o600)

    #expect(throws: KeyError.fileNotPlain(folder.path)) {
      try KeySource.file(folder.path).read(environment: [:])
    }
    #expect(throws: KeyError.fileNotPlain(folder.path + "/pipe")) {
      try KeySource.file(folder.path + "/pipe").read(environment: [:])
    }
  }

  @Test func `in a file that is empty or not there is asked for`() throws {
    let folder = TemporaryFolder()
    let file = folder.write("key", "\nabc", mode: 0o600)

    #expect(throws: KeyError.empty(.file(file))) { try KeySource.file(file).read(environment: [:]) }
    let error = #expect(throws: KeyError.self) {
      try KeySource.file(folder.path + "/none").read(environment: [:])
    }
    #expect(
      error?.sentence(for: "openai")
        == "No key for openai: \(folder.path)/none could not be read (No such file or directory). "
        + "Write the key into it, or correct \"file\".")
  }

  @Test func `that was typed in is kept for its owner alone`() throws {
    let folder = TemporaryFolder()
    var saved = SavedKeys(in: folder.path)

    try saved.save(Secret("abc"), for: "openai")
    try saved.save(Secret("def"), for: "openai")

    #expect(SavedKeys(in: folder.path).names == ["openai"])
    let source = try #require(saved.source(for: "openai"))
    #expect(try source.read(environment: [:]) == Secret("def"))
    var status = stat()
    stat(folder.path + "/keys", &status)
    #expect(status.st_mode & 0o777 == 0o700)
  }

  @Test(arguments: ["", "..", "a/b", ".hidden", "a\0b"])
  func `is not kept under a name that is no file's`(name: String) throws {
    let folder = TemporaryFolder()
    var saved = SavedKeys(in: folder.path)

    #expect(throws: SystemError.self) { try saved.save(Secret("abc"), for: name) }
  }

  // MARK: Commands

  @Test func `comes from a command's first line`() throws {
    let key = try command("printf", "abc \\nsecond line\\n")

    #expect(key == Secret("abc"))
  }

  @Test func `comes from a command without a shell in between`() throws {
    #expect(try command("printf", "%s", "$HOME;*") == Secret("$HOME;*"))
  }

  @Test func `comes from a command that has nothing to read and takes signals`() throws {
    #expect(throws: KeyError.empty(.command(["cat"]))) { try command("cat") }
    #expect(throws: KeyError.commandKilled(program: "sh", signal: SIGTERM)) {
      try command("sh", "-c", "kill -TERM $$")
    }
  }

  @Test func `is not handed to the command that gets another`() throws {
    let environment = path.merging(["OPENAI_API_KEY": "canary", "STORE": "s"]) { $1 }
    let source = KeySource.command(["sh", "-c", "echo \"$STORE$OPENAI_API_KEY\""])

    #expect(try source.read(environment: environment) == Secret("s"))
  }

  @Test(arguments: [
    (["sh", "-c", "echo secret; exit 3"], KeyError.commandFailed(program: "sh", status: 3)),
    (
      ["llmterm-no-such-program"],
      KeyError.commandNotStarted(
        program: "llmterm-no-such-program", SystemError(call: "posix_spawnp", code: ENOENT))
    ),
  ])
  func `is not taken from a command that failed`(arguments: [String], error: KeyError) {
    #expect(throws: error) { try KeySource.command(arguments).read(environment: path) }
  }

  @Test func `is not waited for without end`() {
    let limit = Duration.milliseconds(50)
    let source = KeySource.command(["sh", "-c", "echo abc; sleep 60"])

    #expect(throws: KeyError.commandTooSlow(program: "sh", limit: limit)) {
      try source.read(environment: path, limit: limit)
    }
  }

  @Test func `is not waited for where a command leaves another behind`() {
    let limit = Duration.milliseconds(50)
    let source = KeySource.command(["sh", "-c", "sleep 60 & echo abc"])

    #expect(throws: KeyError.commandTooSlow(program: "sh", limit: limit)) {
      try source.read(environment: path, limit: limit)
    }
  }

  @Test func `does not drown in what a command writes`() throws {
    #expect(
      throws: KeyError.unusable(.command(["sh", "-c", "yes | tr -d '\\n' | head -c 300000"]))
    ) {
      try command("sh", "-c", "yes | tr -d '\\n' | head -c 300000")
    }
  }

  private func command(_ arguments: String...) throws(KeyError) -> Secret {
    try KeySource.command(arguments).read(environment: path)
  }
}
