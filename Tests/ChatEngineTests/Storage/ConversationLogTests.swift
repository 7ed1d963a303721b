import Glibc
import Testing

@testable import ChatEngine

@Suite struct `A conversation's log` {
  /// A prompt, and an answer of which half has come.
  private func session() -> Session {
    let session = Session()
    session.take(.message(.prompt("u1", "one")))
    session.take(.message(.answer("a1", after: "u1", state: .streaming)))
    session.take(.delta(MessageID("a1"), [.text("half")]))
    return session
  }

  private func end(_ session: Session) {
    session.take(
      .end(MessageID("a1"), state: .complete, origin: nil, Ending(finish: .stop)))
  }

  private func open(_ session: Session, as pid: Int32 = 813) throws -> ConversationStore.Opened {
    try Session.store(session.folder, session.queue, session.clock, session.files, processID: pid)
      .open(session.conversation.id)
  }

  /// Ends the program that holds the conversation.
  private func leave(_ session: Session) {
    session.log = Session.store(session.folder, session.queue, session.clock, session.files)
      .start(.sample)
  }

  private func mode(of path: String) -> UInt32 {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  private func names(_ session: Session) -> [String] {
    ((try? SystemFiles().names(in: session.folder.path + "/conversations")) ?? []).sorted()
  }

  @Test func `makes no file before something is said`() {
    let session = Session()

    #expect(names(session).isEmpty)
  }

  @Test func `makes its file for its owner alone`() {
    let session = session()

    #expect(mode(of: session.path) == 0o600)
    #expect(mode(of: session.folder.path + "/conversations") == 0o700)
  }

  @Test func `has a prompt on the disk at once and a stream within a second`() {
    let session = session()
    #expect(session.reread[MessageID("u1")]?.text == "one")
    #expect(session.reread[MessageID("a1")]?.text == "")

    session.advance(.seconds(1))

    #expect(session.reread[MessageID("a1")]?.text == "half")
  }

  @Test func `goes on after it was opened again`() throws {
    let session = session()
    end(session)
    leave(session)

    let opened = try open(session)
    var conversation = opened.conversation
    #expect(opened.notices.isEmpty)
    #expect(conversation == session.conversation)
    let next = Change.message(.prompt("u2", "two", after: "a1"))
    conversation.apply(next)
    opened.log.record(next)

    #expect(session.reread == conversation)
    #expect(session.read(session.bytes).damaged == 0)
  }

  @Test func `survives writes that take a byte at a time`() {
    let session = Session()
    session.files.set { $0.mostBytesAtOnce = 1 }

    session.take(.message(.prompt("u1", "one")))

    #expect(session.reread == session.conversation)
  }

  @Test func `writes a fork's past at once`() {
    let session = session()
    end(session)
    var random = SeededRandom(seed: 9)
    var fork = Conversation(
      id: .make(at: session.clock.time, using: &random), meta: session.conversation.meta)
    for change in session.conversation.changes { fork.apply(change) }

    let log = Session.store(session.folder, session.queue, session.clock, session.files).start(fork)

    let path = session.folder.path + "/conversations/\(fork.id).jsonl"
    let bytes = (try? SystemFiles().contents(of: path)) ?? []
    #expect(log.isIdle)
    #expect(session.read(bytes).conversation.messages == fork.messages)
  }

  @Test
  func `holds nothing but whole records when the disk is full, and all of them later (row 73)`() {
    let session = session()
    session.advance(.seconds(1))
    let before = session.bytes
    session.files.set { $0.room = 100 }

    end(session)
    #expect(session.bytes == before)
    #expect(session.log.status == .notSaved(since: session.clock.time, .full(session.path)))
    #expect(
      session.notices.map { $0.sentence { _ in "14:02" } } == [
        "Disk full: not saved since 14:02. It is tried again every 5 s."
      ])

    session.files.set { $0.room = .max }
    session.advance(.seconds(5))
    #expect(session.log.status == .saved)
    #expect(session.notices.last == .savedAgain)
    #expect(session.reread == session.conversation)
    #expect(session.read(session.bytes).damaged == 0)
  }

  @Test func `tries a full disk again at once for who leaves`() {
    let session = session()
    session.advance(.seconds(1))
    session.files.set { $0.room = 100 }
    end(session)
    var tries = 0
    session.log.tryNow(session.conversation) { tries += 1 }
    #expect(tries == 1)
    #expect(session.log.unsaved != nil)

    session.files.set { $0.room = .max }
    session.log.tryNow(session.conversation) { tries += 1 }
    #expect(tries == 2)
    #expect(session.log.unsaved == nil)
    #expect(session.reread == session.conversation)
  }

  @Test func `keeps a torn rest that cannot be cut off apart from what follows`() {
    let session = session()
    session.files.set {
      $0.room = 100
      $0.truncateCode = EIO
    }

    end(session)
    session.files.set { $0.room = .max }
    session.advance(.seconds(5))

    #expect(session.reread == session.conversation)
    #expect(session.read(session.bytes).damaged == 1)
  }

  @Test func `goes on in a new file when the disk fails, and syncs the old one no more (row 74)`() {
    let session = session()
    session.files.set { $0.syncCode = EIO }
    let syncs = session.files.syncs

    end(session)
    #expect(session.files.syncs == syncs + 1)
    session.files.set { $0.syncCode = nil }
    session.advance(.zero)

    let path = session.path.replacing(".jsonl", with: "-2.jsonl")
    #expect(session.notices == [.moved(to: path)])
    #expect(session.notices.last?.sentence { _ in "" } == "Disk error: saving to \(path).")
    let bytes = (try? SystemFiles().contents(of: path)) ?? []
    #expect(session.read(bytes).conversation == session.conversation)
    #expect(session.log.status == .saved)
  }

  @Test(arguments: [EROFS, EACCES])
  func `stays in memory where nothing can be written, until a path is named (row 75)`(code: Int32) {
    let session = Session()
    session.files.set { $0.openCode = code }

    session.take(.message(.prompt("u1", "one")))
    session.take(.message(.prompt("u2", "two", after: "u1")))
    #expect(session.notices.count == 1)
    #expect(
      session.log.status
        == .memoryOnly(StorageError(.denied, path: session.path, code: code)))
    #expect(session.log.nextDeadline == nil)

    session.files.set { $0.openCode = nil }
    let path = session.folder.path + "/elsewhere.jsonl"
    session.log.move(to: path, session.conversation)
    session.take(.title("later"))

    let bytes = (try? SystemFiles().contents(of: path)) ?? []
    #expect(session.read(bytes).conversation == session.conversation)
    #expect(session.log.status == .saved)
  }

  @Test func `stays in memory where there is no home (row 75)`() {
    let session = Session()
    let store = ConversationStore(
      folder: nil, queue: session.queue, clock: session.clock.clock, processID: 1,
      files: session.files)

    let log = store.start(.sample)
    log.record(.message(.prompt("u1", "one")))

    guard case .memoryOnly = log.status else {
      Issue.record("\(log.status)")
      return
    }
    #expect(log.isIdle)
  }

  @Test func `copies a torn end aside wherever it is torn, and cuts it off (row 76)`() throws {
    let session = session()
    session.advance(.seconds(1))
    let whole = session.bytes
    end(session)
    let all = session.bytes
    leave(session)

    for length in whole.count + 1..<all.count - 1 {
      try overwrite(session.path, Array(all[..<length]))

      let opened = try open(session)

      #expect(opened.conversation[MessageID("a1")]?.text == "half")
      #expect(opened.conversation[MessageID("a1")]?.ending?.failure?.kind == .cut)
      guard case .tornTail(let copy)? = opened.notices.first else {
        Issue.record("no copy after \(length) bytes")
        continue
      }
      #expect(try SystemFiles().contents(of: copy) == Array(all[whole.count..<length]))
      #expect(session.bytes == whole)
      let next = Change.message(.prompt("u2", "two", after: "a1"))
      opened.log.record(next)
      #expect(session.read(session.bytes).damaged == 0)
      #expect(session.reread[MessageID("u2")]?.text == "two")
    }
  }

  @Test func `gives a last line back the line feed that it lacks`() throws {
    let session = session()
    end(session)
    leave(session)
    try overwrite(session.path, Array(session.bytes.dropLast()))

    let opened = try open(session)
    opened.log.record(.title("t"))

    #expect(opened.notices.isEmpty)
    #expect(session.read(session.bytes).damaged == 0)
    #expect(session.reread.title == "t")
  }

  @Test func `counts a bad record inside and never rewrites it (row 77)`() throws {
    let session = session()
    end(session)
    leave(session)
    var bytes = session.bytes
    bytes[20] ^= 0x01
    try overwrite(session.path, bytes)

    let opened = try open(session)
    opened.log.record(.title("t"))

    #expect(opened.notices == [.damaged(1)])
    #expect(opened.notices[0].sentence { _ in "" } == "1 damaged record was skipped.")
    #expect(Array(session.bytes.prefix(bytes.count)) == bytes)
  }

  @Test func `is only read by a second program, which hears of the first (row 78)`() throws {
    let session = session()
    session.advance(.seconds(1))
    let bytes = session.bytes

    let second = try open(session)
    second.log.record(.title("mine"))

    #expect(second.log.status == .readOnly)
    #expect(second.conversation[MessageID("a1")]?.text == "half")
    #expect(
      second.notices.map { $0.sentence { _ in "" } } == [
        "This conversation is open in another llmterm (pid 812). /fork goes on in a copy."
      ])
    #expect(session.bytes == bytes)
  }

  @Test func `is free for the next program when the first has ended`() throws {
    let session = session()
    leave(session)

    let second = try open(session)

    #expect(second.notices.isEmpty)
    #expect(second.log.status == .saved)
    #expect(names(session).contains { $0.hasSuffix(".lock") })
  }

  @Test func `is written anew when its file was removed (row 79)`() {
    let session = session()
    unlink(session.path)

    end(session)
    session.advance(.zero)

    #expect(session.notices == [.rewritten(path: session.path)])
    #expect(session.reread == session.conversation)
  }

  @Test(arguments: ["replaced", "shortened"])
  func `is written anew when its file was replaced or shortened, and keeps that one (row 79)`(
    how: String
  ) throws {
    let session = session()
    if how == "replaced" { unlink(session.path) }
    try overwrite(session.path, Array("somebody else's".utf8))

    end(session)
    session.advance(.zero)

    #expect(session.reread == session.conversation)
    let aside = names(session).first { $0.contains(".replaced-") } ?? ""
    let kept = try SystemFiles().contents(of: session.folder.path + "/conversations/" + aside)
    #expect(kept == Array("somebody else's".utf8))
  }

  @Test func `is only read where there are no locks (row 80)`() throws {
    let session = session()
    leave(session)
    session.files.set { $0.lockCode = ENOLCK }

    let opened = try open(session)

    #expect(opened.notices == [.unlockable])
    #expect(opened.log.status == .readOnly)
  }

  @Test func `is only read when a newer program wrote it (row 80)`() throws {
    let session = session()
    end(session)
    leave(session)
    let bytes = session.bytes + Array("{\"v\":2,\"type\":\"dream\"}\nand a torn li".utf8)
    try overwrite(session.path, bytes)

    let opened = try open(session)
    opened.log.record(.title("t"))

    #expect(opened.notices.first == .newer)
    #expect(opened.conversation.count == 2)
    #expect(session.bytes == bytes)
  }

  @Test func `does not follow a link in its place`() throws {
    let session = session()
    leave(session)
    let target = session.folder.path + "/target"
    rename(session.path, target)
    symlink(target, session.path)

    #expect(throws: StorageError.self) { try open(session) }
  }

  @Test func `has everything on the disk when it is closed (row 66)`() {
    let session = session()
    session.queue.isHeld = true
    session.take(.delta(MessageID("a1"), [.text(" and more")]))
    session.take(.note(Note("n", time: session.clock.time)))
    session.take(.delta(MessageID("a1"), [.text(" and the rest")]))

    session.log.close(session.conversation)
    session.queue.release()

    #expect(session.reread[MessageID("a1")]?.text == "half and more and the rest")
    #expect(session.log.isIdle)
  }

  private func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    let files = SystemFiles()
    let descriptor = try files.open(path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    defer { files.close(descriptor) }
    try files.writeAll(descriptor, bytes)
  }
}

extension StorageError {
  fileprivate static func full(_ path: String) -> StorageError {
    StorageError(.full, path: path, code: ENOSPC)
  }
}
