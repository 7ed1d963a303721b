import TestSupport
import Testing

@testable import ChatEngine

/// A gRPC server in Python on a free port of this machine, gone with this object.
final class GRPCPeer {
  let port: UInt16
  private let process: Running
  private let client: WireClient

  init(_ script: String, _ words: [String] = []) throws {
    let path = Shared.package + "/Tests/Peers/" + script
    process = try #require(Running([PythonPeers.python, path] + words))
    process.wait(for: " .\n")
    let printed = process.printed.split(separator: " ")
    port = try #require(printed.count > 1 ? UInt16(printed[1]) : nil)
    client = try WireClient()
  }

  deinit {
    // Its input ends, and so does it.
    process.write("")
    _ = process.wait()
  }

  /// Waits until it has printed a text.
  func wait(for text: String) -> Bool {
    process.wait(for: text)
    return process.printed.contains(text)
  }

  func provider(ca: String? = nil) -> Provider {
    Provider(
      name: "peer", dialect: .geminiGRPC,
      baseURL: (ca == nil ? "http" : "https") + "://127.0.0.1:\(port)",
      authentication: .header("x-goog-api-key"), security: TransferSecurity(ca: ca))
  }

  /// A request to a model whose name says what the server does.
  func request(
    _ model: String, _ request: ChatRequest? = nil, ca: String? = nil
  ) -> HTTPRequest {
    let plain = ChatRequest(messages: [Requests.message(.user, [.text("hi")])])
    var http = GeminiGRPCCodec().encode(
      request ?? plain, to: Model(id: model), at: provider(ca: ca)
    ).http
    http.headers.append(HTTPHeader("x-goog-api-key", "secret"))
    return http
  }

  /// What comes of a request, as a turn reads it.
  func parts(of request: HTTPRequest) throws -> [StreamPart] {
    let id = try client.start(request)
    client.run { self.client.hasEnded(id) }
    return read(client.events[id] ?? [])
  }

  func parts(of model: String) throws -> [StreamPart] { try parts(of: request(model)) }

  func failure(of model: String) throws -> Failure {
    guard case .failed(let failure)? = try parts(of: model).last else {
      throw TestFailure("\(model) is taken for an answer")
    }
    return failure
  }

  /// What comes of a request that is no conversation.
  func outcome(of request: HTTPRequest) throws -> Outcome { try client.outcome(of: request) }

  /// Begins a request and cancels it once something of its body has come.
  func cancel(_ request: HTTPRequest) throws {
    let transport = try client.transport
    var isCancelled = false
    client.onEvent = { id, event in
      guard case .body = event, !isCancelled else { return }
      transport.cancel(id)
      isCancelled = true
    }
    _ = try client.start(request)
    client.run { isCancelled }
    client.onEvent = { _, _ in }
  }

  private func read(_ events: [TransferEvent]) -> [StreamPart] {
    let codec = GeminiGRPCCodec()
    var decoder = codec.makeDecoder(for: provider(), streaming: true)
    var parts: [StreamPart] = []
    var refusal: (status: Int, headers: [HTTPHeader])?
    for event in events {
      switch event {
      case .responded(let status, let headers, _):
        if status == 200 { decoder.begin(headers: headers) } else { refusal = (status, headers) }
      case .body(let bytes): if refusal == nil { decoder.feed(bytes, into: &parts) }
      case .trailers(let trailers): decoder.take(trailers: trailers, into: &parts)
      case .ended:
        if let refusal {
          let failure = codec.failure(
            status: refusal.status, headers: refusal.headers, body: [],
            now: Timestamp(milliseconds: 0))
          parts.append(.failed(failure))
        } else {
          decoder.finish(into: &parts)
        }
      case .failed(let error, _): parts.append(.failed(Failure(error)))
      }
    }
    return Decoding.joined(parts)
  }
}
