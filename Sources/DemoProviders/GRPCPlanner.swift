import ChatEngine

/// Calls over gRPC: requests read, and answers laid out as headers, messages and trailers.
extension DemoPlanner {
  private static let unreadable = "The demo server could not read the request's message."

  /// The request as the script sees it, its message as REST would have sent it.
  func request(ofCall call: ReceivedRequest, connection: Int) -> DemoRequest {
    var request = request(from: call, connection: connection)
    request.destination = DemoDestination(call: request.path)
    // The vendor's own client has no place for a base.
    if request.destination?.base.isEmpty == true {
      let own = script.catalog?.providers.first { $0.dialect == .geminiGRPC }
      request.destination?.base = own?.basePath ?? ""
    }
    guard let message = Self.message(in: call.body) else { return request }
    request.bodyBytes = Array(message)
    request.body = request.destination.flatMap { destination in
      try? GeminiMessages.decode(message, as: destination.message)
    }
    let name = request.body?["model"]?.stringValue
    request.destination?.model = name.map { $0.hasPrefix("models/") ? String($0.dropFirst(7)) : $0 }
    return request
  }

  /// The only message of a body; nil where there is none, or it is compressed.
  private static func message(in body: [UInt8]) -> ArraySlice<UInt8>? {
    guard body.count >= 5, body[0] == 0, Int(body[1...].bigEndianNumber) == body.count - 5 else {
      return nil
    }
    return body[5...]
  }

  /// The plan of a whole response.
  func plan(ofCall request: DemoRequest) -> DemoPlan {
    guard request.header("content-type")?.hasPrefix("application/grpc") == true else {
      return respond(
        status: 415, [DemoHeader("content-type", "text/plain")], body: Array("gRPC only.\n".utf8))
    }
    guard let destination = request.destination else {
      return refuse(GRPCTrailers.of(word: "UNIMPLEMENTED", "No such method."), status: 501)
    }
    guard request.body != nil else {
      return refuse(GRPCTrailers.of(word: "INTERNAL", Self.unreadable), status: 500)
    }
    do throws(DemoRefusal) {
      switch destination.operation {
      case .models:
        try DemoChecks.checkKey(request, .geminiGRPC, script)
        let list = DemoModelList.body(at: destination, script)
        return respond(DemoFaultSet([]), list, as: .listModelsResponse)
      case .countTokens:
        if script.checksRequests { try DemoChecks.check(request, script) }
        let count: JSON = ["totalTokens": .int(max(request.bodyBytes.count / 5, 1))]
        return respond(DemoFaultSet([]), count, as: .countTokensResponse)
      case .answer:
        if script.checksRequests { try DemoChecks.check(request, script) }
        return answer(call: request)
      case .showModel:
        return refuse(GRPCTrailers.of(word: "UNIMPLEMENTED", "No such method."), status: 501)
      }
    } catch {
      return refuse(error)
    }
  }

  private func answer(call request: DemoRequest) -> DemoPlan {
    let reply = script.respond(request)
    let faults = DemoFaultSet(reply.faults)
    let plan = replacement(faults) ?? perform(reply, faults, request)
    guard let split = faults.split else { return plan }
    return plan.split(into: split.size, every: split.gap)
  }

  private func perform(
    _ reply: DemoReply, _ faults: DemoFaultSet, _ request: DemoRequest
  ) -> DemoPlan {
    let answer = DemoAnswer(reply, to: request)
    let wire = GeminiGRPCWire(answer)
    var pacer = DemoPacer(reply.pace, seed: request.prompt)
    guard request.wantsStream else {
      var whole = faults
      whole.delay += pacer.total(answer.pieces.count)
      return respond(whole, wire.whole(), as: .generateContentResponse)
    }
    var plan = DemoPlan(status: 200)
    begin(&plan, faults, Self.head(faults))
    var stream = DemoStream(wire: wire, faults: faults, pacer: pacer)
    stream.write(answer.pieces, into: &plan)
    return plan
  }

  /// The plan where a fault takes the answer's place.
  private func replacement(_ faults: DemoFaultSet) -> DemoPlan? {
    guard let instead = faults.instead else { return nil }
    var plan = DemoPlan(status: 200)
    switch instead {
    case .status(let status, let headers, nil):
      return refuse(DemoRefusal(status: status), faults, headers)
    case .status(let status, let headers, let body?):
      return respond(status: status, headers, faults, body: body)
    case .html:
      let page = "<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>\n"
      let type = [DemoHeader("content-type", "text/html; charset=utf-8")]
      return respond(type, faults, body: Array(page.utf8))
    case .emptyBody:
      return respond(Array(Self.head(faults).dropFirst()), faults, body: [])
    case .redirect(let target):
      return respond(status: 307, [DemoHeader("location", target)], faults, body: [])
    case .recorded(let bytes):
      begin(&plan, faults, Self.head(faults))
      plan.send(bytes)
      plan.end(.trailers(GRPCTrailers.ok))
    case .raw(let bytes):
      plan.wait(faults.delay)
      plan.end(.raw(bytes))
    case .hangUp, .refusedStream, .goAway:
      plan.status = 0
      plan.wait(faults.delay)
      plan.end(faults.endsUnanswered)
    }
    return plan
  }

  // MARK: Responses

  private static func head(_ faults: DemoFaultSet) -> [DemoHeader] {
    [
      DemoHeader(":status", "200"),
      DemoHeader("content-type", faults.contentType ?? "application/grpc"),
      DemoHeader("grpc-accept-encoding", "identity"),
    ]
  }

  /// What stands before the messages.
  ///
  /// A head cannot come slowly, as it is one block: all of the time goes by before it.
  private func begin(_ plan: inout DemoPlan, _ faults: DemoFaultSet, _ head: [DemoHeader]) {
    plan.wait(faults.delay)
    if faults.isLastAnswer { plan.end(.goAway(answers: true)) }
    if let status = faults.interim { plan.end(.head([DemoHeader(":status", "\(status)")])) }
    let length = head.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    plan.wait((faults.headerGap ?? 0) * UInt64(length))
    plan.end(.head(head))
  }

  /// One message.
  private func respond(
    _ faults: DemoFaultSet, _ json: JSON, as message: GeminiMessages.Message
  ) -> DemoPlan {
    var plan = DemoPlan(status: 200)
    begin(&plan, faults, Self.head(faults))
    plan.send(GeminiGRPCWire.message(GeminiMessages.encode(json, as: message)))
    plan.end(.trailers(GRPCTrailers.ok))
    return plan
  }

  /// What is no answer over gRPC, as something on the way gives it.
  private func respond(
    status: Int = 200, _ headers: [DemoHeader], _ faults: DemoFaultSet = DemoFaultSet([]),
    body: [UInt8]
  ) -> DemoPlan {
    var plan = DemoPlan(status: status)
    let lowered = headers.map { DemoHeader($0.name.lowercased(), $0.value) }
    begin(&plan, faults, [DemoHeader(":status", "\(status)")] + lowered)
    plan.send(body)
    plan.end(.finish)
    return plan
  }

  private func refuse(
    _ refusal: DemoRefusal, _ faults: DemoFaultSet = DemoFaultSet([]), _ headers: [DemoHeader] = []
  ) -> DemoPlan {
    let error = DemoErrors.body(refusal, dialect: .geminiGRPC, number: 0)["error"]
    let lowered = headers.map { DemoHeader($0.name.lowercased(), $0.value) }
    return refuse(lowered + GRPCTrailers.of(error), status: refusal.status, faults)
  }

  /// Nothing but trailers: one block of headers that is the end.
  private func refuse(
    _ trailers: [DemoHeader], status: Int, _ faults: DemoFaultSet = DemoFaultSet([])
  ) -> DemoPlan {
    var plan = DemoPlan(status: status)
    plan.wait(faults.delay)
    plan.end(.trailers(Self.head(faults).dropLast() + trailers))
    return plan
  }
}

extension DemoFaultSet {
  /// How a connection or a stream ends on which there is no answer.
  fileprivate var endsUnanswered: DemoPlan.Act {
    switch instead {
    case .refusedStream: .refuse
    case .goAway: .goAway(answers: false)
    case .status, .html, .emptyBody, .redirect, .recorded, .raw, .hangUp, nil: .close
    }
  }
}

extension DemoDestination {
  /// What the operation's message is.
  fileprivate var message: GeminiMessages.Message {
    switch operation {
    case .answer, .showModel: .generateContentRequest
    case .models: .listModelsRequest
    case .countTokens: .countTokensRequest
    }
  }
}
