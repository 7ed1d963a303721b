/// What an error body says, whoever wrote it: one reading for all the shapes in use.
struct ProviderError: Sendable, Equatable {
  var message = ""
  /// `error.type`, or Google's `status`.
  var type: String?
  /// `error.code` where it is a word, `error.details.error_code`, or an ErrorInfo's reason.
  var code: String?
  /// `error.code` where it is an HTTP status.
  var status: Int?
  /// `error.param`, or the field that a list of violations names.
  var field: String?
  /// Google's quota ids, which tell a daily quota from one per minute.
  var quotaIDs: [String] = []
  /// `RetryInfo.retryDelay`.
  var retryDelay: String?
  /// `error.headers`, as OpenAI nests them in a stream.
  var headers: [HTTPHeader] = []
  var requestID: String?

  private init() {}

  /// Reads a body or a stream's frame; nil where it tells of no error.
  init?(_ json: JSON) {
    if let first = json[0] {
      self.init(first)
      return
    }
    guard json.objectValue != nil else { return nil }
    self.init()
    if let error = json["error"], ProviderError.isTruthy(error) {
      read(error)
      // xAI says `{"code": "…", "error": "text"}`.
      if error.stringValue != nil { readCode(json["code"]) }
    } else if ProviderError.isBareError(json) {
      read(json)
    } else {
      return nil
    }
    requestID = json["request_id"]?.stringValue
    if type == "error" { type = nil }
  }

  /// Reads the body of an answer that is known to be an error.
  init(body: [UInt8]) {
    self.init()
    if let json = try? JSON.parse(body, options: .wire) {
      if let error = ProviderError(json) {
        self = error
        return
      }
      read(json)
    }
    if message.isEmpty { message = ProviderError.excerpt(of: body) }
  }

  /// Whether a value under `error` is one: servers send null, false, "" and {} for none.
  static func isTruthy(_ value: JSON) -> Bool {
    switch value {
    case .null, .bool(false), .string(""): false
    case .object(let object): !object.isEmpty
    case .array(let elements): !elements.isEmpty
    case .bool, .string, .number: true
    }
  }

  /// Mistral, old vLLM and llama.cpp put the error's members at the top.
  private static func isBareError(_ json: JSON) -> Bool {
    if json["object"]?.stringValue == "error" || json["type"]?.stringValue == "error" {
      return true
    }
    guard json["choices"] == nil, json["candidates"] == nil, json["content"] == nil else {
      return false
    }
    return json["detail"] != nil || (json["message"]?.stringValue != nil && json["code"] != nil)
  }

  // MARK: Members

  private mutating func read(_ error: JSON) {
    message = ProviderError.clean(ProviderError.message(of: error))
    type = error["type"]?.stringValue
    readCode(error["code"])
    field = error["param"]?.stringValue ?? ProviderError.violatedField(error)
    if let word = error["details"]?["error_code"]?.stringValue { code = word }
    readGoogle(error)
    readUpstream(error["metadata"])
    for member in error["headers"]?.objectValue?.members ?? [] {
      guard let value = member.value.stringValue ?? member.value.intValue.map(String.init) else {
        continue
      }
      headers.append(HTTPHeader(member.key, value))
    }
  }

  private mutating func readCode(_ value: JSON?) {
    if let number = value?.intValue ?? value?.stringValue.flatMap({ Int($0) }) {
      if (400...599).contains(number) { status = number }
    } else {
      code = value?.stringValue ?? code
    }
  }

  private mutating func readGoogle(_ error: JSON) {
    if type == nil { type = error["status"]?.stringValue }
    for detail in error["details"]?.arrayValue ?? [] {
      if let delay = detail["retryDelay"]?.stringValue { retryDelay = delay }
      if let reason = detail["reason"]?.stringValue { code = reason }
      for violation in detail["violations"]?.arrayValue ?? [] {
        if let id = violation["quotaId"]?.stringValue { quotaIDs.append(id) }
      }
      if let violation = detail["fieldViolations"]?[0] {
        field = violation["field"]?.stringValue ?? field
      }
    }
  }

  /// OpenRouter's own message says little; the upstream's stands in `metadata.raw`.
  private mutating func readUpstream(_ metadata: JSON?) {
    guard let metadata else { return }
    if code == nil { code = metadata["error_type"]?.stringValue }
    guard let raw = metadata["raw"]?.stringValue, !raw.isEmpty else { return }
    let inner = (try? JSON.parse(raw, options: .wire)).flatMap { ProviderError($0) }
    let text = inner?.message ?? ProviderError.clean(raw)
    message = message.isEmpty ? text : message + ": " + text
    code = code ?? inner?.code
  }

  /// The order in which the message is looked for: openai-chat.md, section 4.
  private static func message(of error: JSON) -> String {
    if let text = error.stringValue { return text }
    for candidate in [error["message"], error["detail"], error["msg"]] {
      switch candidate {
      case .string(let text)?: return text
      case .object?:
        if let inner = candidate.map(message(of:)), !inner.isEmpty { return inner }
      case .array(let list)?:
        return list.prefix(3).map(validationText).joined(separator: "; ")
      case .null?, .bool?, .number?, nil: continue
      }
    }
    return error["type"]?.stringValue ?? ""
  }

  /// One entry of pydantic's list: `{"loc": ["body", "seed"], "msg": "…", "type": "…"}`.
  private static func validationText(_ entry: JSON) -> String {
    let place = entry["loc"]?.arrayValue?.last?.stringValue
    let text = entry["msg"]?.stringValue ?? entry.stringValue ?? ""
    return place.map { $0 + ": " + text } ?? text
  }

  /// The field that pydantic's `loc` names.
  private static func violatedField(_ error: JSON) -> String? {
    let lists = [error["detail"], error["message"]?["detail"], error["message"]]
    let list = lists.lazy.compactMap { $0?.arrayValue }.first
    return list?.first?["loc"]?.arrayValue?.lazy.compactMap(\.stringValue).first { $0 != "body" }
  }
}

/// Words of others made fit to be shown.
extension ProviderError {
  private static let maxMessage = 600

  /// One line without control characters, at most 600 characters, and without anything that looks
  /// like a key: some providers repeat the one they refuse.
  static func clean(_ text: String) -> String {
    var words: [Substring] = []
    var length = 0
    for word in text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }) {
      let isKey = looksLikeKey(word)
      let room = maxMessage - length
      length += word.count + 1
      if length > maxMessage {
        // Chinese and Japanese have no blanks: one word may be the whole message.
        words.append((isKey ? "" : word.prefix(max(0, room - 1))) + "…")
        break
      }
      words.append(isKey ? "(key)" : word)
    }
    let line = words.joined(separator: " ")
    let scalars = line.unicodeScalars.filter { $0.properties.generalCategory != .control }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Beginnings of the vendors' keys.
  private static func looksLikeKey(_ word: Substring) -> Bool {
    let bare = word.drop { "\"'`(<".contains($0) }
    let prefixes = ["sk-", "sk_", "gsk_", "xai-", "AIza", "key-", "r8_", "hf_", "csk-", "nvapi-"]
    return bare.utf8.count > 12 && prefixes.contains { bare.hasPrefix($0) }
  }

  /// What a body that is no JSON is about: a page's title, or its first 300 characters.
  static func excerpt(of body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(4096), as: UTF8.self)
    let start = text.drop(while: \.isWhitespace)
    guard start.first == "<" else { return clean(String(start.prefix(300))) }
    guard let open = text.range(ofASCII: "<title>"),
      let close = text.range(ofASCII: "</title>"), open.upperBound <= close.lowerBound
    else { return "got a web page, not an answer" }
    let title = clean(String(text[open.upperBound..<close.lowerBound]))
    return "got a web page, not an answer: " + title
  }
}

extension StringProtocol {
  /// Where an ASCII text stands, upper and lower case being one.
  func range(ofASCII needle: StaticString) -> Range<String.Index>? {
    let wanted = Array(needle.description.utf8).map(lowered)
    let bytes = Array(utf8).map(lowered)
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted) {
      let from = utf8.index(utf8.startIndex, offsetBy: start)
      return from..<utf8.index(from, offsetBy: wanted.count)
    }
    return nil
  }

  /// Whether an ASCII text stands in it, upper and lower case being one.
  func contains(ascii needle: StaticString) -> Bool {
    // Without a copy: this is asked of every header.
    let wanted = UnsafeBufferPointer(start: needle.utf8Start, count: needle.utf8CodeUnitCount)
    let isFound = utf8.withContiguousStorageIfAvailable { bytes in
      bytes.count >= wanted.count
        && (0...bytes.count - wanted.count).contains { start in
          wanted.indices.allSatisfy { lowered(bytes[start + $0]) == lowered(wanted[$0]) }
        }
    }
    return isFound ?? (range(ofASCII: needle) != nil)
  }

  private func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
