import ChatEngine

/// What generateContent answers with 400 (wire/gemini.md, section 1).
enum GeminiChecks {
  private static let fields: Set<String> = [
    "model", "contents", "systemInstruction", "generationConfig", "tools", "toolConfig",
    "safetySettings", "cachedContent", "serviceTier", "store", "continuationToken", "labels",
  ]
  private static let configFields: Set<String> = [
    "temperature", "topP", "topK", "seed", "maxOutputTokens", "stopSequences", "candidateCount",
    "responseMimeType", "responseSchema", "responseJsonSchema", "thinkingConfig",
    "presencePenalty", "frequencyPenalty", "responseLogprobs", "logprobs", "responseModalities",
    "mediaResolution", "speechConfig", "imageConfig", "enableEnhancedCivicAnswers",
  ]
  private static let dataFields: Set<String> = [
    "text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode",
    "codeExecutionResult", "toolCall", "toolResponse",
  ]
  private static let sideFields: Set<String> = [
    "thought", "thoughtSignature", "videoMetadata", "partMetadata",
  ]

  static func check(_ body: JSONObject, counts: Bool) throws(DemoRefusal) {
    if counts, body["generateContentRequest"] != nil { return }
    try checkNames(body, fields, at: nil)
    if let config = body["generationConfig"]?.objectValue {
      try checkNames(config, configFields, at: "generation_config")
    }
    if let system = body["systemInstruction"]?.objectValue {
      try checkNames(system, ["parts", "role"], at: "system_instruction")
      _ = try parts(of: .object(system), at: "system_instruction")
    }
    guard let contents = body["contents"]?.arrayValue, !contents.isEmpty else {
      throw DemoRefusal("* GenerateContentRequest.contents: contents is not specified")
    }
    guard counts || contents.last?["role"]?.stringValue != "model" else {
      throw DemoRefusal("Please ensure that the last content is of the user role.")
    }
    // Signatures are asked for in the turn that goes on, not in those before it.
    let turn = contents.lastIndex { isUserText($0) } ?? 0
    var waiting = 0
    for (place, content) in contents.enumerated() {
      let calls = try check(content, at: "contents[\(place)]", after: waiting)
      if place > turn, calls > 0 { try checkSigned(content, at: place) }
      waiting = calls
    }
  }

  /// One content; gives back how many calls it makes.
  private static func check(
    _ content: JSON, at place: String, after calls: Int
  ) throws(DemoRefusal) -> Int {
    try checkNames(content.objectValue ?? JSONObject(), ["parts", "role"], at: place)
    let role = content["role"]?.stringValue ?? "user"
    guard ["user", "model", "function"].contains(role) else {
      throw DemoRefusal("Please use a valid role: user, model.")
    }
    let parts = try parts(of: content, at: place)
    let responses = parts.count { $0["functionResponse"] != nil }
    guard responses == calls else {
      throw DemoRefusal(
        "Please ensure that the number of function response parts is equal to the number of "
          + "function call parts of the function call turn.")
    }
    return parts.count { $0["functionCall"] != nil }
  }

  private static func parts(of content: JSON, at place: String) throws(DemoRefusal) -> [JSON] {
    guard let parts = content["parts"]?.arrayValue, !parts.isEmpty else {
      throw DemoRefusal(
        "* GenerateContentRequest.\(place).parts: contents.parts must not be empty.")
    }
    for (number, part) in parts.enumerated() {
      let at = "\(place).parts[\(number)]"
      let object = part.objectValue ?? JSONObject()
      try checkNames(object, dataFields.union(sideFields), at: at)
      guard object.keys.count(where: { dataFields.contains(camel($0)) }) == 1 else {
        throw DemoRefusal(
          "* GenerateContentRequest.\(at).data: required oneof field 'data' must have one "
            + "initialized field")
      }
      try checkFunctions(part, at: at)
      try checkSignature(part, at: at)
    }
    return parts
  }

  private static func checkFunctions(_ part: JSON, at place: String) throws(DemoRefusal) {
    if let call = part["functionCall"] {
      try checkNames(
        call.objectValue ?? JSONObject(), ["id", "name", "args"], at: place + ".function_call")
      guard call["name"]?.stringValue?.isEmpty == false, call["args"]?.objectValue != nil else {
        throw DemoRefusal("Invalid value at '\(place).function_call'")
      }
    }
    if let response = part["functionResponse"] {
      guard response["response"]?.objectValue != nil else {
        throw DemoRefusal(
          "Invalid value at '\(place).function_response.response' (type.googleapis.com/"
            + "google.protobuf.Struct)")
      }
    }
  }

  private static func checkSignature(_ part: JSON, at place: String) throws(DemoRefusal) {
    guard let signature = part["thoughtSignature"] else { return }
    let text = signature.stringValue ?? ""
    guard text == DemoSignature.gemini || DemoSignature.geminiDummies.contains(text) else {
      throw DemoRefusal("Thought signature is not valid at \(place).")
    }
  }

  private static func checkSigned(_ content: JSON, at place: Int) throws(DemoRefusal) {
    let first = content["parts"]?.arrayValue?.first { $0["functionCall"] != nil }
    guard first?["thoughtSignature"] == nil else { return }
    throw DemoRefusal(
      "Function call is missing a thought_signature in functionCall parts of contents[\(place)].")
  }

  private static func isUserText(_ content: JSON) -> Bool {
    content["role"]?.stringValue != "model"
      && (content["parts"]?.arrayValue ?? []).contains { $0["text"] != nil }
  }

  private static func checkNames(
    _ object: JSONObject, _ known: Set<String>, at place: String?
  ) throws(DemoRefusal) {
    // Over gRPC a server passes over the fields that it does not know.
    for key in object.keys
    where !known.contains(camel(key)) && key != GeminiMessages.unknownFields {
      let at = place.map { " at '\($0)'" } ?? ""
      throw DemoRefusal(
        "Invalid JSON payload received. Unknown name \"\(key)\"\(at): Cannot find field.")
    }
  }

  /// Proto3 JSON takes `max_output_tokens` for `maxOutputTokens`.
  private static func camel(_ name: String) -> String {
    guard name.contains("_") else { return name }
    let words = name.split(separator: "_")
    return words.dropFirst().reduce(String(words.first ?? "")) { text, word in
      text + word.prefix(1).uppercased() + word.dropFirst()
    }
  }
}
