/// How a server departs from the plain form of its dialect: data, so that codecs stay without names.
package struct Quirks: Sendable, Equatable {
  /// How reasoning goes back to the model that wrote it (openai-chat).
  package enum ReasoningReturn: String, Sendable {
    /// Left out.
    case none
    /// `reasoning_content` on assistant messages with tool calls, `""` if there was none (DeepSeek).
    case reasoningContent
    /// `reasoning` (vLLM).
    case reasoning
    /// `reasoning_details`, unchanged (OpenRouter).
    case details
    /// As `thinking` within the content, which is an array then (Mistral).
    case content
  }

  // openai-chat
  /// The spelling of the output limit: `max_completion_tokens` at OpenAI, `max_tokens` elsewhere.
  package var usesMaxCompletionTokens = false
  /// Takes `stream_options: {"include_usage": true}`.
  package var takesStreamOptions = false
  /// The name of the seed field, nil where there is none (`random_seed` at Mistral).
  package var seedField: String?
  package var takesReasoningEffort = false
  package var takesParallelToolCalls = false
  /// Takes `response_format` of type `json_schema`.
  package var takesJSONSchema = true
  package var reasoningReturn: ReasoningReturn = .none
  /// Tool call ids must be nine letters or digits (Mistral).
  package var shortToolCallIDs = false
  /// `tool_choice` says `any` for required (Mistral).
  package var saysAnyForRequired = false
  /// completion_tokens leave reasoning out (xAI): they are added.
  package var usageLeavesOutReasoning = false
  /// Takes only data URLs as images (Ollama) and other limits do not matter here.
  package var wantsDataURLImages = true
  /// Azure's classic URL: `/openai/deployments/{model}/…?api-version=`; nil elsewhere.
  package var azureAPIVersion: String?
  /// Content is sent as a plain string only (servers that know no parts).
  package var plainStringContent = false
  /// `tool_choice` may name one tool; Ollama and llama.cpp take that for `auto` in silence.
  package var takesNamedToolChoice = true
  /// Models that reason answer `stop` with 400 (xAI).
  package var reasoningModelsRefuseStop = false
  /// Takes PDF files as `file` parts (OpenAI, OpenRouter).
  package var takesFiles = false
  /// The model's template opens `<think>`, so that the content begins with reasoning and only the
  /// closing tag is sent.
  package var contentStartsInReasoning = false

  /// A prompt may not follow tool results directly (Mistral).
  package var wantsAnswerAfterResults = false
  /// Takes `prompt_cache_key`, by which requests of one conversation reach one cache (OpenAI).
  package var takesCacheKey = false
  /// Has `thinking: {"type": "disabled"}` for no reasoning at all (DeepSeek).
  package var takesThinkingSwitch = false

  // more than one dialect
  /// Takes `cache_control`: Anthropic, and OpenRouter for models that are cached by it.
  package var takesCacheControl = false
  /// Other than the dialect's own vendor has.
  package var fileLimits: FileLimits?

  // openai-responses
  /// Takes `reasoning.summary`; OpenAI refuses it to accounts that are not verified.
  package var takesReasoningSummary = true

  // anthropic
  /// `anthropic-version`; the vendor's newest is 2026-10-21, imitators know 2023-06-01.
  package var anthropicVersion = "2023-06-01"
  /// Signatures of reasoning are checked there: foreign or unsigned reasoning must stay away.
  package var checksSignatures = false

  // gemini
  /// `v1beta` unless configured.
  package var geminiVersion = "v1beta"
  /// Calls want a signature, whatever the model's name says: it was refused without.
  package var wantsCallSignatures = false

  package init() {}
}
