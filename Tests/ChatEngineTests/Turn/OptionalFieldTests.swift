import Testing

@testable import ChatEngine

@Suite struct `An optional field` {
  private let full: ChatRequest = {
    var request = TurnStage.prompt("Hello")
    request.parameters.temperature = 0.5
    request.parameters.topP = 0.9
    request.parameters.seed = 7
    request.parameters.stop = ["x"]
    request.parameters.reasoningEffort = .low
    request.parameters.responseFormat = .json
    request.parameters.toolChoice = .auto
    request.parameters.parallelToolCalls = true
    return request
  }()

  @Test(arguments: [
    "temperature", "top_p", "generationConfig.topP", "body -> seed", "random_seed", "stop",
    "stop_sequences", "reasoning_effort", "thinking", "response_format", "tool_choice",
    "parallel_tool_calls", "stream_options", "max_tokens", "max_completion_tokens",
  ])
  func `can be left out once`(name: String) {
    var request = full
    var provider = Provider(name: "a", dialect: .openAIChat, baseURL: "")
    provider.quirks.takesStreamOptions = true
    provider.quirks.usesMaxCompletionTokens = name == "max_completion_tokens"
    #expect(OptionalField.drop(name, from: &request, at: &provider))
    #expect(!OptionalField.drop(name, from: &request, at: &provider))
  }

  @Test(arguments: ["response_format", "generationConfig.responseJsonSchema", "format"])
  func `is put into words where it is the form of the answer`(name: String) {
    var request = full
    request.system = "Be brief."
    request.parameters.responseFormat = .schema(name: "answer", ["type": "object"])
    var provider = Provider(name: "a", dialect: .openAIChat, baseURL: "")

    #expect(OptionalField.drop(name, from: &request, at: &provider))

    #expect(request.parameters.responseFormat == .text)
    #expect(
      request.system
        == "Be brief.\n\nAnswer with JSON that meets this JSON Schema, and nothing else, without a "
        + "code fence:\n{\"type\":\"object\"}")
  }

  @Test(arguments: ["messages", "model", "", "...", "0"])
  func `is never one that an answer needs`(name: String) {
    var request = full
    var provider = Provider(name: "a", dialect: .openAIChat, baseURL: "")
    #expect(!OptionalField.drop(name, from: &request, at: &provider))
    #expect(request == full)
  }
}
