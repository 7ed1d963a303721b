/// What happens to the writing of one conversation.
enum LogEvent: Sendable {
  case changed(Change)
  /// Time has passed: something may be due.
  case ticked
  /// What was handed over last is in the file.
  case written
  case failed(StorageError)
  /// All that leads to the conversation as it is now, for a new file.
  case whole([Change])
  /// The program ends: all that waits is to be handed over.
  case closing
}

/// What the writing of one conversation asks for.
enum LogEffect: Sendable, Equatable {
  /// Append to the file, and wait for the disk if asked; one at a time but when closing.
  case append([UInt8], sync: Bool)
  /// Write a new file of all this.
  case rewrite([UInt8], LogPlace)
  case tell(StorageNotice)
}

/// Where a new file is written.
enum LogPlace: Sendable, Equatable {
  /// At the old path; whatever is there is put aside.
  case same
  /// Beside it: the disk fails under the old one.
  case beside
  /// At a path that a person chose.
  case at(String)
}

/// Whether what was said is kept.
package enum LogStatus: Sendable, Equatable {
  /// In the file, or on its way.
  case saved
  /// Kept in memory and tried again. Next: saved.
  case notSaved(since: Timestamp, StorageError)
  /// There is nowhere to save to. Next: saved, if a person names a path.
  case memoryOnly(StorageError)
  /// The file is another's.
  case readOnly
}

/// Decides when a conversation's changes become lines, and when lines are written.
///
/// Pieces of a stream are gathered for most of a second or 4 kB; everything else goes at once, in
/// order. A prompt and the end of an answer wait for the disk. Fed with events, it does nothing
/// itself.
struct LogWriter {
  /// How long pieces of a stream are gathered (faults.md 3).
  ///
  /// With what writing takes, less than the second after which they are to outlive the program.
  static let gatherTime = Duration.milliseconds(800)
  /// Bytes of pieces that are gathered at most.
  static let gatherBytes = 4096
  /// Between attempts on a full disk (faults.md, row 73).
  static let retryTime = Duration.seconds(5)
  /// The title is repeated after so many bytes, so that it is found near the file's end.
  static let titleDistance = 8192

  private(set) var status: LogStatus
  /// The file has to be written anew: `whole` is waited for, from `wholeDue` on.
  private(set) var wholePlace: LogPlace?
  private var wholeDue = Instant.zero
  private var nextSeq: Int
  private var gathered = GatheredPieces()
  private var gatherDue: Instant?
  /// Lines that have not been handed over.
  private var queue: [UInt8] = []
  private var queueSyncs = false
  /// Lines that have been handed over and not answered.
  private var flight: [UInt8]?
  private var flightSyncs = false
  private var retryDue: Instant?
  /// Lines have been handed over that nobody asked the disk for.
  private var isUnsynced = false
  /// What goes before the first change: a conversation in which nothing was said has no file.
  private var prelude: [Change]
  private var title: String?
  private var bytesSinceTitle = 0
  /// Messages of which something has not been handed over.
  private var waiting: Set<MessageID> = []
  /// Messages of which something has been handed over and not answered.
  private var flying: Set<MessageID> = []
  /// How often lines have been handed over and not answered: more than once only when closing.
  private var flights = 0

  init(
    nextSeq: Int, status: LogStatus = .saved, title: String? = nil, prelude: [Change] = []
  ) {
    self.nextSeq = nextSeq
    self.status = status
    self.title = title
    self.prelude = prelude
  }

  /// When `ticked` is wanted; nil while nothing waits.
  var nextDeadline: Instant? {
    if wholePlace != nil { return flight == nil ? wholeDue : nil }
    guard canWrite else { return nil }
    return flight == nil ? retryDue ?? gatherDue : gatherDue
  }

  /// Messages of which something is not in the file.
  var unsavedMessages: Int { waiting.union(flying).count }

  /// Whether a new file is to be written now.
  func wantsWhole(at now: Instant) -> Bool { needsWhole && now >= wholeDue }

  /// Whether a new file has to be written, and is not being written.
  var needsWhole: Bool { wholePlace != nil && flight == nil }

  /// Whether everything is in the file.
  var isIdle: Bool { queue.isEmpty && flight == nil && gathered.isEmpty && wholePlace == nil }

  mutating func handle(_ event: LogEvent, at now: Instant, time: Timestamp) -> [LogEffect] {
    switch event {
    case .changed(let change):
      guard canWrite else {
        if case .memoryOnly = status, let id = change.message { waiting.insert(id) }
        return []
      }
      take(change, now, time)
      return handOver(now)
    case .ticked:
      if let due = gatherDue, now >= due { spell(at: time) }
      if let due = retryDue, now >= due { retryDue = nil }
      return handOver(now)
    case .written: return succeed(now)
    case .failed(let error): return fail(error, now, time)
    case .whole(let changes): return rewrite(changes, time)
    case .closing:
      guard canWrite else { return [] }
      spell(at: time)
      queueSyncs = true
      return queue.isEmpty && !isUnsynced ? [] : [takeOff()]
    }
  }

  /// Asks for a file at a path that a person chose; not while the one there is does its work.
  mutating func move(to path: String) {
    if status == .saved { return }
    wholePlace = .at(path)
    wholeDue = .zero
  }

  /// What waits for the disk to have room is tried with the next event.
  mutating func hurry() {
    retryDue = nil
    wholeDue = .zero
  }

  private var canWrite: Bool {
    switch status {
    case .saved, .notSaved: true
    case .memoryOnly, .readOnly: false
    }
  }

  // MARK: Gathering

  private mutating func take(_ change: Change, _ now: Instant, _ time: Timestamp) {
    if case .delta(let id, let pieces) = change {
      gathered.add(pieces, to: id)
      if gatherDue == nil, !gathered.isEmpty { gatherDue = now + Self.gatherTime }
      if gathered.bytes >= Self.gatherBytes { spell(at: time) }
      return
    }
    spell(at: time)
    for change in prelude { append(change, time) }
    prelude = []
    append(change, time)
    switch change {
    case .message(let message), .branch(let message, _):
      if message.state != .streaming { queueSyncs = true }
    case .end:
      queueSyncs = true
      if let title, bytesSinceTitle > Self.titleDistance { append(.title(title), time) }
    case .title(let new): title = new
    case .meta, .delta, .head, .vote, .hide, .note: break
    }
  }

  /// Makes lines of the gathered pieces.
  private mutating func spell(at time: Timestamp) {
    gatherDue = nil
    for change in gathered.take() { append(change, time) }
  }

  private mutating func append(_ change: Change, _ time: Timestamp) {
    let before = queue.count
    RecordEncoder.append(change, seq: nextSeq, at: time, into: &queue)
    nextSeq += 1
    if let id = change.message { waiting.insert(id) }
    if case .title = change { bytesSinceTitle = 0 } else { bytesSinceTitle += queue.count - before }
  }

  // MARK: Writing

  private mutating func handOver(_ now: Instant) -> [LogEffect] {
    guard canWrite, flight == nil, retryDue == nil, wholePlace == nil, !queue.isEmpty else {
      return []
    }
    return [takeOff()]
  }

  private mutating func takeOff() -> LogEffect {
    let bytes = queue
    let syncs = queueSyncs
    flight = (flight ?? []) + bytes
    takeMessagesOff()
    flightSyncs = flightSyncs || syncs
    queue = []
    queueSyncs = false
    isUnsynced = !syncs
    return .append(bytes, sync: syncs)
  }

  private mutating func takeMessagesOff() {
    flying.formUnion(waiting)
    waiting = []
    flights += 1
  }

  private mutating func succeed(_ now: Instant) -> [LogEffect] {
    flight = nil
    flightSyncs = false
    flights -= 1
    if flights <= 0 { flying = [] }
    var effects: [LogEffect] = []
    if status != .saved, wholePlace == nil {
      status = .saved
      effects.append(.tell(.savedAgain))
    }
    return effects + handOver(now)
  }

  private mutating func fail(
    _ error: StorageError, _ now: Instant, _ time: Timestamp
  ) -> [LogEffect] {
    switch error.kind {
    case .full:
      // What failed goes before what came since. After a failed rewrite, the next one holds it all.
      queue = (flight ?? []) + queue
      queueSyncs = queueSyncs || flightSyncs
      land()
      retryDue = now + Self.retryTime
      wholeDue = now + Self.retryTime
      if case .notSaved = status { return [] }
      status = .notSaved(since: time, error)
      return [.tell(.notSaved(since: time, error))]
    case .denied:
      land()
      queue = []
      _ = gathered.take()
      gatherDue = nil
      wholePlace = nil
      status = .memoryOnly(error)
      return [.tell(.memoryOnly(error))]
    case .broken, .vanished:
      land()
      queue = []
      retryDue = nil
      // A second failure of the disk waits, lest new files are made as fast as they fail.
      wholeDue = wholePlace == nil ? now : now + Self.retryTime
      let isFirst = wholePlace == nil
      wholePlace = error.kind == .broken ? .beside : .same
      if case .notSaved = status { return [] }
      status = .notSaved(since: time, error)
      return isFirst ? [] : [.tell(.notSaved(since: time, error))]
    }
  }

  /// What was handed over is not in the file.
  private mutating func land() {
    flight = nil
    flightSyncs = false
    waiting.formUnion(flying)
    flying = []
    flights = 0
  }

  private mutating func rewrite(_ changes: [Change], _ time: Timestamp) -> [LogEffect] {
    guard let place = wholePlace, flight == nil else { return [] }
    // The conversation holds all that waits.
    _ = gathered.take()
    gatherDue = nil
    queue = []
    queueSyncs = false
    retryDue = nil
    nextSeq = 1
    prelude = []
    waiting = []
    for change in changes { append(change, time) }
    takeMessagesOff()
    flight = []
    defer { queue = [] }
    return [.rewrite(queue, place)]
  }

  /// A rewrite has succeeded at the path.
  mutating func rewritten(to path: String, at now: Instant) -> [LogEffect] {
    let place = wholePlace
    wholePlace = nil
    flying = []
    land()
    status = .saved
    let notice: StorageNotice =
      switch place {
      case .same, nil: .rewritten(path: path)
      case .beside: .moved(to: path)
      case .at: .goingOn(at: path)
      }
    return [.tell(notice)] + handOver(now)
  }
}

extension Change {
  /// The message that is said or gone on with in it.
  fileprivate var message: MessageID? {
    switch self {
    case .message(let message), .branch(let message, _): message.id
    case .delta(let id, _), .end(let id, _, _, _): id
    case .meta, .head, .title, .vote, .hide, .note: nil
    }
  }
}
