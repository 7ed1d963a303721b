import CSystem
import Glibc

/// One client's connection: bytes in, a plan carried out, bytes out.
struct DemoConnection {
  /// What is left of a connection after it was looked after.
  enum Fate: Equatable {
    case open
    case close
    case reset
  }

  /// The answer that is being given.
  struct Answer {
    var plan: DemoPlan
    var number: Int
    var startedAt: UInt64
    var keepsAlive: Bool
    var accepted = 0
  }

  let descriptor: Int32
  let number: Int
  var reader = RequestReader()
  var answer: Answer?
  /// The answers of a client that speaks HTTP/2, in place of `reader` and `answer`.
  var streams: DemoStreams?
  private var output: [UInt8] = []
  private var written = 0
  /// What epoll was last told to look for.
  var watched: UInt32 = 0

  /// The plan pauses while the client has not taken so much.
  static let maxPending = 1 << 20

  init(descriptor: Int32, number: Int) {
    self.descriptor = descriptor
    self.number = number
  }

  var pending: Int { output.count - written }

  /// When there is something to do without the client; nil while only the client can go on.
  var due: UInt64? {
    if let streams { return pending < Self.maxPending ? streams.due : nil }
    guard let answer, pending < Self.maxPending, !isDraining, let next = answer.plan.nextDue else {
      return nil
    }
    let (due, overflow) = answer.startedAt.addingReportingOverflow(next)
    return overflow ? nil : due
  }

  /// Whether all that is left is the end, which has to wait until the rest is taken.
  private var isDraining: Bool { pending > 0 && answer?.plan.isAtEnd == true }

  /// Whether no more is read until the client has taken what is there.
  var isFull: Bool {
    if streams != nil { return pending >= Self.maxPending }
    return reader.held > RequestReader.maxBodyBytes + (1 << 20)
  }

  mutating func receive(_ bytes: ArraySlice<UInt8>) {
    if streams != nil { streams?.session.receive(bytes) } else { reader.append(bytes) }
  }

  mutating func queue(_ bytes: [UInt8]) {
    if output.isEmpty { output = bytes } else { output += bytes }
  }

  /// Does what is due and says whether the connection goes on.
  mutating func perform(at now: UInt64, log: DemoLog) -> Fate {
    if streams != nil { return performStreams(at: now, log: log) }
    while true {
      if isDraining, !flush() { return .close }
      guard pending < Self.maxPending, !isDraining, let act = takeAct(at: now) else { break }
      switch act {
      case .send(let bytes):
        queue(bytes)
        if answer?.plan.writesSingly == true, !flush() { return .close }
      case .finish:
        let keepsAlive = answer?.keepsAlive ?? false
        settle(.answered, log)
        return keepsAlive ? .open : .close
      case .close, .reset, .head, .trailers, .refuse, .goAway, .raw:
        settle(.broken, log)
        return act == .reset ? .reset : .close
      }
    }
    return flush() ? .open : .close
  }

  /// Notes how the answer ended.
  mutating func settle(_ outcome: DemoRequest.Outcome, _ log: DemoLog) {
    guard let answer else { return }
    log.update(answer.number) { request in
      request.outcome = outcome
      request.bytesAccepted = answer.accepted
    }
    self.answer = nil
  }

  private mutating func takeAct(at now: UInt64) -> DemoPlan.Act? {
    guard let answer else { return nil }
    return self.answer?.plan.take(at: now &- answer.startedAt)
  }

  /// Writes what the socket takes; false when the client is gone.
  mutating func flush() -> Bool {
    while pending > 0 {
      let count = output.withUnsafeBytes { bytes in
        send(
          descriptor, bytes.baseAddress.map { $0 + written }, pending, Int32(MSG_NOSIGNAL))
      }
      if count < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN
      }
      written += count
      answer?.accepted += count
    }
    output.removeAll(keepingCapacity: output.capacity <= 1 << 16)
    written = 0
    return true
  }
}
