/// One request under way: what came of it so far.
///
/// The turn's own, and an object: as a value it would be copied with every event, so large is it.
final class Attempt {
  /// More of an error's body than this is not read.
  static let longestErrorBody = 64 << 10

  let number: Int
  /// The candidate's place in the route's order.
  let place: Int
  let transfer: TransferID
  /// Names the reservation: that of the first transfer where this one is sent on a fresh connection.
  let ticket: TransferID
  let candidate: Candidate
  let sentAt: Instant
  let wait: Duration
  let reason: String
  let promptTokens: Int
  /// Optional fields that were left out because the target had refused them by then.
  let omitted: Set<String>
  /// Whether it went out beside a slow one.
  let isHedge: Bool
  let firstPartDue: Instant
  let totalDue: Instant
  /// Of this attempt; a continued answer's earlier notes stand before them.
  var notes: [String]
  var decoder: any StreamDecoder
  /// By the name on the wire, the tools that are called something else here.
  let toolNames: [String: String]
  /// Under which the answer is kept; nil where it is not.
  let key: CacheKey?

  var status: Int?
  var headers: [HTTPHeader] = []
  var errorBody: [UInt8] = []
  /// Decides whether a body that could not be read was a web page.
  var firstByte: UInt8?
  var isTransferOpen = true
  var firstShown: Instant?
  var lastProgress: Instant
  var shownBytes = 0
  var hasText = false
  var hasToolCall = false
  var usage: Usage?
  var finish: FinishReason?
  var rawFinish: String?
  var answerID: String?
  var fingerprint: String?
  /// Set by the decoder's own `.failed`.
  private(set) var failure: Failure?
  /// Whether its end mark was seen, or the stream's own word that it failed.
  private(set) var isDecided = false
  /// Not published while another attempt may yet be the one that answers.
  var held: [StreamPart] = []
  /// The parts to keep, neighbouring text joined; only where there is a key.
  var kept: [StreamPart] = []

  /// `wait` is how long the turn had waited before it.
  init(
    _ plan: AttemptPlan, number: Int, transfer: TransferID, sentAt: Instant, wait: Duration,
    reason: String, firstPartLimit: Duration, notes: [String], decoder: any StreamDecoder,
    key: CacheKey?
  ) {
    self.number = number
    place = plan.place
    self.transfer = transfer
    ticket = plan.ticket
    candidate = plan.candidate
    self.sentAt = sentAt
    self.wait = wait
    self.reason = reason
    promptTokens = plan.promptTokens
    omitted = plan.omitted
    isHedge = plan.isHedge
    firstPartDue = sentAt + firstPartLimit
    totalDue = sentAt + plan.candidate.provider.timeouts.total
    self.notes = notes
    self.decoder = decoder
    toolNames = plan.fitted.toolNames
    lastProgress = sentAt
    self.key = key
  }

  var isSuccess: Bool { status.map { 200..<300 ~= $0 } ?? false }

  var phase: Phase {
    if firstShown != nil { return .shown }
    return status == nil ? .sent : .responding
  }

  /// When it must have shown something; nil where it has, or need not any more.
  var awaitedFirstPart: Instant? { firstShown == nil && finish == nil ? firstPartDue : nil }

  /// Nothing could be read of it, and it looks or calls itself like HTML (faults.md, row 30).
  var isWebPage: Bool {
    guard firstShown == nil, usage == nil, answerID == nil else { return false }
    let type = header("content-type")?.lowercased() ?? ""
    return firstByte == UInt8(ascii: "<") || type.hasPrefix("text/html") && firstByte != nil
  }

  /// The provider's name for this request.
  var requestID: String? { headers["request-id"] ?? headers["x-request-id"] ?? answerID }

  func header(_ name: String) -> String? { headers[name] }

  /// Takes a part for what it says; tokens and state events count as progress.
  func take(_ part: StreamPart, at now: Instant) {
    switch part {
    case .started(let id, _, let fingerprint):
      answerID = id ?? answerID
      self.fingerprint = fingerprint ?? self.fingerprint
    case .text(let text):
      if !text.isEmpty { hasText = true }
      show(bytes: text.utf8.count, at: now)
    case .reasoning(let text): show(bytes: text.utf8.count, at: now)
    case .toolCallBegan(_, _, let name):
      hasToolCall = true
      show(bytes: name.utf8.count, at: now)
    case .toolCallArguments(_, let text): show(bytes: text.utf8.count, at: now)
    case .usage(let report): usage = usage.map { $0.replaced(with: report) } ?? report
    case .finish(let reason, let raw):
      finish = reason
      rawFinish = raw
      isDecided = true
    case .failed(let failure):
      self.failure = failure
      isDecided = true
    case .note(let note):
      if !notes.contains(note) { notes.append(note) }
      return
    case .limits: return
    case .textSignature, .reasoningSeal, .toolCallEnded: break
    }
    lastProgress = now
  }

  private func show(bytes: Int, at now: Instant) {
    guard bytes > 0 else { return }
    shownBytes += bytes
    if firstShown == nil { firstShown = now }
  }

  /// Whether nobody is paid for it: an error came in place of an answer, or somebody else's page.
  ///
  /// What was cut or could not be read may have been answered all the same.
  private var isUnpaid: Bool {
    guard isSuccess, firstShown == nil, usage == nil else { return !isSuccess }
    switch failure?.kind {
    case nil, .cut, .malformed: return isWebPage
    default: return true
    }
  }

  /// The provider's counts, or ours where it gave none or impossible ones; nil where nothing was
  /// answered and so nothing is known to be charged.
  var settledUsage: Usage? {
    guard !isUnpaid else { return nil }
    var settled = usage ?? Usage()
    let counts = [settled.inputTokens, settled.outputTokens]
    if !counts.allSatisfy({ Attempt.isPlausible($0) }) {
      settled = Usage()
    }
    guard settled.inputTokens == nil || settled.outputTokens == nil else { return settled }
    settled.inputTokens = settled.inputTokens ?? promptTokens
    settled.outputTokens = settled.outputTokens ?? TokenEstimate.tokens(bytes: shownBytes)
    settled.isEstimated = true
    return settled
  }

  /// What its reservation came to: an answer with any status but 2xx, or none, costs nothing.
  var settlement: Settlement {
    let usage = settledUsage
    return Settlement(usage: usage, cost: isUnpaid ? 0 : cost(of: usage))
  }

  private func cost(of usage: Usage?) -> Double? {
    usage.flatMap { candidate.model.price?.cost(of: $0) }
  }

  /// No context is near a thousand million tokens (faults.md, row 59).
  private static func isPlausible(_ count: Int?) -> Bool {
    count.map { 0...1_000_000_000 ~= $0 } ?? true
  }

  func record(
    _ outcome: AttemptRecord.Outcome, failure: Failure?, timings: TransferTimings?, at now: Instant
  ) -> AttemptRecord {
    let usage = settledUsage
    return AttemptRecord(
      target: candidate.target, outcome: outcome, status: status, failure: failure, wait: wait,
      firstToken: firstShown.map { $0 - sentAt }, total: now - sentAt, timings: timings,
      usage: usage, cost: cost(of: usage), reason: reason)
  }
}

extension Usage {
  fileprivate func replaced(with newer: Usage) -> Usage {
    var result = self
    result.replace(with: newer)
    return result
  }
}
