/// All sentences about failed answers: what happened, what was tried, what to do.
package struct ErrorSentence: Sendable {
  /// Where it is read: the same thing is done with a key there, with an option here.
  package enum Place: Sendable {
    case screen, commandLine
  }

  /// A provider's own words are cut at so many characters.
  static let longestQuote = 200

  let place: Place
  let providers: [String: Provider]

  /// `providers` say which variables hold the keys and which hosts are asked.
  package init(providers: [Provider], at place: Place = .screen) {
    self.place = place
    self.providers = Dictionary(providers.map { ($0.name, $0) }) { first, _ in first }
  }

  // MARK: The whole story

  /// Why a turn failed, what was tried, and what to do.
  package func full(_ failure: Failure, attempts: [AttemptRecord]) -> String {
    if let sentence = ofForm(failure, attempts.last) ?? ofRecording(failure) { return sentence }
    guard let first = attempts.first, first.outcome != .answered else {
      return "\(nobody(failure)). \(advice(failure, target: nil))"
    }
    var groups: [(target: Target, records: [AttemptRecord])] = []
    for record in attempts where record.outcome == .failed {
      if let place = groups.firstIndex(where: { $0.target == record.target }) {
        groups[place].records.append(record)
      } else {
        groups.append((record.target, [record]))
      }
    }
    // The turn's own failure comes last, whichever target was tried last.
    guard let opening = groups.first, let last = attempts.last else {
      return "\(nobody(failure)). \(advice(failure, target: first.target))"
    }
    let names = groups.map { name($0.target, among: groups.map(\.target)) }
    let cause = opening.records.last?.failure ?? failure
    var text = "\(names[0]) \(happened(cause, opening.records.last, target: opening.target))."
    if let tried = tried(groups.map(\.records), names: names) { text += " \(tried)." }
    if cause != failure, let refusal = ownRefusal(failure, sent: "more") { text += " \(refusal)." }
    if failure.kind == .cancelled, cause.kind != .cancelled { text += " Then it was stopped." }
    return "\(text) \(advice(failure, target: last.target))"
  }

  /// `Tried 3 times over 12 s, then openai, which answered 401`; nil after a single attempt.
  private func tried(_ groups: [[AttemptRecord]], names: [String]) -> String? {
    guard let first = groups.first, groups.count > 1 || first.count > 1 else { return nil }
    let duration = first.reduce(Duration.zero) { $0 + $1.wait + $1.total }
    let over = duration >= .seconds(1) ? " over \(Self.spelled(duration))" : ""
    var text = first.count == 1 ? "Tried once" : "Tried \(first.count) times\(over)"
    for (records, name) in zip(groups, names).dropFirst() {
      guard let record = records.last, let failure = record.failure else { continue }
      let times = records.count > 1 ? " \(records.count) times" : ""
      text += ", then \(name)\(times), which \(brief(failure, record))"
    }
    return text
  }

  /// The provider's name, with the model where two of a provider's were asked.
  private func name(_ target: Target, among all: [Target]) -> String {
    let isAmbiguous = all.contains { $0.provider == target.provider && $0 != target }
    return isAmbiguous ? target.description : target.provider
  }

  // MARK: What happened

  /// The words after a provider's name, with what it said where that helps.
  private func happened(
    _ failure: Failure, _ record: AttemptRecord?, target: Target
  ) -> String {
    guard let status = failure.status, status >= 400, let word = Self.words[failure.kind] else {
      return predicate(failure, record, target: target) + detail(failure)
    }
    return "answered \(status) (\(word))" + detail(failure)
  }

  /// The same without what it said.
  func brief(_ failure: Failure, _ record: AttemptRecord) -> String {
    if let status = failure.status, status >= 400 { return "answered \(status)" }
    return predicate(failure, record, target: record.target)
  }

  /// What a status stands for, by the kind that its body turned out to be.
  private static let words: [Failure.Kind: String] = [
    .rateLimited: "rate limited", .overloaded: "overloaded", .quota: "out of credit",
    .auth: "key rejected", .forbidden: "not allowed", .notFound: "no such model",
    .invalidRequest: "request rejected", .contextOverflow: "too long for the model",
    .filtered: "stopped by its filter", .timeout: "timed out", .tooLarge: "request too large",
    .serverError: "server error", .malformed: "unreadable",
  ]

  private func predicate(
    _ failure: Failure, _ record: AttemptRecord?, target: Target
  ) -> String {
    let host = providers[target.provider].flatMap { URLParts.host(of: $0.baseURL) }
    let time = record.flatMap { $0.total > .zero ? Self.spelled($0.total) : nil }
    switch failure.kind {
    case .rateLimited:
      guard failure.code == Failure.ownLimitCode else { return "limits the rate of requests" }
      return isLimited(target) ? "is at the limit that you set" : "has no room under its limits now"
    case .overloaded: return "is overloaded"
    case .quota: return "is out of credit"
    case .auth:
      return failure.code == Failure.noKeyCode ? "has no key" : "rejected the key"
    case .forbidden: return "denies this account or region"
    case .notFound: return "has no model \"\(Self.clean(target.model))\""
    case .invalidRequest: return "rejected the request"
    case .contextOverflow: return "cannot take a conversation this long"
    case .filtered: return "stopped the answer with its filter"
    case .refused: return "declined to answer"
    case .timeout:
      if failure.code == "total" { return "was not done after \(time ?? "the time allowed")" }
      return "did not answer in \(time ?? "time")"
    case .dns: return "could not be found" + (host.map { " (no address for \($0))" } ?? "")
    case .connect: return connection(failure)
    case .tls:
      if failure.code == TransportError.Kind.certificate.rawValue {
        return "has a certificate that is not valid"
      }
      return "did not make a secure connection"
    case .cut:
      return failure.code == Failure.emptyCode ? "sent an empty reply" : "cut the answer short"
    case .idle:
      return failure.code == Failure.asleepCode
        ? "lost the connection while this computer slept" : "went quiet in the middle of the answer"
    case .malformed: return unreadable(failure)
    case .tooLarge: return "sent more than is taken"
    case .serverError: return "failed"
    case .budget: return "was not asked: the budget is used up"
    case .schema: return "did not meet the schema"
    case .cancelled: return "was stopped"
    case .config: return misconfigured(failure)
    case .tool: return "waits for a tool that failed"
    }
  }

  private func connection(_ failure: Failure) -> String {
    switch failure.code.flatMap(TransportError.Kind.init(rawValue:)) {
    case .connectTimeout: "did not take the connection in time"
    case .proxy: "was not reached: the proxy failed"
    case .proxyLogin: "was not reached: the proxy wants a login"
    case .local: "was not reached: this computer could not open a connection"
    default: "refused the connection"
    }
  }

  private func unreadable(_ failure: Failure) -> String {
    switch failure.code {
    case Failure.webPageCode: "sent a web page, not an answer"
    case Failure.emptyCode: "gave no answer: its reply ended without a word"
    case Failure.repeatingCode: "repeated itself, and was stopped"
    default: "sent an answer that cannot be read"
    }
  }

  private func misconfigured(_ failure: Failure) -> String {
    switch failure.code {
    case Failure.redirectCode:
      let host = failure.message.isEmpty ? "another address" : Self.clean(failure.message)
      return "redirected to \(host), which was not followed, to protect the key"
    case TransportError.Kind.badURL.rawValue: return "has a URL that cannot be used"
    case TransportError.Kind.insecure.rawValue: return "is not asked over plain HTTP"
    case TransportError.Kind.privateAddress.rawValue:
      return "has a name that leads to a private address"
    case TransportError.Kind.badHeader.rawValue: return "has a header that cannot be sent"
    case TransportError.Kind.oldHTTP.rawValue: return "does not speak HTTP/2, which gRPC needs"
    case TransportError.Kind.notRecorded.rawValue: return "was not asked this in the recording"
    default: return "is not set up"
    }
  }

  /// An answer that has not the form that was asked for.
  private func ofForm(_ failure: Failure, _ last: AttemptRecord?) -> String? {
    guard failure.kind == .schema, last?.outcome == .answered else { return nil }
    return "The answer is not of the form that was asked for: \(failure.message). "
      + advice(failure, target: nil)
  }

  /// A request that is not in the recording that is played.
  private func ofRecording(_ failure: Failure) -> String? {
    guard failure.code == TransportError.Kind.notRecorded.rawValue else { return nil }
    return "This request is not in the recording \(SafeQuote.quoted(failure.message)), and nothing "
      + "was sent. Ask as it was asked then, or record anew with --record."
  }

  /// What happened where no target was reached.
  private func nobody(_ failure: Failure) -> String {
    if let refusal = ownRefusal(failure, sent: "") { return refusal }
    switch failure.kind {
    case .config:
      let words = Self.clean(failure.message)
      return words.isEmpty ? "No target could be asked" : Self.capitalized(words)
    case .cancelled: return "Stopped"
    case .tool: return Self.capitalized(Self.clean(failure.message))
    // Nobody noted down the attempts: the program ended amid the first one.
    case .cut:
      let words = Self.clean(failure.message)
      return "The answer was cut short" + (words.isEmpty ? "" : ": \(words)")
    default: return "No target could be asked" + detail(failure)
    }
  }

  /// What kept a request from being sent that would have been: our own budgets and limits; the
  /// figures are in the message.
  private func ownRefusal(_ failure: Failure, sent: String) -> String? {
    let words = Self.clean(failure.message)
    if failure.kind == .budget {
      let nothing = sent.isEmpty ? "Nothing was sent" : "Nothing \(sent) was sent"
      return "\(nothing): \(words.isEmpty ? "the budget is used up" : words)"
    }
    guard failure.code == Failure.ownLimitCode else { return nil }
    guard words.isEmpty else { return Self.capitalized(words) }
    return isLimited(nil)
      ? "The limits that you set leave no room for a request now"
      : "The limits that the provider told leave no room for a request now"
  }

  /// Whether the configuration limits the requests to a target, or to any: where it does not, what is
  /// waited for here is what the provider itself said of its limits.
  func isLimited(_ target: Target?) -> Bool {
    guard let target else { return providers.values.contains { $0.limits.areSet } }
    return providers[target.provider]?.limits.areSet ?? false
  }

  private static func capitalized(_ words: String) -> String {
    words.prefix(1).uppercased() + words.dropFirst()
  }

  /// The provider's own words, where they say more than ours.
  private func detail(_ failure: Failure) -> String {
    let words = Self.clean(failure.message)
    // A configuration error with a code is told in our own words already.
    guard !words.isEmpty, failure.kind != .config || failure.code == nil else { return "" }
    // Why there is no key are our own words.
    if failure.code == Failure.noKeyCode { return ": \(words)" }
    switch failure.kind {
    case .contextOverflow: return ": \(words)"
    case .quota, .auth, .forbidden, .invalidRequest, .serverError, .overloaded, .malformed, .tls,
      .schema, .config, .tool, .budget, .filtered:
      return ": \"\(words)\""
    case .rateLimited, .notFound, .refused, .timeout, .dns, .connect, .cut, .idle, .tooLarge,
      .cancelled:
      return ""
    }
  }
}
