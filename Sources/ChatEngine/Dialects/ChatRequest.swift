/// What is asked of a model, before a dialect spells it.
package struct ChatRequest: Sendable, Equatable {
  package var system: String?
  /// The path from the root to the last prompt or tool result.
  package var messages: [Message]
  package var parameters: Parameters
  package var tools: [ToolDefinition]
  package var streams: Bool
  /// The same for all requests of one conversation, and without a word of it: providers bring them
  /// to the same cache by it.
  package var cacheScope: String?

  package init(
    system: String? = nil, messages: [Message], parameters: Parameters = Parameters(),
    tools: [ToolDefinition] = [], streams: Bool = true
  ) {
    self.system = system
    self.messages = messages
    self.parameters = parameters
    self.tools = tools
    self.streams = streams
  }
}

/// The one set of parameters for all dialects; nil leaves the provider's default.
package struct Parameters: Sendable, Equatable {
  /// 0 to 2.
  package var temperature: Double?
  /// Above 0 to 1.
  package var topP: Double?
  package var seed: Int?
  /// At least 1.
  package var maxOutputTokens: Int?
  package var reasoningEffort: ReasoningEffort?
  /// At most 4 are sent.
  package var stop: [String] = []
  package var responseFormat: ResponseFormat = .text
  package var toolChoice: ToolChoice?
  package var parallelToolCalls: Bool?

  package init() {}

  /// The other set's values where it has any, else these.
  package func overridden(by other: Parameters) -> Parameters {
    var result = self
    result.temperature = other.temperature ?? temperature
    result.topP = other.topP ?? topP
    result.seed = other.seed ?? seed
    result.maxOutputTokens = other.maxOutputTokens ?? maxOutputTokens
    result.reasoningEffort = other.reasoningEffort ?? reasoningEffort
    if !other.stop.isEmpty { result.stop = other.stop }
    if other.responseFormat != .text { result.responseFormat = other.responseFormat }
    result.toolChoice = other.toolChoice ?? toolChoice
    result.parallelToolCalls = other.parallelToolCalls ?? parallelToolCalls
    return result
  }
}

package enum ReasoningEffort: String, Sendable, CaseIterable {
  case none, minimal, low, medium, high, xhigh, max
}

package enum ResponseFormat: Sendable, Equatable {
  case text
  /// Any JSON object.
  case json
  /// JSON that meets a JSON Schema; the name has only letters, digits, `_` and `-`.
  case schema(name: String, JSON)
}

package enum ToolChoice: Sendable, Equatable {
  case auto, none, required
  case tool(String)
}

/// A tool as the model is told of it.
package struct ToolDefinition: Sendable, Equatable {
  package var name: String
  package var description: String
  /// JSON Schema of the arguments object.
  package var parameters: JSON

  package init(name: String, description: String, parameters: JSON) {
    self.name = name
    self.description = description
    self.parameters = parameters
  }
}
