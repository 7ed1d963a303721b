@testable import ChatEngine

/// A dialect of one line a part, so that a test can write a stream by hand:
/// `S id`, `T text`, `R reasoning`, `C tool`, `U in out`, `N note`, `F stop`, `E kind`; other lines are
/// comments.
struct StubCodec: DialectCodec {
  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    var lines = request.messages.flatMap { message in
      message.parts.map { part in
        switch part {
        case .text(let text): "\(message.role.rawValue): \(text.text)"
        case .toolCall(let call): "call \(call.id)"
        case .toolResult(let result): "result \(result.callID): \(result.content)"
        case .reasoning, .attachment: "other"
        }
      }
    }
    if let temperature = request.parameters.temperature { lines.append("t=\(temperature)") }
    let body = lines.joined(separator: "|")
    return EncodedRequest(
      http: HTTPRequest(url: "\(provider.baseURL)/\(model.id)", body: Array(body.utf8)))
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder { StubDecoder() }

  /// The body is the failure's kind and, after a space, its code; `!field` names a refused field.
  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    let words = String(decoding: body, as: UTF8.self).split(separator: " ").map(String.init)
    var failure = Failure(
      words.first.flatMap(Failure.Kind.init(rawValue:)) ?? .serverError, status: status)
    for word in words.dropFirst() {
      if word.hasPrefix("!") { failure.rejectedField = String(word.dropFirst()) }
    }
    for header in headers {
      if header.name == "retry-after" {
        failure.retryAfter = Int(header.value).map { .seconds($0) }
      }
      if header.name == "x-should-retry" { failure.shouldRetry = header.value == "true" }
    }
    return failure
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    let left = headers.first { $0.name == "x-left" }.flatMap { Int($0.value) }
    return left.map { RateLimitReport(requestsRemaining: $0) }
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest {
    HTTPRequest(method: "GET", url: provider.baseURL)
  }

  func models(in body: [UInt8]) throws(Failure) -> [Model] { [] }
}

struct StubDecoder: StreamDecoder {
  private var hasFinished = false
  private var calls = 0

  mutating func feed(_ bytes: [UInt8], into parts: inout [StreamPart]) {
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let rest = words.count > 1 ? words[1] : ""
      switch words[0] {
      case "S": parts.append(.started(id: rest, model: nil, fingerprint: "fp"))
      case "T": parts.append(.text(rest))
      case "R": parts.append(.reasoning(rest))
      case "C":
        parts.append(.toolCallBegan(index: calls, id: "id\(calls)", name: rest))
        calls += 1
      case "U":
        let counts = rest.split(separator: " ").map { Int($0) }
        parts.append(.usage(Usage(inputTokens: counts[0], outputTokens: counts[1])))
      case "F":
        hasFinished = true
        parts.append(.finish(FinishReason(rawValue: rest) ?? .other, raw: rest))
      case "N": parts.append(.note(rest))
      case "E": parts.append(.failed(Failure(Failure.Kind(rawValue: rest) ?? .malformed)))
      default: break
      }
    }
  }

  mutating func finish(into parts: inout [StreamPart]) {
    if !hasFinished { parts.append(.failed(Failure(.cut))) }
  }
}
