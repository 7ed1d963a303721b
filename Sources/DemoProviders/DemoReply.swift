package import ChatEngine

/// A call of a tool that the demo's model makes.
package struct DemoToolCall: Sendable, Equatable {
  package var id: String
  package var name: String
  package var arguments: JSON

  package init(id: String, name: String, arguments: JSON = [:]) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}

/// Tokens as the answer's usage reports them.
package struct DemoUsage: Sendable, Equatable {
  /// All of the prompt, cached or not.
  package var input: Int
  /// The part of the input that came from a cache.
  package var cached: Int
  /// Without reasoning.
  package var output: Int
  package var reasoning: Int

  package init(input: Int, cached: Int = 0, output: Int, reasoning: Int = 0) {
    self.input = input
    self.cached = cached
    self.output = output
    self.reasoning = reasoning
  }
}

/// Why an answer ends.
package enum DemoFinish: Sendable, Equatable {
  case stop
  case length
  case toolCalls
  case filtered
}

/// How fast an answer streams.
package struct DemoPace: Sendable, Equatable {
  package var firstToken: Duration
  /// Nil sends everything in one write.
  package var tokensPerSecond: Double?
  /// Varies the gaps between tokens, the same way for the same prompt.
  package var isNatural: Bool

  package init(firstToken: Duration = .zero, tokensPerSecond: Double?, isNatural: Bool = false) {
    self.firstToken = firstToken
    self.tokensPerSecond = tokensPerSecond
    self.isNatural = isNatural
  }

  package static let atOnce = DemoPace(tokensPerSecond: nil)
  package static let natural = DemoPace(
    firstToken: .milliseconds(350), tokensPerSecond: 50, isNatural: true)
}

/// What the server answers to one request.
package struct DemoReply: Sendable {
  package enum Part: Sendable, Equatable {
    case reasoning(String)
    case text(String)
    case toolCall(DemoToolCall)
  }

  package var parts: [Part]
  /// Nil counts the words of the request and the pieces of the answer.
  package var usage: DemoUsage?
  /// Nil follows from the parts and the request's token limit.
  package var finish: DemoFinish?
  package var pace: DemoPace
  package var faults: [DemoFault]

  package init(
    _ parts: [Part], usage: DemoUsage? = nil, finish: DemoFinish? = nil, pace: DemoPace = .atOnce,
    faults: [DemoFault] = []
  ) {
    self.parts = parts
    self.usage = usage
    self.finish = finish
    self.pace = pace
    self.faults = faults
  }

  package init(
    text: String, reasoning: String = "", toolCalls: [DemoToolCall] = [], usage: DemoUsage? = nil,
    finish: DemoFinish? = nil, pace: DemoPace = .atOnce, faults: [DemoFault] = []
  ) {
    var parts: [Part] = []
    if !reasoning.isEmpty { parts.append(.reasoning(reasoning)) }
    if !text.isEmpty { parts.append(.text(text)) }
    parts += toolCalls.map(Part.toolCall)
    self.init(parts, usage: usage, finish: finish, pace: pace, faults: faults)
  }

  /// A reply that is nothing but a fault.
  package static func fault(_ fault: DemoFault) -> DemoReply {
    DemoReply(text: "The demo's answer.", faults: [fault])
  }
}
