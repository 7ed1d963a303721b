import ChatEngine

/// Turns a request and the script's reply to it into a plan.
struct DemoPlanner {
  let script: DemoScript

  /// The request as the script sees it; its numbers come from the log.
  func request(from message: ReceivedRequest, connection: Int) -> DemoRequest {
    let parts = message.target.split(separator: "?", maxSplits: 1)
    let path = String(parts.first ?? "")
    let query = parts.count > 1 ? String(parts[1]) : ""
    var options = JSONScanner.Options()
    // Images and files lie in strings.
    options.maxStringBytes = RequestReader.maxBodyBytes
    let body = try? JSON.parse(
      message.body, options: options, maxBytes: RequestReader.maxBodyBytes)
    var request = DemoRequest(
      method: message.method, path: path, query: query, headers: message.headers,
      bodyBytes: message.body, body: body, connection: connection, number: 0, visit: 0)
    request.destination = DemoDestination(method: message.method, path: path) { base in
      dialect(at: base, of: request)
    }
    return request
  }

  /// The plan of a whole response; `date` in seconds since 1970.
  func plan(for request: DemoRequest, keepsAlive: Bool, date: Int) -> DemoPlan {
    guard let destination = request.destination else {
      return refuse(
        DemoRefusal(404, "Nothing is served at \(request.method) \(request.path)."),
        dialect: .openAIChat, request, date)
    }
    let dialect = destination.dialect
    do throws(DemoRefusal) {
      switch destination.operation {
      case .models:
        try DemoChecks.checkKey(request, dialect, script)
        let list = DemoModelList.body(at: destination, script)
        return respond(DemoFaultSet([]), body: list.bytes(), request, date)
      case .countTokens:
        if script.checksRequests { try DemoChecks.check(request, script) }
        let name = dialect == .gemini ? "totalTokens" : "input_tokens"
        let count = "{\"\(name)\":\(max(request.bodyBytes.count / 5, 1))}"
        return respond(DemoFaultSet([]), body: Array(count.utf8), request, date)
      case .showModel:
        if script.checksRequests { try DemoChecks.check(request, script) }
        let model = DemoModelList.details(of: request.model, at: destination, script)
        return respond(DemoFaultSet([]), body: model.bytes(), request, date)
      case .answer:
        if script.checksRequests { try DemoChecks.check(request, script) }
        return answer(request, date)
      }
    } catch {
      return refuse(error, dialect: dialect, request, date)
    }
  }

  /// The plan for bytes that are no request.
  func plan(for error: RequestFramingError) -> DemoPlan {
    var plan = DemoPlan(status: error.status)
    let body = Array(error.reason.utf8)
    let head = DemoHead(
      status: error.status,
      headers: [
        DemoHeader("content-type", "text/plain"), DemoHeader("content-length", "\(body.count)"),
        DemoHeader("connection", "close"),
      ])
    plan.send(head.bytes + body)
    plan.end(.close)
    return plan
  }

  private func dialect(at base: String, of request: DemoRequest) -> DemoDialect {
    if let provider = script.catalog?.provider(at: base) { return provider.dialect }
    if request.header("anthropic-version") != nil { return .anthropic }
    return base.hasSuffix("/v1beta") || request.header("x-goog-api-key") != nil
      ? .gemini : .openAIChat
  }

  private func answer(_ request: DemoRequest, _ date: Int) -> DemoPlan {
    let reply = script.respond(request)
    let faults = DemoFaultSet(reply.faults)
    let plan: DemoPlan
    if let replaced = replacement(for: request, faults, date) {
      plan = replaced
    } else {
      let answer = DemoAnswer(reply, to: request)
      plan =
        switch request.destination?.dialect ?? .openAIChat {
        case .openAIChat: perform(OpenAIChatWire(answer), answer, reply, request, date)
        case .anthropic: perform(AnthropicWire(answer), answer, reply, request, date)
        case .gemini, .geminiGRPC: perform(GeminiWire(answer), answer, reply, request, date)
        case .openAIResponses:
          perform(OpenAIResponsesWire(answer), answer, reply, request, date)
        case .ollama: perform(OllamaWire(answer), answer, reply, request, date)
        }
    }
    guard let split = faults.split else { return plan }
    return plan.split(into: split.size, every: split.gap)
  }

  /// The plan where a fault takes the answer's place.
  private func replacement(
    for request: DemoRequest, _ faults: DemoFaultSet, _ date: Int
  ) -> DemoPlan? {
    guard let instead = faults.instead else { return nil }
    let dialect = request.destination?.dialect ?? .openAIChat
    switch instead {
    case .status(let status, let headers, let body):
      let refusal = DemoRefusal(status: status)
      let standard = DemoErrors.body(refusal, dialect: dialect, number: request.number).bytes()
      return respond(
        faults, status: status, headers: headers, body: body ?? standard, request, date)
    case .html:
      let page = "<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>\n"
      let type = [DemoHeader("content-type", "text/html; charset=utf-8")]
      return respond(faults, headers: type, body: Array(page.utf8), request, date)
    case .emptyBody: return respond(faults, body: [], request, date)
    case .redirect(let target):
      return respond(
        faults, status: 307, headers: [DemoHeader("location", target)], body: [], request, date)
    case .recorded(let bytes):
      var plan = DemoPlan(status: 200)
      begin(&plan, faults, streamHead(request, faults, date))
      plan.send(Self.chunk(bytes) + Self.lastChunk)
      plan.end(.finish)
      return plan
    case .raw(let bytes):
      var plan = DemoPlan(status: 200)
      plan.wait(faults.delay)
      plan.send(bytes)
      plan.end(.close)
      return plan
    case .hangUp, .refusedStream, .goAway:
      var plan = DemoPlan(status: 0)
      plan.wait(faults.delay)
      plan.end(.close)
      return plan
    }
  }

  private func perform<Wire: DemoWire>(
    _ wire: Wire, _ answer: DemoAnswer, _ reply: DemoReply, _ request: DemoRequest, _ date: Int
  ) -> DemoPlan {
    let faults = DemoFaultSet(reply.faults)
    var pacer = DemoPacer(reply.pace, seed: request.prompt)
    guard request.wantsStream else {
      var whole = faults
      whole.delay += pacer.total(answer.pieces.count)
      return respond(whole, body: wire.whole().bytes(), request, date)
    }
    var plan = DemoPlan(status: 200)
    begin(&plan, faults, streamHead(request, faults, date))
    var stream = DemoStream(wire: wire, faults: faults, pacer: pacer)
    stream.write(answer.pieces, into: &plan)
    return plan
  }

  static let lastChunk = Array("0\r\n\r\n".utf8)

  /// Bytes as one chunk of the body.
  static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.isEmpty { return [] }
    var framed = Array(String(bytes.count, radix: 16).utf8)
    framed.reserveCapacity(bytes.count + framed.count + 4)
    framed += [0x0D, 0x0A]
    framed += bytes
    framed += [0x0D, 0x0A]
    return framed
  }
}
