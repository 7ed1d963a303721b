/// A wire format.
package enum Dialect: String, Sendable, CaseIterable {
  case openAIChat = "openai-chat"
  case openAIResponses = "openai-responses"
  case anthropic
  case gemini
  case geminiGRPC = "gemini-grpc"
  case ollama
}

/// A dialect's mappers: requests out, streams and errors in.
///
/// Stateless; one value serves all.
package protocol DialectCodec: Sendable {
  /// Makes the request for a conversation that has been fitted to the target. The key is not in it:
  /// `Provider.authentication` says where the runner puts it.
  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest

  /// Reads the answer to one request.
  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder

  /// Reads an answer whose status is not 2xx. `body` may be cut, empty, or HTML.
  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure

  /// Rate limits that the headers of any answer report; nil if none.
  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport?

  /// The request for the provider's list of models.
  func modelsRequest(at provider: Provider) -> HTTPRequest

  /// Reads that list; throws where the body is no such list.
  func models(in body: [UInt8]) throws(Failure) -> [Model]

  /// Asks what the list does not say of one model; nil where the list says all there is.
  func detailRequest(for model: Model, at provider: Provider) -> HTTPRequest?

  /// The model with what the answer to that says of it; unchanged where that is unreadable.
  func model(_ model: Model, completedBy body: [UInt8]) -> Model
}

extension DialectCodec {
  package func detailRequest(for model: Model, at provider: Provider) -> HTTPRequest? { nil }

  package func model(_ model: Model, completedBy body: [UInt8]) -> Model { model }
}

/// A request ready to be sent but for its key.
package struct EncodedRequest: Sendable, Equatable {
  package var http: HTTPRequest
  /// What was left out because the model or dialect does not take it, one sentence each.
  package var notes: [String]

  package init(http: HTTPRequest, notes: [String] = []) {
    self.http = http
    self.notes = notes
  }
}

/// Turns the bytes of one answer into stream parts.
package protocol StreamDecoder: Sendable {
  /// The answer's head has come, before any of its bytes; its status is 2xx.
  mutating func begin(headers: [HTTPHeader])

  /// Headers have come after the body: gRPC's status is one. `finish` follows.
  mutating func take(trailers: [HTTPHeader], into parts: inout [StreamPart])

  /// Appends the parts that the bytes complete. After `.failed` nothing is appended any more.
  mutating func feed(_ bytes: [UInt8], into parts: inout [StreamPart])

  /// The body has ended cleanly: appends `.failed(.cut)` unless the dialect's end mark was seen.
  mutating func finish(into parts: inout [StreamPart])
}

extension StreamDecoder {
  package mutating func begin(headers: [HTTPHeader]) {}

  package mutating func take(trailers: [HTTPHeader], into parts: inout [StreamPart]) {}
}
