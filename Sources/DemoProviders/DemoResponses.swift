import ChatEngine

/// Whole responses, and the heads of all.
extension DemoPlanner {
  func refuse(
    _ refusal: DemoRefusal, dialect: DemoDialect, _ request: DemoRequest, _ date: Int
  ) -> DemoPlan {
    let body = DemoErrors.body(refusal, dialect: dialect, number: request.number)
    return respond(DemoFaultSet([]), status: refusal.status, body: body.bytes(), request, date)
  }

  /// One body with its length, in the faults' manner.
  func respond(
    _ faults: DemoFaultSet, status: Int = 200, headers: [DemoHeader] = [], body: [UInt8],
    _ request: DemoRequest, _ date: Int
  ) -> DemoPlan {
    var plan = DemoPlan(status: status)
    var head = head(request, faults, date, status: status)
    head.set("content-length", "\(body.count)")
    for header in headers { head.set(header.name, header.value) }
    begin(&plan, faults, head)
    plan.send(body)
    plan.end(.finish)
    return plan
  }

  /// A head whose body comes in chunks.
  func streamHead(_ request: DemoRequest, _ faults: DemoFaultSet, _ date: Int) -> DemoHead {
    var head = head(request, faults, date, status: 200)
    let isOllama = request.destination?.dialect == .ollama
    let type = isOllama ? "application/x-ndjson" : "text/event-stream; charset=utf-8"
    head.set("content-type", faults.contentType ?? type)
    head.set("cache-control", "no-cache")
    head.set("transfer-encoding", "chunked")
    return head
  }

  /// What stands before a body: a delay, an interim response, the head.
  func begin(_ plan: inout DemoPlan, _ faults: DemoFaultSet, _ head: DemoHead) {
    plan.wait(faults.delay)
    if let status = faults.interim { plan.send(DemoHead(status: status, headers: []).bytes) }
    guard let gap = faults.headerGap else { return plan.send(head.bytes) }
    for byte in head.bytes {
      plan.send([byte])
      plan.wait(gap)
    }
  }

  private func head(
    _ request: DemoRequest, _ faults: DemoFaultSet, _ date: Int, status: Int
  ) -> DemoHead {
    let dialect = request.destination?.dialect ?? .openAIChat
    var head = DemoHead(
      status: status,
      headers: DemoHead.headers(for: dialect, number: request.number, date: date))
    head.set("content-type", faults.contentType ?? "application/json")
    if request.header("connection")?.lowercased() == "close" { head.set("connection", "close") }
    return head
  }
}
