import ChatEngine
import ChatUI
import Glibc

/// How a batch ended: what is said of it, and the status.
struct BatchSummary {
  var tally: BatchTally
  var stop: BatchRun.Stop
  var wasInterrupted: Bool
  var output: String?
  var input: String
  var rate: Double
  var time: Duration
  /// Answers that could not be written.
  var lost = 0
  /// Whether older lines of ids that were asked again are still there.
  var isUncompacted = false
  /// Why one line after the other failed when all had been taken.
  var lastFailure: String?

  /// The sentences for standard error.
  var sentences: [String] {
    var sentences = [counts]
    if let reason { sentences.append(reason) }
    if lost > 0 {
      sentences.append(
        lost == 1
          ? "An answer could not be written: the next run asks for it again."
          : "\(BatchProgress.grouped(lost)) answers could not be written: the next run asks for "
            + "them again.")
    }
    if isUncompacted {
      sentences.append(
        "Of ids that were asked again the older lines are still there: the last one counts.")
    }
    if tally.failed + tally.skippedFailed > 0, output != nil {
      sentences.append("To ask for what failed once more, add --retry-failed.")
    }
    return sentences
  }

  private var counts: String {
    var pieces = ["\(count(tally.answered)) answered", "\(count(tally.failed)) failed"]
    if tally.cached > 0 { pieces[0] += " (\(count(tally.cached)) from the cache)" }
    if tally.turnedDown > 0 { pieces.append("\(count(tally.turnedDown)) of them refused") }
    if tally.skipped > 0 { pieces.append("\(count(tally.skipped)) answered before") }
    if tally.skippedFailed > 0 { pieces.append("\(count(tally.skippedFailed)) failed before") }
    if tally.broken > 0 {
      pieces.append("\(count(tally.broken)) line\(tally.broken == 1 ? "" : "s") left out")
    }
    var text = pieces.joined(separator: ", ")
    if tally.done > 0 {
      text += "; \(BatchProgress.rate(rate)) requests/s over \(Figures.duration(time).string)"
    }
    if tally.hasCost { text += ", \(Figures.money(tally.cost).string)" }
    return text + "."
  }

  private var reason: String? {
    let goOn = output == nil ? "" : " The same command goes on from here."
    switch stop {
    case .inputEnded: return lastFailure.map { "One line after the other failed. \($0)" }
    case .interrupted: return "Interrupted.\(goOn)"
    case .maxCost:
      return "No more lines were taken: the next one could cost more than --max-cost leaves.\(goOn)"
    case .output(.noReader): return "Nobody reads standard output any more."
    case .output(.noRoom):
      return
        "The disk has no room for more answers in \(output ?? ""). Make room; the same command "
        + "goes on from here."
    case .output(.failed(let errorNumber)):
      return "\(output ?? "Standard output") could not be written: \(words(errorNumber)).\(goOn)"
    case .inputFailed(let errorNumber):
      return "\(input) could not be read: \(words(errorNumber)).\(goOn)"
    case .foreign(let id, let line):
      return "\(output ?? "The output") has an answer to another prompt with the id "
        + "\(SafeQuote.quoted(id)), that of line \(line), so nothing more was asked. Name another "
        + "file with -o."
    case .hopeless(let sentence):
      return "One line after the other failed, so no more were taken. \(sentence)\(goOn)"
    }
  }

  /// As in ux.md; where several hold, the first of these.
  var status: Int32 {
    if wasInterrupted, stop == .interrupted { return Program.Exit.interrupted }
    switch stop {
    case .foreign: return Program.Exit.usage
    case .output, .inputFailed, .hopeless: return Program.Exit.failed
    case .inputEnded, .interrupted, .maxCost: break
    }
    if lost > 0 || stop == .maxCost { return Program.Exit.failed }
    // What failed in a run before still has no answer.
    if tally.failed > tally.unmet + tally.turnedDown || tally.skippedFailed > 0 {
      return Program.Exit.failed
    }
    if tally.broken > 0 { return Program.Exit.usage }
    if tally.unmet > 0 { return Program.Exit.schema }
    return tally.turnedDown > 0 ? Program.Exit.refused : Program.Exit.answered
  }

  private func count(_ count: Int) -> String { BatchProgress.grouped(count) }
  private func words(_ errorNumber: Int32) -> String { String(cString: strerror(errorNumber)) }
}
