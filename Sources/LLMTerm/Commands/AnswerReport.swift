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
  /// What the calls gave, by their ids.
  var results: [String: ToolResult] = .init()
  /// The JSON that was asked for.
  var parsed: JSON?
  /// Why the last answer is not of the form that was asked for.
  var problems: AnswerProblems?
  /// The conversation that it is kept in.
  var conversation: ConversationID?

  private var attempts: [AttemptRecord] {
    earlier.flatMap(\.ending.attempts) + end.ending.attempts
  }

  /// The object; with `conversation` where it is kept in one.
  var json: JSON {
    guard case .object(var object) = answer else { return answer }
    if let conversation { object["conversation"] = .string(conversation.text) }
    return .object(object)
  }

  private var answer: JSON {
    let ending = end.ending
    let last = ending.attempts.last
    let target = keptFrom ?? last?.target
    return [
      "id": id, "text": .string(text), "parsed": parsed ?? .null,
      "tool_calls": .array(toolCalls.map(call)),
      "reasoning": reasoning.isEmpty ? .null : .string(reasoning),
      "finish_reason": string(ending.finish?.rawValue),
      "finish_reason_raw": string(ending.rawFinish),
      "provider": string(target?.provider), "model": string(target?.model),
      "target": string(target?.description), "route": string(route), "usage": usage,
      "cost_usd": cost.map(JSON.double) ?? .null, "cached": .bool(ending.cached != nil),
      "seed": ending.seed.map(JSON.int) ?? .null,
      "system_fingerprint": string(ending.fingerprint), "request_id": string(ending.requestID),
      "timing": timing(last), "attempts": .array(attempts.map(attempt)),
      "notes": .array(notes.map(JSON.string)), "error": error,
    ]
  }

  /// Of all rounds, each once.
  private var notes: [String] {
    (earlier + [end]).flatMap(\.ending.notes).reduce(into: []) { notes, note in
      if !notes.contains(note) { notes.append(note) }
    }
  }

  /// Of all rounds; nil where none is known.
  private var cost: Double? {
    let costs = (earlier + [end]).compactMap(\.cost)
    return costs.isEmpty ? nil : costs.reduce(0, +)
  }

  private var usage: JSON {
    let rounds = (earlier + [end]).compactMap(\.ending.usage)
    guard var usage = rounds.first else { return .null }
    for round in rounds.dropFirst() { usage.add(round) }
    return [
      "input_tokens": int(usage.inputTokens), "output_tokens": int(usage.outputTokens),
      "cached_input_tokens": int(usage.cachedInputTokens),
      "cache_write_tokens": int(usage.cacheWriteTokens),
      "reasoning_tokens": int(usage.reasoningTokens), "estimated": .bool(usage.isEstimated),
    ]
  }

  private var error: JSON {
    guard end.outcome != .answered, let failure = end.ending.failure else { return .null }
    let message = sentences.full(failure, attempts: end.ending.attempts)
    var error: JSONObject = [
      "kind": .string(failure.kind.rawValue), "message": .string(message),
    ]
    if let problems {
      error["problems"] = .array(
        problems.all.map { ["pointer": .string($0.pointer), "reason": .string($0.reason)] })
    }
    return .object(error)
  }

  private func call(_ call: ToolCall) -> JSON {
    [
      "id": .string(call.id), "name": .string(call.name),
      // What is no JSON is given as the text that it is.
      "arguments": (try? JSON.parse(call.arguments)) ?? .string(call.arguments),
      "result": string(results[call.id]?.content),
    ]
  }

  private func timing(_ attempt: AttemptRecord?) -> JSON {
    let total = attempts.reduce(Duration.zero) { $0 + $1.wait + $1.total }
    return [
      "total_ms": milliseconds(total),
      "first_token_ms": attempt?.firstToken.map(milliseconds) ?? .null,
      "output_tokens_per_second": attempt?.tokensPerSecond.map { .double(rounded($0)) } ?? .null,
    ]
  }

  private func attempt(_ attempt: AttemptRecord) -> JSON {
    [
      "target": .string(attempt.target.description),
      "reason": attempt.reason.isEmpty ? .null : .string(attempt.reason),
      "outcome": .string(attempt.outcome.rawValue),
      "status": int(attempt.status), "error": string(attempt.failure?.kind.rawValue),
      "message": string(attempt.failure?.message), "wait_ms": milliseconds(attempt.wait),
      "first_token_ms": attempt.firstToken.map(milliseconds) ?? .null,
      "total_ms": milliseconds(attempt.total),
    ]
  }

  private func milliseconds(_ duration: Duration) -> JSON {
    .double(rounded(Double(duration.nanoseconds) / 1e6))
  }

  /// To tenths: finer digits of a network's time mean nothing.
  private func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  private func string(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
  private func int(_ value: Int?) -> JSON { value.map(JSON.int) ?? .null }
}
