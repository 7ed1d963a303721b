import ChatEngine

@testable import ChatUI

/// Comparisons, made by the events that lead there.
extension Sample {
  static let compared: [(Target, String)] = [
    (target, "One, two, three."),
    (other, "One, two, and then three."),
    (Target(provider: "gemini", model: "gemini-4-pro"), "Un, deux, trois.\n\nThat is French."),
    (Target(provider: "ollama", model: "qwen4-coder-30b"), "1 2 3"),
    (Target(provider: "groq", model: "llama-5-70b"), "One\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix"),
    (Target(provider: "mistral", model: "magistral-3"), "Eins, zwei, drei."),
  ]

  /// So many panes that have not been asked.
  static func comparing(_ count: Int, columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let destinations = compared.prefix(count).map { Destination.target($0.0) }
    sample.engine(
      .compared(
        OpenedComparison(
          Comparison(destinations, after: nil), paths: destinations.map { _ in [] })))
    return sample
  }

  /// So many panes with a whole answer in each.
  static func compared(_ count: Int, columns: Int, rows: Int) -> Sample {
    var sample = comparing(count, columns: columns, rows: rows)
    sample.ask("Count to three.")
    for pane in 0..<count { sample.answer(inPane: pane) }
    return sample
  }

  /// Of six panes, one each that has answered, failed, streams, reasons, waits and is asked.
  static func mixed(_ count: Int, columns: Int, rows: Int) -> Sample {
    var sample = comparing(count, columns: columns, rows: rows)
    sample.ask("Count to three.")
    sample.answer(inPane: 0)
    if count > 1 { sample.fail(inPane: 1) }
    if count > 2 {
      sample.wait(.milliseconds(400))
      sample.engine(.pane(2, .turn(.streaming(compared[2].0, since: sample.now))))
      let id = sample.begin(inPane: 2)
      for word in ["Un, ", "deux, ", "trois."] {
        sample.engine(.pane(2, .part(id, .text(word))))
        sample.wait(.milliseconds(400))
      }
    }
    if count > 3 { sample.engine(.pane(3, .turn(.thinking(compared[3].0, since: sample.now)))) }
    if count > 4 {
      let limited = Failure(.rateLimited, status: 429)
      let until = sample.now + .seconds(3)
      sample.engine(.pane(4, .turn(.waiting(compared[4].0, until: until, because: limited))))
    }
    return sample
  }

  mutating func ask(_ prompt: String) {
    let message = Sample.prompt(1, prompt)
    for pane in state.comparison?.panes.indices ?? 0..<0 {
      engine(.pane(pane, .messageAdded(PathMessage(message))))
      engine(.pane(pane, .turn(.connecting(Sample.compared[pane].0))))
    }
  }

  /// The answer that streams in a pane.
  mutating func begin(inPane pane: Int) -> MessageID {
    let message = Message(
      id: MessageID("a\(pane)"), parent: MessageID("p1"), role: .assistant, parts: [],
      time: Sample.morning, origin: Origin(target: Sample.compared[pane].0, dialect: .openAIChat),
      state: .streaming)
    engine(.pane(pane, .messageAdded(PathMessage(message))))
    return message.id
  }

  mutating func answer(inPane pane: Int) {
    let (target, text) = Sample.compared[pane]
    var message = Sample.answer(pane, text, to: Sample.prompt(1, ""))
    message.origin = Origin(target: target, dialect: .openAIChat)
    engine(.pane(pane, .messageAdded(PathMessage(message, position: pane + 1, siblings: 2))))
    engine(.pane(pane, .turn(.idle)))
  }

  mutating func fail(inPane pane: Int) {
    let message = Message(
      id: MessageID("a\(pane)"), parent: MessageID("p1"), role: .assistant, parts: [],
      time: Sample.morning, origin: Origin(target: Sample.compared[pane].0, dialect: .openAIChat),
      state: .partial, ending: Ending(failure: Failure(.auth, status: 401)))
    let sentence = "openai answered 401 (key rejected). Tried once. Set OPENAI_API_KEY."
    engine(.pane(pane, .messageAdded(PathMessage(message, failure: sentence))))
    engine(.pane(pane, .turn(.idle)))
  }
}
