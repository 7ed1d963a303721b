import ChatEngine

/// The one object that `--json` prints for an answer (config.md): null where unknown, never zero.
struct AnswerReport {
  let end: TurnEnd
  let text: String
  let reasoning: String
  let toolCalls: [ToolCall]
  let route: String?
  let sentences: ErrorSentence
  /// Of the line of a batch.
  var id = JSON.null
  /// Who gave the kept answer that stands here; no attempt says it.
  var keptFrom: Target?
  /// How the rounds before ended, each with calls of tools.
  var earlier: [TurnEnd] = []
  /// What the calls gave, in their order; nil where one was not run.
  var results: [ToolResult?] = []
  /// The JSON that was asked for.
  var parsed: JSON?
  /// Why the last answer is not of the form that was asked for.
  var problems: AnswerProblems?
  /// The conversation that it is kept in.
  var conversation: ConversationID?
  /// Said in place of the failure's own sentence.
  var message: String?
  /// What stands behind all else in the line of a batch.
  var inputHash: UInt64?

  /// Writes the object; with `conversation` where it is kept in one.
  func write(into output: inout JSONOutput) {
    output.object { output in
      writeAnswer(into: &output)
      writeTarget(into: &output)
      writeFigures(into: &output)
      output.member("notes") { output in
        output.array { output in for note in notes { output.string(note) } }
      }
      output.member("error") { writeError(into: &$0) }
      if let conversation { output.member("conversation", conversation.text) }
      if let inputHash { output.member("input_hash", BatchIndex.text(of: inputHash)) }
    }
  }

  private func writeAnswer(into output: inout JSONOutput) {
    output.member("id", id)
    output.member("text", text)
    output.member("parsed", parsed)
    output.member("tool_calls") { output in
      output.array { output in
        for (place, call) in toolCalls.enumerated() {
          write(call, place < results.count ? results[place] : nil, into: &output)
        }
      }
    }
    output.member("reasoning", reasoning.isEmpty ? nil : reasoning)
    output.member("finish_reason", end.ending.finish?.rawValue)
    output.member("finish_reason_raw", end.ending.rawFinish)
  }

  private func writeTarget(into output: inout JSONOutput) {
    let target = keptFrom ?? end.ending.attempts.last?.target
    output.member("provider", target?.provider)
    output.member("model", target?.model)
    output.member("target", target)
    output.member("route", route)
  }

  private func writeFigures(into output: inout JSONOutput) {
    let attempts = attempts
    output.member("usage") { writeUsage(into: &$0) }
    output.member("cost_usd", cost)
    output.member("cached", end.ending.cached != nil)
    output.member("seed", end.ending.seed)
    output.member("system_fingerprint", end.ending.fingerprint)
    output.member("request_id", end.ending.requestID)
    output.member("timing") { writeTiming(of: attempts, into: &$0) }
    output.member("attempts") { output in
      output.array { output in for attempt in attempts { write(attempt, into: &output) } }
    }
  }

  // MARK: Of all rounds

  private var attempts: [AttemptRecord] {
    let last = end.ending.attempts
    return earlier.isEmpty ? last : earlier.flatMap(\.ending.attempts) + last
  }

  private var notes: [String] {
    earlier.isEmpty && end.ending.notes.isEmpty ? [] : AnswerReport.notes(of: earlier + [end])
  }

  /// Those of all rounds, each once.
  static func notes(of ends: [TurnEnd]) -> [String] {
    ends.flatMap(\.ending.notes).reduce(into: []) { notes, note in
      if !notes.contains(note) { notes.append(note) }
    }
  }

  /// Nil where none is known.
  var cost: Double? {
    earlier.isEmpty ? end.cost : (earlier + [end]).compactMap(\.cost).sum
  }

  private var usage: Usage? {
    var sum = end.ending.usage
    for usage in earlier.compactMap(\.ending.usage) {
      sum?.add(usage)
      sum = sum ?? usage
    }
    return sum
  }

  // MARK: The members

  private func writeUsage(into output: inout JSONOutput) {
    guard let usage else { return output.null() }
    output.object { output in
      output.member("input_tokens", usage.inputTokens)
      output.member("output_tokens", usage.outputTokens)
      output.member("cached_input_tokens", usage.cachedInputTokens)
      output.member("cache_write_tokens", usage.cacheWriteTokens)
      output.member("reasoning_tokens", usage.reasoningTokens)
      output.member("estimated", usage.isEstimated)
    }
  }

  /// What an answer lacks that came to a normal end; nil where there was none.
  var lack: AnswerSentence? {
    guard end.outcome == .answered else { return nil }
    let unrun = toolCalls.enumerated().filter { place, _ in
      place >= results.count || results[place] == nil
    }
    return AnswerSentence(
      end.ending.finish, of: end.ending.attempts, isEmpty: text.isEmpty,
      calls: unrun.map(\.element.name))
  }

  func writeError(into output: inout JSONOutput) {
    if let lack, let kind = lack.kind {
      return output.object { output in
        output.member("kind", kind.rawValue)
        output.member("message", lack.text)
      }
    }
    guard end.outcome != .answered, let failure = end.ending.failure else { return output.null() }
    output.object { output in
      output.member("kind", failure.kind.rawValue)
      output.member(
        "message", message ?? sentences.full(failure, attempts: end.ending.attempts))
      guard let problems else { return }
      output.member("problems") { output in
        output.array { output in
          for problem in problems.all {
            output.object { output in
              output.member("pointer", problem.pointer)
              output.member("reason", problem.reason)
            }
          }
        }
      }
    }
  }

  private func write(_ call: ToolCall, _ result: ToolResult?, into output: inout JSONOutput) {
    output.object { output in
      output.member("id", call.id)
      output.member("name", call.name)
      // What is no JSON is given as the text that it is.
      output.member("arguments", (try? JSON.parse(call.arguments)) ?? .string(call.arguments))
      output.member("result", result?.content)
    }
  }

  private func writeTiming(of attempts: [AttemptRecord], into output: inout JSONOutput) {
    let last = end.ending.attempts.last
    // In nanoseconds: a duration counts in 128 bits.
    let total = attempts.reduce(0 as Int64) { $0 &+ $1.wait.nanoseconds &+ $1.total.nanoseconds }
    output.object { output in
      output.member("total_ms") { write(.nanoseconds(total), into: &$0) }
      output.member("first_token_ms") { write(last?.firstToken, into: &$0) }
      output.member("output_tokens_per_second") { output in
        guard let speed = last?.tokensPerSecond else { return output.null() }
        output.tenths(Int(clamping: Int64(exactly: (speed * 10).rounded()) ?? .max))
      }
    }
  }

  private func write(_ attempt: AttemptRecord, into output: inout JSONOutput) {
    output.object { output in
      output.member("target", attempt.target)
      output.member("reason", attempt.reason.isEmpty ? nil : attempt.reason)
      output.member("outcome", attempt.outcome.rawValue)
      output.member("status", attempt.status)
      output.member("error", attempt.failure?.kind.rawValue)
      output.member("message", attempt.failure?.message)
      output.member("wait_ms") { write(attempt.wait, into: &$0) }
      output.member("first_token_ms") { write(attempt.firstToken, into: &$0) }
      output.member("total_ms") { write(attempt.total, into: &$0) }
    }
  }

  /// Milliseconds to tenths: finer digits of a network's time mean nothing.
  private func write(_ duration: Duration?, into output: inout JSONOutput) {
    guard let duration else { return output.null() }
    output.tenths(Int(clamping: (duration.nanoseconds &+ 50_000) / 100_000))
  }
}

extension [Double] {
  /// Nil of none.
  fileprivate var sum: Double? { isEmpty ? nil : reduce(0, +) }
}
