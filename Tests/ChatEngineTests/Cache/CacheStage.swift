import Glibc
import TestSupport

@testable import ChatEngine

/// A cache in files with a clock that the test moves, and work that is done at once.
final class CacheStage {
  /// Yesterday: files that are written are younger, whatever the machine's own clock says.
  static let start = Timestamp(milliseconds: SystemClock.timestamp().milliseconds - 86_400_000)

  let folder: TemporaryFolder
  let queue = TestQueue()
  let clock = TestClock()
  let loop: EventLoop
  let cache: FileCache

  init(
    in folder: TemporaryFolder = TemporaryFolder(), lifetime: Duration = .seconds(3600),
    maxBytes: Int = 1 << 20, patience: Duration = .seconds(60), processID: Int32 = 1,
    userID: UInt32 = getuid(), files: any FileCalls = SystemFiles()
  ) throws {
    self.folder = folder
    clock.time = CacheStage.start
    loop = try EventLoop()
    cache = FileCache(
      folder: folder.path + "/cache", lifetime: lifetime, maxBytes: maxBytes, queue: queue,
      clock: { [clock] in clock.time }, loop: loop, patience: patience, processID: processID,
      userID: userID, files: files)
  }

  func find(_ keys: CacheKey...) -> CachedAnswer? {
    var found: CachedAnswer?
    cache.find(keys) { found = $1 }
    return found
  }

  /// Keeps an answer, its file as old as the clock says.
  func keep(_ answer: CachedAnswer, _ key: CacheKey) {
    cache.keep(answer, for: key)
    setAge(of: key)
  }

  /// Makes the file's own time that of the clock.
  func setAge(of key: CacheKey) { CacheStage.set(path(of: key), to: clock.time) }

  static func set(_ path: String, to time: Timestamp) {
    let time = timeval(
      tv_sec: Int(time.milliseconds / 1000), tv_usec: Int(time.milliseconds % 1000) * 1000)
    utimes(path, [time, time])
  }

  var root: String { folder.path + "/cache/answers" }

  func path(of key: CacheKey) -> String {
    "\(root)/\(key.text.prefix(2))/\(key.text.dropFirst(2)).json"
  }

  /// Names of all files of kept answers.
  var names: [String] {
    Shared.names(in: root).flatMap { Shared.names(in: "\(root)/\($0)", hidden: true) }
  }

  func mode(_ path: String) -> UInt32 {
    var status = stat()
    lstat(path, &status)
    return status.st_mode & 0o7777
  }
}

extension CacheKey {
  /// Any key, the same for the same name.
  static func named(_ name: String) -> CacheKey { CacheKey(text: SHA256(Array(name.utf8)).text) }
}

extension CachedAnswer {
  /// A whole answer.
  static func sample(
    _ text: String = "Hello.", at time: Timestamp = CacheStage.start
  ) -> CachedAnswer {
    CachedAnswer(
      target: Target(provider: "openai", model: "gpt-6/mini"),
      parts: [
        .started(id: nil, model: "gpt-6-mini-2026", fingerprint: nil), .reasoning("Hm."),
        .reasoningSeal(signature: "s", redacted: nil, details: ["a": 1.50]), .text(text),
        .textSignature("t"),
      ],
      usage: Usage(inputTokens: 9, outputTokens: 2, reasoningTokens: 1), rawFinish: "stop",
      cost: 0.00004, requestID: "req_1", fingerprint: "fp_1",
      time: time)
  }
}
