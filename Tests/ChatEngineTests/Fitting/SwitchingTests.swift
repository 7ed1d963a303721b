import Testing

@testable import ChatEngine

@Suite struct `A conversation that has everything` {
  private static let pairs = Dialect.allCases.flatMap { from in
    Dialect.allCases.map { (from, $0) }
  }

  @Test(arguments: pairs)
  func `goes on in every dialect as its server wants it`(from: Dialect, to: Dialect) {
    let encoded = FullConversation(dialect: from).encoded(for: FullConversation.candidate(to))
    #expect(WireRules(encoded, to).problems == [])
  }

  @Test(arguments: pairs)
  func `shows its seals to nobody but who made them`(from: Dialect, to: Dialect) {
    let encoded = FullConversation(dialect: from).encoded(for: FullConversation.candidate(to))
    let text = WireRules.body(encoded, to)?.text() ?? ""
    let isSealed = FullConversation.seals.contains {
      text.split(separator: "\"").contains(Substring($0))
    }
    let seals: Set<Dialect> = [.anthropic, .openAIResponses, .gemini, .geminiGRPC]
    #expect(isSealed == (from == to && seals.contains(from)))
  }

  @Test(arguments: Dialect.allCases)
  func `is the same request each time`(dialect: Dialect) {
    let candidate = FullConversation.candidate(dialect)
    let one = FullConversation(dialect: .anthropic).encoded(for: candidate)
    #expect(FullConversation(dialect: .anthropic).encoded(for: candidate) == one)
  }

  @Test func `would be found out by the rules`() {
    let messages = [
      Requests.message(
        .assistant, [.text(" "), .toolCall(ToolCall(id: "", name: "a.b", arguments: ""))])
    ]
    let request = ChatRequest(messages: messages, tools: [FullConversation.tools[1]])
    for dialect in Dialect.allCases {
      let candidate = FullConversation.candidate(dialect)
      let encoded = dialect.codec.encode(request, to: candidate.model, at: candidate.provider)
      #expect(!WireRules(encoded, dialect).problems.isEmpty)
    }
  }
}
