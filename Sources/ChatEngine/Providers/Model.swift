/// What is known of a model; nil where it is not.
package struct Model: Sendable, Equatable {
  /// Whether temperature and top_p may be sent.
  package enum Sampling: String, Sendable {
    case yes
    /// Refused with 400.
    case no
    /// Taken and without effect.
    case ignored
    /// Taken, but the vendor advises against it.
    case discouraged
    /// Only with reasoning effort `none`.
    case effortNoneOnly = "effort-none-only"
    case ignoredWhileThinking = "ignored-while-thinking"
    /// Only with anthropic-version 2023-06-01.
    case oldVersionOnly = "yes-with-2023-06-01"
  }

  package var id: String
  /// Tokens of prompt and answer together.
  package var context: Int?
  /// Tokens of the longest prompt.
  package var maxInput: Int?
  package var maxOutput: Int?
  package var price: Price?
  package var vision: Bool?
  package var tools: Bool?
  package var jsonSchema: Bool?
  package var reasoning: Bool?
  package var sampling: Sampling?
  /// The day it is switched off, `2026-12-11`.
  package var retires: String?

  package init(
    id: String, context: Int? = nil, maxInput: Int? = nil, maxOutput: Int? = nil,
    price: Price? = nil, vision: Bool? = nil, tools: Bool? = nil, jsonSchema: Bool? = nil,
    reasoning: Bool? = nil, sampling: Sampling? = nil, retires: String? = nil
  ) {
    self.id = id
    self.context = context
    self.maxInput = maxInput
    self.maxOutput = maxOutput
    self.price = price
    self.vision = vision
    self.tools = tools
    self.jsonSchema = jsonSchema
    self.reasoning = reasoning
    self.sampling = sampling
    self.retires = retires
  }

  /// This model with what `other` knows put in where this one knows nothing.
  package func completed(from other: Model) -> Model {
    Model(
      id: id, context: context ?? other.context, maxInput: maxInput ?? other.maxInput,
      maxOutput: maxOutput ?? other.maxOutput, price: price ?? other.price,
      vision: vision ?? other.vision, tools: tools ?? other.tools,
      jsonSchema: jsonSchema ?? other.jsonSchema, reasoning: reasoning ?? other.reasoning,
      sampling: sampling ?? other.sampling, retires: retires ?? other.retires)
  }
}
