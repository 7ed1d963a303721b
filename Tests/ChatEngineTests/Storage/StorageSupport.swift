import CSystem
import Glibc
import Synchronization
import TestSupport

@testable import ChatEngine

/// The machine's files, with faults where a test wants them.
final class FaultyFiles: FileCalls {
  struct Faults {
    /// Bytes that the disk still takes.
    var room = Int.max
    var code: Int32 = ENOSPC
    var writes = true
    var syncCode: Int32?
    var openCode: Int32?
    var lockCode: Int32?
    var truncateCode: Int32?
    var syncs = 0
    var bytesRead = 0
    /// How often the names in a folder were asked for.
    var listings = 0
    var mostBytesAtOnce = Int.max
  }

  private let real = SystemFiles()
  private let state = Mutex(Faults())

  var syncs: Int { state.withLock { $0.syncs } }
  var bytesRead: Int { state.withLock { $0.bytesRead } }
  var listings: Int { state.withLock { $0.listings } }

  func set(_ change: (inout Faults) -> Void) { state.withLock { change(&$0) } }

  func open(_ path: String, flags: Int32, mode: UInt32) throws(SystemError) -> Int32 {
    let code = state.withLock { $0.openCode }
    if let code, flags & (O_WRONLY | O_RDWR) != 0 { throw SystemError(call: "open", code: code) }
    return try real.open(path, flags: flags, mode: mode)
  }

  func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
    let (room, code, most) = state.withLock { ($0.room, $0.code, $0.mostBytesAtOnce) }
    if room == 0 { throw SystemError(call: "write", code: code) }
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(min(room, most)))
    let count = try real.write(descriptor, part)
    state.withLock { if $0.room != Int.max { $0.room -= count } }
    return count
  }

  func truncate(_ descriptor: Int32, to size: Int) throws(SystemError) {
    if let code = state.withLock({ $0.truncateCode }) {
      throw SystemError(call: "ftruncate", code: code)
    }
    try real.truncate(descriptor, to: size)
  }

  func sync(_ descriptor: Int32, metadata: Bool) throws(SystemError) {
    let code = state.withLock { state in
      state.syncs += 1
      return state.syncCode
    }
    if let code { throw SystemError(call: "fsync", code: code) }
  }

  func lock(_ descriptor: Int32) throws(SystemError) -> Bool {
    if let code = state.withLock({ $0.lockCode }) { throw SystemError(call: "flock", code: code) }
    return try real.lock(descriptor)
  }

  func close(_ descriptor: Int32) { real.close(descriptor) }

  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, from offset: Int
  ) throws(SystemError) -> Int {
    let count = try real.read(descriptor, into: buffer, from: offset)
    state.withLock { $0.bytesRead += count }
    return count
  }

  func status(of descriptor: Int32) throws(SystemError) -> FileStatus {
    try real.status(of: descriptor)
  }

  func status(at path: String) throws(SystemError) -> FileStatus { try real.status(at: path) }
  func makeFolder(_ path: String) throws(SystemError) { try real.makeFolder(path) }

  func rename(_ path: String, to other: String) throws(SystemError) {
    try real.rename(path, to: other)
  }

  func remove(_ path: String) throws(SystemError) { try real.remove(path) }

  func names(in folder: String) throws(SystemError) -> [String] {
    state.withLock { $0.listings += 1 }
    return try real.names(in: folder)
  }
}

/// Does the work at once, or when it is told to.
final class TestQueue: LogQueue {
  var isHeld = false
  private var waiting: [() -> Void] = []

  func run<Result: Sendable>(
    _ work: @Sendable @escaping () -> Result, then: @escaping (Result) -> Void
  ) {
    if isHeld { waiting.append { then(work()) } } else { then(work()) }
  }

  func release() {
    isHeld = false
    while !waiting.isEmpty { waiting.removeFirst()() }
  }
}

/// Both clocks, moved by hand: 14:02:00 UTC on 23 November 2026.
final class TestClock {
  var now = Instant.zero
  var time = Timestamp(milliseconds: 1_795_442_520_000)

  var clock: LogClock { LogClock(now: { self.now }, time: { self.time }) }

  func advance(_ duration: Duration) {
    now = now + duration
    time.milliseconds += duration.nanoseconds / 1_000_000
  }
}

/// A conversation with its log, kept in step as the program does.
final class Session {
  let folder: TemporaryFolder
  let files: FaultyFiles
  let clock = TestClock()
  let queue = TestQueue()
  var conversation: Conversation
  var log: ConversationLog
  var notices: [StorageNotice] = []

  init(folder: TemporaryFolder = TemporaryFolder(), files: FaultyFiles = FaultyFiles()) {
    self.folder = folder
    self.files = files
    conversation = .sample
    log = Session.store(folder, queue, clock, files).start(conversation)
    log.onNotice = { [unowned self] in notices.append($0) }
  }

  static func store(
    _ folder: TemporaryFolder, _ queue: TestQueue, _ clock: TestClock, _ files: any FileCalls,
    processID: Int32 = 812
  ) -> ConversationStore {
    ConversationStore(
      folder: folder.path + "/conversations", queue: queue, clock: clock.clock,
      processID: processID, files: files)
  }

  var path: String { folder.path + "/conversations/" + conversation.id.text + ".jsonl" }
  var bytes: [UInt8] { (try? SystemFiles().contents(of: path)) ?? [] }

  func take(_ change: Change) {
    conversation.apply(change)
    log.record(change)
  }

  func advance(_ duration: Duration) {
    clock.advance(duration)
    log.tick(conversation)
  }

  /// What a program finds that opens the file now, without asking for the lock.
  var reread: Conversation { read(bytes).conversation }

  func read(_ bytes: [UInt8]) -> ConversationReader {
    bytes.withUnsafeBufferPointer {
      ConversationReader.read($0, of: conversation.id, cutFor: "cut")
    }
  }
}

extension Conversation {
  static var sample: Conversation {
    var random = SeededRandom(seed: 1)
    let time = Timestamp(milliseconds: 1_795_442_520_000)
    return Conversation(id: .make(at: time, using: &random), meta: Meta(created: time))
  }
}

extension Message {
  static func prompt(_ id: String, _ text: String, after parent: String? = nil) -> Message {
    Message(
      id: MessageID(id), parent: parent.map(MessageID.init), role: .user, parts: [.text(text)],
      time: Timestamp(milliseconds: 1_795_442_520_000))
  }

  static func answer(
    _ id: String, _ text: String? = nil, after parent: String, state: State = .complete
  ) -> Message {
    Message(
      id: MessageID(id), parent: MessageID(parent), role: .assistant,
      parts: text.map { [.text($0)] } ?? [], time: Timestamp(milliseconds: 1_795_442_521_000),
      origin: Origin(
        target: Target(provider: "anthropic", model: "claude"), dialect: .anthropic),
      state: state)
  }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
