import Testing

@testable import ChatEngine

@Suite struct `The writing of a conversation` {
  private let start = Timestamp(milliseconds: 1_795_442_520_000)
  private let full = StorageError(.full, path: "/p", code: 28)

  private func lines(_ effects: [LogEffect]) -> [Change] {
    effects.flatMap { effect -> [Change] in
      switch effect {
      case .append(let bytes, _), .rewrite(let bytes, _):
        bytes.split(separator: 0x0A).compactMap { line in
          guard case .record(let change, _, _) = line.withUnsafeBufferPointer(RecordDecoder.read)
          else { return nil }
          return change
        }
      case .tell: []
      }
    }
  }

  private func syncs(_ effects: [LogEffect]) -> [Bool] {
    effects.compactMap { if case .append(_, let sync) = $0 { sync } else { nil } }
  }

  private func at(_ seconds: Double) -> Instant {
    Instant(nanoseconds: Int64(seconds * 1e9))
  }

  private func text(_ text: String) -> LogEvent { .changed(.delta(MessageID("a"), [.text(text)])) }

  @Test func `waits for the disk at a prompt and at an answer's end, and at nothing else`() {
    let changes: [(Change, Bool)] = [
      (.meta(Meta(created: start)), false), (.message(.prompt("u", "hi")), true),
      (.message(.answer("a", after: "u", state: .streaming)), false), (.title("t"), false),
      (.head(nil), false), (.vote(MessageID("u"), .up), false),
      (.note(Note("n", time: start)), false),
      (.end(MessageID("a"), state: .complete, origin: nil, Ending()), true),
    ]
    for (change, waits) in changes {
      let writer = Writing(nextSeq: 1)

      let effects = writer.handle(.changed(change), at: .zero, time: start)

      #expect(lines(effects) == [change])
      #expect(syncs(effects) == [waits])
    }
  }

  @Test func `gathers the pieces of a stream for most of a second`() {
    let writer = Writing(nextSeq: 1)

    #expect(writer.handle(text("a"), at: at(0), time: start).isEmpty)
    #expect(writer.handle(text("b"), at: at(0.7), time: start).isEmpty)
    #expect(writer.nextDeadline == at(0.8))
    let effects = writer.handle(.ticked, at: at(0.8), time: start)

    #expect(lines(effects) == [.delta(MessageID("a"), [.text("ab")])])
    #expect(syncs(effects) == [false])
    #expect(writer.nextDeadline == nil)
  }

  @Test func `gathers no more than 4 kB`() {
    let writer = Writing(nextSeq: 1)

    let effects = writer.handle(text(String(repeating: "x", count: 4096)), at: .zero, time: start)

    #expect(lines(effects).count == 1)
  }

  @Test func `keeps several streams apart`() {
    let writer = Writing(nextSeq: 1)
    let other = LogEvent.changed(.delta(MessageID("b"), [.text("2")]))

    _ = writer.handle(text("1"), at: .zero, time: start)
    _ = writer.handle(other, at: .zero, time: start)
    _ = writer.handle(text("1"), at: .zero, time: start)
    let effects = writer.handle(.ticked, at: at(1), time: start)

    #expect(
      lines(effects) == [
        .delta(MessageID("a"), [.text("11")]), .delta(MessageID("b"), [.text("2")]),
      ])
  }

  @Test func `writes what was gathered before what follows it`() {
    let writer = Writing(nextSeq: 1)
    let end = Change.end(MessageID("a"), state: .complete, origin: nil, Ending())

    _ = writer.handle(text("last words"), at: .zero, time: start)
    let effects = writer.handle(.changed(end), at: .zero, time: start)

    #expect(lines(effects) == [.delta(MessageID("a"), [.text("last words")]), end])
  }

  @Test func `counts the messages that are not in the file to their end`() {
    let writer = Writing(nextSeq: 1)
    let prompt = LogEvent.changed(.message(.prompt("u", "hi")))
    let end = Change.end(MessageID("a"), state: .complete, origin: nil, Ending())
    _ = writer.handle(prompt, at: .zero, time: start)
    #expect(writer.unsavedMessages == 1)
    _ = writer.handle(.written, at: .zero, time: start)
    #expect(writer.unsavedMessages == 0)

    _ = writer.handle(text("more"), at: .zero, time: start)
    _ = writer.handle(.changed(end), at: .zero, time: start)
    _ = writer.handle(.failed(full), at: .zero, time: start)
    #expect(writer.unsavedMessages == 1)
    _ = writer.handle(prompt, at: at(1), time: start)
    #expect(writer.unsavedMessages == 2)

    _ = writer.handle(.ticked, at: at(5), time: start)
    #expect(writer.unsavedMessages == 2)
    _ = writer.handle(.written, at: at(5), time: start)
    #expect(writer.unsavedMessages == 0)
  }

  @Test func `counts what comes while there is nowhere to save to`() {
    let writer = Writing(nextSeq: 1)
    _ = writer.handle(.changed(.message(.prompt("u", "hi"))), at: .zero, time: start)
    let denied = StorageError(.denied, path: "/p", code: 30)
    _ = writer.handle(.failed(denied), at: .zero, time: start)
    _ = writer.handle(text("one"), at: .zero, time: start)
    _ = writer.handle(text("two"), at: .zero, time: start)

    #expect(writer.unsavedMessages == 2)
  }

  @Test func `counts what was handed over at the end and failed, whatever was written before`() {
    let writer = Writing(nextSeq: 1)
    _ = writer.handle(.changed(.message(.prompt("u", "hi"))), at: .zero, time: start)
    _ = writer.handle(text("one"), at: .zero, time: start)
    _ = writer.handle(.closing, at: .zero, time: start)
    _ = writer.handle(.written, at: .zero, time: start)
    _ = writer.handle(.failed(full), at: .zero, time: start)

    #expect(writer.unsavedMessages > 0)
  }

  @Test func `hands over one piece of work at a time`() {
    let writer = Writing(nextSeq: 1)
    let second = LogEvent.changed(.title("2"))
    let third = LogEvent.changed(.title("3"))

    #expect(writer.handle(.changed(.title("1")), at: .zero, time: start).count == 1)
    #expect(writer.handle(second, at: .zero, time: start).isEmpty)
    #expect(writer.handle(third, at: .zero, time: start).isEmpty)

    #expect(lines(writer.handle(.written, at: .zero, time: start)) == [.title("2"), .title("3")])
  }

  @Test func `tries a full disk again every 5 seconds, with all that waits, in order`() {
    let writer = Writing(nextSeq: 1)
    _ = writer.handle(.changed(.title("1")), at: .zero, time: start)

    let told = writer.handle(.failed(full), at: at(1), time: start)
    #expect(told == [.tell(.notSaved(since: start, full))])
    #expect(writer.handle(.changed(.title("2")), at: at(2), time: start).isEmpty)
    #expect(writer.handle(.ticked, at: at(5.9), time: start).isEmpty)
    #expect(writer.nextDeadline == at(6))

    let effects = writer.handle(.ticked, at: at(6), time: start)
    #expect(lines(effects) == [.title("1"), .title("2")])
    // Told once, not at every attempt.
    #expect(writer.handle(.failed(full), at: at(6), time: start).isEmpty)
    #expect(writer.status == .notSaved(since: start, full))

    _ = writer.handle(.ticked, at: at(11), time: start)
    #expect(writer.handle(.written, at: at(11), time: start) == [.tell(.savedAgain)])
    #expect(writer.status == .saved)
    #expect(writer.isIdle)
  }

  @Test
  func `asks for everything anew after an error of the disk, and not faster than every 5 seconds`()
  {
    let writer = Writing(nextSeq: 1)
    let broken = StorageError(.broken, path: "/p", code: 5)
    _ = writer.handle(.changed(.title("1")), at: .zero, time: start)

    _ = writer.handle(.failed(broken), at: .zero, time: start)
    #expect(writer.wantsWhole(at: .zero))
    let effects = writer.handle(.whole([.title("1")]), at: .zero, time: start)
    #expect(lines(effects) == [.title("1")])
    #expect(!writer.wantsWhole(at: .zero))

    _ = writer.handle(.failed(broken), at: .zero, time: start)
    #expect(!writer.wantsWhole(at: at(4.9)))
    #expect(writer.nextDeadline == at(5))
  }

  @Test func `hands over the rest when it is closed, and waits for the disk`() {
    let writer = Writing(nextSeq: 1)
    _ = writer.handle(.changed(.title("1")), at: .zero, time: start)
    _ = writer.handle(text("more"), at: .zero, time: start)

    let effects = writer.handle(.closing, at: .zero, time: start)

    #expect(lines(effects) == [.delta(MessageID("a"), [.text("more")])])
    #expect(syncs(effects) == [true])
  }

  @Test func `waits for the disk when it is closed after lines that did not`() {
    let writer = Writing(nextSeq: 1)
    _ = writer.handle(.changed(.title("1")), at: .zero, time: start)
    _ = writer.handle(.written, at: .zero, time: start)

    #expect(writer.handle(.closing, at: .zero, time: start) == [.append([], sync: true)])
    #expect(writer.handle(.closing, at: .zero, time: start).isEmpty)
  }

  @Test func `writes nothing before something is said`() {
    let writer = Writing(nextSeq: 1, prelude: [.meta(Meta(created: start))])

    #expect(writer.handle(.ticked, at: at(9), time: start).isEmpty)
    #expect(writer.handle(.closing, at: at(9), time: start).isEmpty)
    let effects = writer.handle(.changed(.message(.prompt("u", "hi"))), at: at(9), time: start)

    #expect(lines(effects).first == .meta(Meta(created: start)))
    #expect(lines(effects).count == 2)
  }

  @Test func `repeats the title so that it is found near the end`() {
    let writer = Writing(nextSeq: 1)
    _ = writer.handle(.changed(.title("t")), at: .zero, time: start)
    _ = writer.handle(.written, at: .zero, time: start)
    _ = writer.handle(text(String(repeating: "x", count: 9000)), at: .zero, time: start)
    _ = writer.handle(.written, at: .zero, time: start)
    let end = Change.end(MessageID("a"), state: .complete, origin: nil, Ending())

    let effects = writer.handle(.changed(end), at: .zero, time: start)

    #expect(lines(effects) == [end, .title("t")])
  }

  @Test func `drops what leaves nothing in a message`() {
    let writer = Writing(nextSeq: 1)
    let pieces: [StreamPart] = [.usage(Usage()), .finish(.stop, raw: nil), .note("n")]

    _ = writer.handle(.changed(.delta(MessageID("a"), pieces)), at: .zero, time: start)

    #expect(writer.handle(.ticked, at: at(2), time: start).isEmpty)
  }
}

/// The value under test in a box, so that an expectation can feed it.
private final class Writing {
  private var writer: LogWriter

  init(nextSeq: Int, prelude: [Change] = []) {
    writer = LogWriter(nextSeq: nextSeq, prelude: prelude)
  }

  var nextDeadline: Instant? { writer.nextDeadline }
  var status: LogStatus { writer.status }
  var isIdle: Bool { writer.isIdle }
  var unsavedMessages: Int { writer.unsavedMessages }

  func wantsWhole(at now: Instant) -> Bool { writer.wantsWhole(at: now) }

  func handle(_ event: LogEvent, at now: Instant, time: Timestamp) -> [LogEffect] {
    writer.handle(event, at: now, time: time)
  }
}
