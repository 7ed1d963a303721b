/// Gemini's messages as a table in text, which costs the program a tenth of what literals would.
///
/// Facts: wire/gemini.md, section 2, and the vendor's descriptors of v1beta. What the engine neither
/// writes nor reads (grounding, citations, speech) stays away, and so passes as unknown fields.
enum GeminiSchema {
  /// One line a message: `Name: number name type`, and after the type `?` for a field whose presence
  /// counts, `|` for one of a oneof, `*` for a repeated one, `%` for a map from strings.
  ///
  /// A line that begins with `=` is an enumeration: its name, the word for unknown numbers, a prefix
  /// of all words (`-` for none), and the words by number.
  static let text = """
    GenerateContentRequest: 1 model string, 2 contents Content*, 3 safetySettings SafetySetting*, \
    4 generationConfig GenerationConfig, 5 tools Tool*, 7 toolConfig ToolConfig, \
    8 systemInstruction Content, 9 cachedContent string?
    Content: 1 parts Part*, 2 role string
    Part: 2 text string|, 3 inlineData Blob|, 4 functionCall FunctionCall|, \
    5 functionResponse FunctionResponse|, 6 fileData FileData|, 8 partMetadata Struct, \
    9 executableCode ExecutableCode|, 10 codeExecutionResult CodeExecutionResult|, \
    11 thought bool, 13 thoughtSignature bytes, 14 videoMetadata VideoMetadata
    Blob: 1 mimeType string, 2 data bytes
    FileData: 1 mimeType string, 2 fileUri string
    FunctionCall: 1 name string, 2 args Struct, 3 id string
    FunctionResponse: 1 name string, 2 response Struct, 3 id string, 4 willContinue bool, \
    5 scheduling Scheduling?, 8 parts FunctionResponsePart*
    FunctionResponsePart: 1 inlineData Blob|
    ExecutableCode: 1 language Language, 2 code string
    CodeExecutionResult: 1 outcome Outcome, 2 output string
    VideoMetadata: 1 startOffset Duration, 2 endOffset Duration, 3 fps double
    Tool: 1 functionDeclarations FunctionDeclaration*, 3 codeExecution Nothing, \
    4 googleSearch Nothing, 8 urlContext Nothing
    Nothing:
    FunctionDeclaration: 1 name string, 2 description string, 3 parameters Schema, \
    4 response Schema, 5 behavior Behavior, 6 parametersJsonSchema Value, \
    7 responseJsonSchema Value
    Schema: 1 type Type, 2 format string, 3 description string, 4 nullable bool, 5 enum string*, \
    6 items Schema, 7 properties Schema%, 8 required string*, 9 minProperties int64, \
    10 maxProperties int64, 11 minimum double?, 12 maximum double?, 13 minLength int64, \
    14 maxLength int64, 15 pattern string, 16 example Value, 18 anyOf Schema*, 21 maxItems int64, \
    22 minItems int64, 23 propertyOrdering string*, 24 title string, 25 default Value
    ToolConfig: 1 functionCallingConfig FunctionCallingConfig, 2 retrievalConfig RetrievalConfig
    FunctionCallingConfig: 1 mode CallingMode, 2 allowedFunctionNames string*
    RetrievalConfig: 1 latLng LatLng, 2 languageCode string
    LatLng: 1 latitude double, 2 longitude double
    SafetySetting: 3 category HarmCategory, 4 threshold Threshold
    GenerationConfig: 1 candidateCount int32?, 2 stopSequences string*, 4 maxOutputTokens int32?, \
    5 temperature float?, 6 topP float?, 7 topK int32?, 8 seed int32?, \
    13 responseMimeType string, 14 responseSchema Schema, 15 presencePenalty float?, \
    16 frequencyPenalty float?, 17 responseLogprobs bool?, 18 logprobs int32?, \
    19 enableEnhancedCivicAnswers bool?, 20 responseModalities ResponseModality*, \
    22 thinkingConfig ThinkingConfig, 23 mediaResolution MediaResolution?, \
    24 responseJsonSchema Value, 27 imageConfig ImageConfig
    ThinkingConfig: 1 includeThoughts bool?, 2 thinkingBudget int32?
    ImageConfig: 1 aspectRatio string?
    GenerateContentResponse: 1 candidates Candidate*, 2 promptFeedback PromptFeedback, \
    3 usageMetadata UsageMetadata, 4 modelVersion string, 5 responseId string
    PromptFeedback: 1 blockReason BlockReason, 2 safetyRatings SafetyRating*
    Candidate: 1 content Content, 2 finishReason FinishReason, 3 index int32?, \
    4 finishMessage string?, 5 safetyRatings SafetyRating*, 7 tokenCount int32, \
    10 avgLogprobs double
    SafetyRating: 3 category HarmCategory, 4 probability HarmProbability, 5 blocked bool
    UsageMetadata: 1 promptTokenCount int32, 2 candidatesTokenCount int32, \
    3 totalTokenCount int32, 4 cachedContentTokenCount int32, \
    5 promptTokensDetails ModalityTokenCount*, 6 cacheTokensDetails ModalityTokenCount*, \
    7 candidatesTokensDetails ModalityTokenCount*, 8 toolUsePromptTokenCount int32, \
    9 toolUsePromptTokensDetails ModalityTokenCount*, 10 thoughtsTokenCount int32
    ModalityTokenCount: 1 modality Modality, 2 tokenCount int32
    CountTokensRequest: 1 model string, 2 contents Content*, \
    3 generateContentRequest GenerateContentRequest
    CountTokensResponse: 1 totalTokens int32, 5 cachedContentTokenCount int32
    ListModelsRequest: 2 pageSize int32, 3 pageToken string
    ListModelsResponse: 1 models Model*, 2 nextPageToken string
    Model: 1 name string, 2 baseModelId string, 3 version string, 4 displayName string, \
    5 description string, 6 inputTokenLimit int32, 7 outputTokenLimit int32, \
    8 supportedGenerationMethods string*, 9 temperature float?, 10 topP float?, 11 topK int32?, \
    13 maxTemperature float?, 15 thinking bool
    Status: 1 code int32, 2 message string, 3 details Any*
    RetryInfo: 1 retryDelay Duration
    ErrorInfo: 1 reason string, 2 domain string, 3 metadata string%
    QuotaFailure: 1 violations QuotaViolation*
    QuotaViolation: 1 subject string, 2 description string, 3 apiService string, \
    4 quotaMetric string, 5 quotaId string, 6 quotaDimensions string%, 7 quotaValue int64
    BadRequest: 1 fieldViolations FieldViolation*
    FieldViolation: 1 field string, 2 description string
    LocalizedMessage: 1 locale string, 2 message string
    =Scheduling SCHEDULING_UNSPECIFIED -: 0 SCHEDULING_UNSPECIFIED, 1 SILENT, 2 WHEN_IDLE, \
    3 INTERRUPT
    =Language LANGUAGE_UNSPECIFIED -: 0 LANGUAGE_UNSPECIFIED, 1 PYTHON
    =Outcome UNSPECIFIED OUTCOME_: 0 UNSPECIFIED, 1 OK, 2 FAILED, 3 DEADLINE_EXCEEDED
    =Behavior UNSPECIFIED -: 0 UNSPECIFIED, 1 BLOCKING, 2 NON_BLOCKING
    =Type TYPE_UNSPECIFIED -: 0 TYPE_UNSPECIFIED, 1 STRING, 2 NUMBER, 3 INTEGER, 4 BOOLEAN, \
    5 ARRAY, 6 OBJECT, 7 NULL
    =CallingMode MODE_UNSPECIFIED -: 0 MODE_UNSPECIFIED, 1 AUTO, 2 ANY, 3 NONE, 4 VALIDATED
    =HarmCategory UNSPECIFIED HARM_CATEGORY_: 0 UNSPECIFIED, 1 DEROGATORY, 2 TOXICITY, \
    3 VIOLENCE, 4 SEXUAL, 5 MEDICAL, 6 DANGEROUS, 7 HARASSMENT, 8 HATE_SPEECH, \
    9 SEXUALLY_EXPLICIT, 10 DANGEROUS_CONTENT, 11 CIVIC_INTEGRITY
    =Threshold HARM_BLOCK_THRESHOLD_UNSPECIFIED -: 0 HARM_BLOCK_THRESHOLD_UNSPECIFIED, \
    1 BLOCK_LOW_AND_ABOVE, 2 BLOCK_MEDIUM_AND_ABOVE, 3 BLOCK_ONLY_HIGH, 4 BLOCK_NONE, 5 OFF
    =ResponseModality MODALITY_UNSPECIFIED -: 0 MODALITY_UNSPECIFIED, 1 TEXT, 2 IMAGE, 3 AUDIO
    =MediaResolution UNSPECIFIED MEDIA_RESOLUTION_: 0 UNSPECIFIED, 1 LOW, 2 MEDIUM, 3 HIGH
    =BlockReason OTHER -: 0 BLOCK_REASON_UNSPECIFIED, 1 SAFETY, 2 OTHER, 3 BLOCKLIST, \
    4 PROHIBITED_CONTENT, 5 IMAGE_SAFETY
    =FinishReason OTHER -: 0 FINISH_REASON_UNSPECIFIED, 1 STOP, 2 MAX_TOKENS, 3 SAFETY, \
    4 RECITATION, 5 OTHER, 6 LANGUAGE, 7 BLOCKLIST, 8 PROHIBITED_CONTENT, 9 SPII, \
    10 MALFORMED_FUNCTION_CALL, 11 IMAGE_SAFETY, 12 UNEXPECTED_TOOL_CALL, \
    13 TOO_MANY_TOOL_CALLS, 14 IMAGE_PROHIBITED_CONTENT, 15 IMAGE_OTHER, 16 NO_IMAGE, \
    17 IMAGE_RECITATION
    =HarmProbability HARM_PROBABILITY_UNSPECIFIED -: 0 HARM_PROBABILITY_UNSPECIFIED, \
    1 NEGLIGIBLE, 2 LOW, 3 MEDIUM, 4 HIGH
    =Modality MODALITY_UNSPECIFIED -: 0 MODALITY_UNSPECIFIED, 1 TEXT, 2 IMAGE, 3 VIDEO, \
    4 AUDIO, 5 DOCUMENT
    """
}
