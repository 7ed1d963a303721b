import ChatEngine
import ChatUI

/// What a batch would ask for, and what that would cost: nobody is asked.
struct BatchPlan {
  /// What one target would get if it answered all of its lines.
  struct Share: Equatable {
    var target: Target
    var lines = 0
    var inputTokens = 0
    var outputTokens = 0
    /// Nil where its price is not known.
    var cost: Double? = 0
  }

  private(set) var shares: [Share] = []
  private(set) var lines = 0
  private(set) var inputTokens = 0
  /// Done in a run before.
  private(set) var skipped = 0
  private(set) var skippedFailed = 0
  private(set) var broken = 0
  /// Why not all of the input could be read.
  private(set) var trouble: Int32?
  private var places: [Target: Int] = [:]

  mutating func add(_ request: ChatRequest, to destination: BatchDestination) {
    let prompt = TokenEstimate.tokens(in: request)
    lines += 1
    inputTokens += prompt
    for candidate in destination.candidates {
      let place = place(of: candidate.target)
      let most = request.parameters.maxOutputTokens ?? TokenEstimate.usualAnswer
      let answer = min(most, candidate.model.maxOutput ?? most)
      shares[place].lines += 1
      shares[place].inputTokens += prompt
      shares[place].outputTokens += answer
      let cost = candidate.model.price?.expectedCost(promptTokens: prompt, outputTokens: answer)
      shares[place].cost = cost.flatMap { cost in shares[place].cost.map { $0 + cost } }
    }
  }

  mutating func skip(_ claim: BatchIndex.Claim) {
    switch claim {
    case .answered: skipped += 1
    case .failed: skippedFailed += 1
    case .new, .duplicate, .foreign: broken += 1
    }
  }

  mutating func leaveOut() { broken += 1 }

  private mutating func place(of target: Target) -> Int {
    if let place = places[target] { return place }
    shares.append(Share(target: target))
    places[target] = shares.count - 1
    return shares.count - 1
  }

  /// A sentence, and a row for each target.
  var text: String {
    var text = "\(count(lines)) lines would be asked, about \(count(inputTokens)) tokens"
    if skipped > 0 { text += "; \(count(skipped)) are answered" }
    if skippedFailed > 0 { text += "; \(count(skippedFailed)) failed before" }
    if broken > 0 { text += "; \(count(broken)) cannot be asked" }
    text += ".\n"
    guard !shares.isEmpty else { return text }
    let head = ["if answered by", "lines", "tokens in", "tokens out", "cost"]
    let rows =
      [head]
      + shares.map { share in
        [
          SafeText(share.target.description).string, count(share.lines),
          count(share.inputTokens), "≤ \(count(share.outputTokens))",
          share.cost.map { "≤ \(Figures.money($0).string)" } ?? "not known",
        ]
      }
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + gap : gap + row[column]
      }
      text += cells.joined(separator: "  ") + "\n"
    }
    return text
  }

  /// The same for a script; `cost_usd` is the most it would be, and `null` where a price is not known.
  var json: JSON {
    [
      "lines": .int(lines), "input_tokens": .int(inputTokens), "answered": .int(skipped),
      "failed": .int(skippedFailed), "broken": .int(broken),
      "targets": .array(
        shares.map { share in
          [
            "target": .string(share.target.description), "lines": .int(share.lines),
            "input_tokens": .int(share.inputTokens), "output_tokens": .int(share.outputTokens),
            "cost_usd": share.cost.map(JSON.double) ?? .null,
          ]
        }),
    ]
  }

  private func count(_ count: Int) -> String { BatchProgress.grouped(count) }
}

extension BatchPlan {
  /// Reads the whole input.
  init(
    of input: BatchInput, _ index: BatchIndex, _ destinations: inout BatchDestinations,
    _ common: BatchRun.Common, retriesFailed: Bool
  ) {
    var index = index
    var shapes = BatchShapes()
    while true {
      switch input.next() {
      case .line(let number, let bytes):
        let line = try? BatchLine(bytes, number: number, time: Timestamp(milliseconds: 0))
        guard let line,
          let destination = try? destinations.find(line.wish)
        else {
          leaveOut()
          continue
        }
        let shape: AnswerShape?
        do throws(BatchMistake) {
          shape = try shapes.shape(for: line) ?? common.shape
        } catch {
          leaveOut()
          continue
        }
        let claim = index.claim(line.identity.text, hash: BatchIndex.hash(bytes))
        guard claim == .new || claim == .failed && retriesFailed else {
          skip(claim)
          continue
        }
        add(common.request(for: line, shape), to: destination)
      case .tooLong: leaveOut()
      case .later: input.wait()
      case .end: return
      case .failed(let errorNumber):
        trouble = errorNumber
        return
      }
    }
  }
}

extension BatchRun {
  /// What all questions have in common.
  struct Common {
    var system: String?
    var parameters = Parameters()
    var settings = TurnSettings.standard
    /// The form of answers to lines that ask for none; nil for any.
    var shape: AnswerShape?
  }
}

extension BatchRun.Common {
  /// What is asked for a line, in the form that its answer must have.
  func request(for line: BatchLine, _ shape: AnswerShape?) -> ChatRequest {
    var parameters = parameters.overridden(by: line.parameters)
    if let shape { parameters.responseFormat = shape.format }
    let system = line.system ?? system
    return ChatRequest(
      system: system.flatMap { $0.isEmpty ? nil : $0 }, messages: line.messages,
      parameters: parameters)
  }
}
