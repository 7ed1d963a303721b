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
  /// What it takes beside text.
  package var abilities = Abilities()
  /// The reasoning efforts that it takes; others are moved to the nearest.
  package var efforts: Efforts?
  /// How it is asked to think in Anthropic's dialect.
  package var thinking: ThinkingForms?
  /// Tokens of the shortest prompt that its provider's cache takes.
  package var cacheMinimum: Int?

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
    var model = self
    model.context = context ?? other.context
    model.maxInput = maxInput ?? other.maxInput
    model.maxOutput = maxOutput ?? other.maxOutput
    model.price = price ?? other.price
    model.vision = vision ?? other.vision
    model.tools = tools ?? other.tools
    model.jsonSchema = jsonSchema ?? other.jsonSchema
    model.reasoning = reasoning ?? other.reasoning
    model.sampling = sampling ?? other.sampling
    model.retires = retires ?? other.retires
    model.abilities = abilities.completed(from: other.abilities)
    model.efforts = efforts ?? other.efforts
    model.thinking = thinking ?? other.thinking
    model.cacheMinimum = cacheMinimum ?? other.cacheMinimum
    return model
  }
}
