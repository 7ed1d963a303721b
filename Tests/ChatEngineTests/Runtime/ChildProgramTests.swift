import CSystem
import Glibc
import TestSupport
import Testing

@testable import ChatEngine

/// A shell's script as a child program, and all that came of it.
private final class Watched {
  let loop: EventLoop
  private(set) var program: ChildProgram?
  private(set) var output: [UInt8] = []
  private(set) var errors: [UInt8] = []
  private(set) var exits: [ChildProgram.Exit] = []
  private(set) var pieces: [Int] = []

  init(
    _ script: String, _ words: [String] = [],
    environment: [String: String] = ["PATH": "/usr/bin:/bin"],
    limits: ChildProgram.Limits? = nil, keepsInput: Bool = false
  ) throws {
    signal(SIGPIPE, SIG_IGN)
    loop = try EventLoop()
    let start = ChildProgram.Start(
      program: "/bin/sh", arguments: ["sh", "-c", script, "sh"] + words, environment: environment,
      folder: "/usr", limits: limits, keepsInput: keepsInput)
    let program = try ChildProgram(start, loop: loop)
    self.program = program
    program.onOutput = { [unowned self] piece in
      output += piece
      pieces.append(piece.count)
    }
    program.onErrors = { [unowned self] piece in errors += piece }
    program.onExit = { [unowned self] exit in exits.append(exit) }
  }

  var text: String { String(decoding: output, as: UTF8.self) }
  var exit: ChildProgram.Exit? { exits.first }

  func letGo() { program = nil }

  /// Turns until it has ended.
  func finish() -> Self {
    turn { exits.isEmpty }
    return self
  }

  func turn(while condition: () -> Bool) {
    let limit = loop.now() + .seconds(20)
    while condition(), loop.now() < limit { loop.runOnce(until: loop.now() + .milliseconds(10)) }
  }
}

/// Whether the process is there and no zombie.
private func isAlive(_ pid: Int32) -> Bool {
  guard let stat = Shared.bytes("/proc/\(pid)/stat") else { return false }
  let words = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(
    separator: " ")
  return words?.first != "Z" && words?.first != "X"
}

@Suite struct `A child program` {
  @Test func `gives its output and errors apart and then its status`() throws {
    let child = try Watched("printf out; printf err >&2; exit 3").finish()
    #expect(child.text == "out")
    #expect(child.errors == Array("err".utf8))
    #expect(child.exits == [.status(3)])
  }

  @Test func `is given its words, environment and folder to the byte`() throws {
    let child = try Watched(
      #"printf '%s|' "$@" "$X"; pwd; env | grep -vcE '^(PWD|SHLVL|_|OLDPWD|X|PATH)='"#,
      ["a b", "$(id)", "", "\n;"], environment: ["X": "é\"'", "PATH": "/usr/bin:/bin"]
    ).finish()
    #expect(child.text == "a b|$(id)||\n;|é\"'|/usr\n0\n")
  }

  @Test func `that is not there is told from one that fails`() throws {
    let loop = try EventLoop()
    let missing = ChildProgram.Start(program: "/no/such", arguments: ["such"])
    #expect(throws: SystemError(call: "execve", code: ENOENT)) {
      _ = try ChildProgram(missing, loop: loop)
    }
    let folder = ChildProgram.Start(program: "/usr/bin", arguments: ["bin"])
    #expect(throws: SystemError(call: "execve", code: EACCES)) {
      _ = try ChildProgram(folder, loop: loop)
    }
    let nowhere = ChildProgram.Start(program: "/bin/sh", arguments: ["sh"], folder: "/no/such")
    #expect(throws: SystemError(call: "execve", code: ENOENT)) {
      _ = try ChildProgram(nowhere, loop: loop)
    }
  }

  @Test func `with a zero byte in a word is not started`() throws {
    let loop = try EventLoop()
    let start = ChildProgram.Start(program: "/bin/sh", arguments: ["sh", "-c", "exit 0\0 1"])
    #expect(throws: SystemError(call: "execve", code: EINVAL)) {
      _ = try ChildProgram(start, loop: loop)
    }
  }

  @Test func `leads a session without a terminal and finds nothing to read`() throws {
    let child = try Watched(
      #"read -r _ _ _ _ group session tty _ </proc/$$/stat; echo $((group-$$)) $((session-$$)) $tty; "#
        + "cat; : </dev/tty && echo terminal"
    ).finish()
    #expect(child.text == "0 0 0\n")
    #expect(child.exit != .status(0))
  }

  @Test func `holds no descriptor of ours but three`() throws {
    // Without O_CLOEXEC, as a careless library would.
    let leak = csys_fcntl(STDIN_FILENO, F_DUPFD, 900)
    defer { close(leak) }
    #expect(leak >= 900)
    let child = try Watched("test -e /proc/$$/fd/\(leak) && echo leaked; echo done").finish()
    #expect(child.text == "done\n")
  }

  @Test func `takes signals as usual`() throws {
    let child = try Watched("grep -E '^Sig(Blk|Ign)' /proc/self/status").finish()
    let masks = child.text.split(separator: "\n").map { UInt64($0.suffix(16), radix: 16) }
    // Signals 32 and 33 are the C library's own: it lets nobody change them.
    let own: UInt64 = 0x1_8000_0000
    #expect(masks.map { $0.map { $0 & ~own } } == [0, 0])
  }

  @Test func `reads what is written to it until the end`() throws {
    let child = try Watched("cat", keepsInput: true)
    let half = [UInt8](repeating: 97, count: 1 << 20)
    #expect(child.program?.write(half) == true)
    #expect(child.program?.write(half) == true)
    child.program?.closeInput()
    #expect(child.program?.write([1]) == false)
    #expect(child.finish().output == half + half)
    #expect(child.exits == [.status(0)])
  }

  @Test func `that reads nothing takes no more than a bound`() throws {
    let child = try Watched("sleep 60", keepsInput: true)
    let much = [UInt8](repeating: 97, count: ChildProgram.mostQueued)
    #expect(child.program?.write(much) == true)
    #expect(child.program?.write(much) == false)
    child.program?.kill()
    #expect(child.finish().exits == [.signal(SIGKILL)])
  }

  @Test func `that closes its input first still ends by itself`() throws {
    let child = try Watched("exec <&-; echo closed; sleep 0.05; exit 4", keepsInput: true)
    child.turn { child.output.isEmpty }
    child.program?.write([UInt8](repeating: 97, count: 1 << 20))
    #expect(child.finish().exits == [.status(4)])
  }

  @Test func `is read in bounded pieces`() throws {
    let child = try Watched("head -c 3000000 /dev/zero").finish()
    #expect(child.output.count == 3_000_000)
    #expect(child.pieces.allSatisfy { $0 <= 65536 })
  }

  @Test func `that dies tells its signal`() throws {
    #expect(try Watched("kill -SEGV $$").finish().exits == [.signal(SIGSEGV)])
  }

  @Test func `is asked to end before it is killed`() throws {
    let child = try Watched("trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.01; done")
    child.turn { child.output.isEmpty }
    child.program?.end(after: .seconds(20))
    #expect(child.finish().text == "up\nbye\n")
    #expect(child.exits == [.status(7)])
  }

  @Test func `that ignores being asked is killed after the grace, with its group`() throws {
    let child = try Watched("trap '' TERM; sleep 60 & echo $!; wait; sleep 60")
    child.turn { child.output.isEmpty }
    let inner = try #require(Int32(child.text.dropLast()))
    child.program?.end(after: .milliseconds(20))
    #expect(child.finish().exits == [.signal(SIGKILL)])
    child.turn { isAlive(inner) }
    #expect(!isAlive(inner))
  }

  @Test func `that is stopped ends all the same`() throws {
    let child = try Watched("echo up; kill -STOP $$; echo woken")
    child.turn { child.output.isEmpty }
    child.program?.end(after: .seconds(20))
    #expect(child.finish().exits == [.signal(SIGTERM)])
  }

  @Test func `is over although another holds its pipes`() throws {
    let child = try Watched("sleep 60 & echo $!")
    let before = child.loop.now()
    let inner = try #require(Int32(child.finish().text.dropLast()))
    #expect(child.exits == [.status(0)])
    #expect(child.loop.now() - before < .seconds(10))
    child.turn { isAlive(inner) }
    #expect(!isAlive(inner))
  }

  @Test func `that closed its output goes on`() throws {
    let child = try Watched("exec >&- 2>&-; sleep 0.05; exit 5").finish()
    #expect(child.exits == [.status(5)])
  }

  @Test func `is killed by whoever lets go of it`() throws {
    let child = try Watched("echo up; sleep 60")
    child.turn { child.output.isEmpty }
    let pid = try #require(child.program?.pid)
    child.letGo()
    child.turn { isAlive(pid) }
    #expect(!isAlive(pid))
    #expect(child.exits.isEmpty)
  }

  @Test func `is not killed once it is over`() throws {
    let child = try Watched("exit 0").finish()
    child.program?.kill()
    child.program?.end(after: .zero)
    #expect(child.exits == [.status(0)])
  }

  @Test func `keeps to its limits`() throws {
    let limits = ChildProgram.Limits(
      seconds: 1, memory: 1 << 30, fileSize: 4096, processes: 100_000, files: 32)
    let child = try Watched("ulimit -t -v -f -n -c", limits: limits).finish()
    #expect(child.text.isEmpty == false)
    #expect(try Watched("ulimit -n", limits: limits).finish().text == "32\n")
    #expect(try Watched("ulimit -v", limits: limits).finish().text == "1048576\n")
    #expect(
      try Watched("while :; do :; done", limits: limits).finish().exits == [.signal(SIGXCPU)])
  }

  @Test func `leaves no descriptor and no zombie behind`() throws {
    let before = Shared.names(in: "/proc/self/fd").count
    for _ in 0..<20 { _ = try Watched("echo out; echo err >&2", keepsInput: true).finish() }
    // Other suites run beside this one: their descriptors come and go.
    #expect(Shared.names(in: "/proc/self/fd").count < before + 60)
  }
}
