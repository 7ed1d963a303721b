@testable import ChatEngine

extension TurnStage {
  /// An effect as a line; times are seconds since the stage began.
  func line(_ effect: TurnEffect) -> String {
    switch effect {
    case .startTransfer(let id, let request, let provider):
      "send \(id.value) to \(provider): \(String(decoding: request.body, as: UTF8.self))"
    case .cancelTransfer(let id): "cancel \(id.value)"
    case .setTimer(let timer, let at): "set \(timer.rawValue) \(seconds(at))"
    case .clearTimer(let timer): "clear \(timer.rawValue)"
    case .publish(let update): line(update)
    case .lookUp(let keys): "look up \(keys.count)"
    case .keep(let answer, _): "keep \(answer.target)"
    case .reserve(let wanted):
      "reserve \(wanted.ticket.value) at \(wanted.target)\(wanted.mayWait ? ", waiting" : "")"
    case .withdraw(let ticket): "withdraw \(ticket.value)"
    case .settle(let ticket, _): "settle \(ticket.value)"
    case .remember(let target, let field): "remember \(target) \(field)"
    }
  }

  private func line(_ update: TurnUpdate) -> String {
    switch update {
    case .passedOver(let target, let failure): "pass over \(target): \(failure.kind.rawValue)"
    case .queued(let target): "queued for \(target)"
    case .looked(let hit): hit == nil ? "miss" : "hit"
    case .hedged(let from, let to): "hedge \(from) with \(to)"
    case .attemptStarted(let number, let target, let reason): "try \(number) \(target): \(reason)"
    case .part(let part): line(part)
    case .waiting(let until, let target, let failure):
      "wait until \(seconds(until)) for \(target): \(failure.kind.rawValue)"
    case .retrying(let target, let failure): "retry \(target): \(failure.kind.rawValue)"
    case .failedOver(let from, let to, let failure):
      "\(from) to \(to): \(failure.kind.rawValue)"
    case .partialKept(let ending): "keep partial: \(line(ending))"
    case .continuing(let from, let to, let failure):
      "continue \(from) at \(to): \(failure.kind.rawValue)"
    case .asks(let choices, let failure):
      "ask \(choices.map(\.rawValue).joined(separator: ",")): \(failure.kind.rawValue)"
    case .attemptEnded(let record):
      "\(record.target) \(record.outcome.rawValue)"
        + (record.failure.map { " \($0.kind.rawValue)" } ?? "")
    case .ended(let end): "end \(end.outcome.rawValue): \(line(end.ending))"
    }
  }

  private func line(_ part: StreamPart) -> String {
    switch part {
    case .text(let text): "text \(text)"
    case .reasoning(let text): "reasoning \(text)"
    case .usage(let usage): "usage \(usage.inputTokens ?? -1) \(usage.outputTokens ?? -1)"
    case .finish(let reason, _): "finish \(reason.rawValue)"
    case .started(let id, _, _): "started \(id ?? "")"
    case .toolCallBegan(_, let id, let name): "call \(id) \(name)"
    default: "\(part)"
    }
  }

  private func line(_ ending: Ending) -> String {
    var words = [ending.failure?.kind.rawValue ?? ending.finish?.rawValue ?? "-"]
    if let usage = ending.usage {
      let mark = usage.isEstimated ? "~" : ""
      words.append("\(mark)\(usage.inputTokens ?? -1)+\(usage.outputTokens ?? -1)")
    }
    return words.joined(separator: " ")
  }

  private func seconds(_ instant: Instant) -> String {
    let milliseconds = (instant - start).milliseconds
    return milliseconds % 1_000 == 0
      ? "\(milliseconds / 1_000)" : "\(Double(milliseconds) / 1_000)"
  }
}
