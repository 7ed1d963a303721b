/// What one answer has brought so far: the parts for the caller, and the tally that keeps an answer
/// within its limits (faults.md, section 7).
struct Answer: Sendable {
  /// Everything but the parts.
  struct Tally: Sendable {
    /// Bytes of text, reasoning and arguments.
    var bytes = 0
    var toolCalls = 0
    var hasStarted = false
    var hasContent = false
    /// The last text or reasoning delta, and how often it came in a row.
    var lastDelta = ""
    var repeats = 0
    var usage: Usage?
    /// How the provider said that the answer ended.
    var ending: Ending?
    /// The ending that was published.
    var published: Ending?
    var notes: Set<String> = []
    /// Failed, or ended by the dialect's own mark: nothing more is read.
    var isOver = false
  }

  struct Ending: Sendable, Equatable {
    var reason: FinishReason
    var raw: String?
  }

  static let maxBytes = 64 << 20
  static let maxToolCalls = 64
  static let maxArgumentBytes = 1 << 20
  /// LiteLLM stops a stream at as many equal chunks.
  static let maxRepeats = 100

  var parts: [StreamPart] = []
  var tally = Tally()

  // MARK: Content

  /// Begins the answer, once; before the parts from `place` on where it is known only behind them.
  mutating func start(at place: Int? = nil, id: String?, model: String?, fingerprint: String?) {
    guard !tally.hasStarted else { return }
    tally.hasStarted = true
    let start = StreamPart.started(id: id, model: model, fingerprint: fingerprint)
    parts.insert(start, at: place ?? parts.count)
  }

  mutating func text(_ text: String) {
    guard admits(text) else { return }
    parts.append(.text(text))
  }

  mutating func reasoning(_ text: String) {
    guard admits(text) else { return }
    parts.append(.reasoning(text))
  }

  mutating func seal(signature: String? = nil, redacted: String? = nil, details: JSON? = nil) {
    guard !tally.isOver else { return }
    tally.hasContent = true
    parts.append(.reasoningSeal(signature: signature, redacted: redacted, details: details))
  }

  mutating func sign(_ signature: String) {
    guard !tally.isOver else { return }
    parts.append(.textSignature(signature))
  }

  /// Begins a tool call and gives its number; nil where there are too many.
  mutating func beginToolCall(id: String?, name: String) -> Int? {
    guard !tally.isOver else { return nil }
    let index = tally.toolCalls
    guard index < Answer.maxToolCalls else {
      fail(Failure(.malformed, "the answer holds more than \(Answer.maxToolCalls) tool calls"))
      return nil
    }
    tally.toolCalls += 1
    tally.hasContent = true
    parts.append(.toolCallBegan(index: index, id: id ?? ToolCallID.made(index), name: name))
    return index
  }

  /// Appends a piece of a call's arguments; `total` counts that call's bytes.
  mutating func arguments(_ text: String, of index: Int, total: inout Int) {
    guard !tally.isOver, !text.isEmpty else { return }
    total += text.utf8.count
    tally.bytes += text.utf8.count
    guard total <= Answer.maxArgumentBytes else {
      fail(Failure(.malformed, "a tool call's arguments are larger than 1 MiB"))
      return
    }
    guard tally.bytes <= Answer.maxBytes else { return failTooLarge() }
    parts.append(.toolCallArguments(index: index, text))
  }

  mutating func endToolCall(_ index: Int, signature: String? = nil) {
    guard !tally.isOver else { return }
    parts.append(.toolCallEnded(index: index, signature: signature))
  }

  /// Publishes the counts, if they are others than before.
  mutating func usage(_ usage: Usage) {
    guard !tally.isOver, usage != tally.usage, usage != Usage() else { return }
    tally.usage = usage
    parts.append(.usage(usage))
  }

  /// Publishes a note, once.
  mutating func note(_ note: String) {
    guard !tally.isOver, tally.notes.count < 32, tally.notes.insert(note).inserted else { return }
    parts.append(.note(note))
  }

  // MARK: The end

  /// Takes the provider's word that the answer has ended.
  ///
  /// It is published at once if there is
  /// something to end; whether an empty answer is one is only known at the end of the stream.
  mutating func finish(_ reason: FinishReason, raw: String?) {
    guard !tally.isOver else { return }
    let calls = reason == .stop && tally.toolCalls > 0
    let ending = Ending(reason: calls ? .toolCalls : reason, raw: raw)
    tally.ending = ending
    if tally.hasContent || reason == .refused || reason == .filtered || reason == .length {
      publish(ending)
    }
  }

  /// Ends the answer for good: a seen ending is published, its absence is a cut.
  mutating func close() {
    guard !tally.isOver else { return }
    guard let ending = tally.ending else {
      return fail(Failure(.cut, "the answer ended without its end mark"))
    }
    guard tally.hasContent || tally.published != nil else {
      return fail(Failure(.malformed, "the model returned no answer", code: ending.raw))
    }
    publish(ending)
    tally.isOver = true
  }

  mutating func fail(_ failure: Failure) {
    guard !tally.isOver else { return }
    tally.isOver = true
    parts.append(.failed(failure))
  }

  private mutating func publish(_ ending: Ending) {
    guard tally.published?.reason != ending.reason else { return }
    tally.published = ending
    parts.append(.finish(ending.reason, raw: ending.raw))
  }

  private mutating func failTooLarge() {
    fail(Failure(.malformed, "the answer is larger than 64 MiB"))
  }

  /// Counts a delta of text or reasoning; says whether it is to be published.
  private mutating func admits(_ delta: String) -> Bool {
    guard !tally.isOver, !delta.isEmpty else { return false }
    tally.bytes += delta.utf8.count
    guard tally.bytes <= Answer.maxBytes else {
      failTooLarge()
      return false
    }
    tally.hasContent = true
    guard delta == tally.lastDelta else {
      tally.lastDelta = delta
      tally.repeats = 1
      return true
    }
    tally.repeats += 1
    // Rules, indents and tables are runs of one delta without letters.
    guard tally.repeats >= Answer.maxRepeats,
      delta.unicodeScalars.contains(where: \.properties.isAlphabetic)
    else { return true }
    fail(Failure(.malformed, "the model is repeating itself", code: Failure.repeatingCode))
    return false
  }
}

/// Ids of tool calls that a provider gave none.
enum ToolCallID {
  private static let prefix = "call-local-"

  static func made(_ index: Int) -> String { prefix + String(index) }

  /// Whether the id was made here, so that a provider that knows none is not sent one.
  static func isMade(_ id: String) -> Bool { id.hasPrefix(prefix) }
}
