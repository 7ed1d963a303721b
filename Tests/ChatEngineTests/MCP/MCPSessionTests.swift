import Testing

@testable import ChatEngine

/// A session with a clock of its own, and all that it wanted done.
struct MCPTalk {
  var session: MCPSession
  var now = Instant.zero
  var effects: [MCPEffect] = []

  init(_ carrier: MCPSession.Carrier = .pipe) {
    session = MCPSession(carrier: carrier, clientName: "lt-prover", clientVersion: "0.1")
  }

  /// What comes of an event.
  @discardableResult
  mutating func take(_ event: MCPEvent, after time: Duration = .zero) -> [MCPEffect] {
    now += time
    let news = session.take(event, at: now)
    effects += news
    return news
  }

  /// A message from the server, as text.
  @discardableResult
  mutating func hear(_ text: String) -> [MCPEffect] {
    MCPMessage.read(Array(text.utf8)).reduce(into: []) { $0 += take(.message($1)) }
  }

  @discardableResult
  mutating func answer(_ id: Int, _ result: String) -> [MCPEffect] {
    hear(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#)
  }

  @discardableResult
  mutating func refuse(_ id: Int, _ code: Int, data: String = "null") -> [MCPEffect] {
    hear(#"{"jsonrpc":"2.0","id":\#(id),"error":{"code":\#(code),"message":"no","data":\#(data)}}"#)
  }

  @discardableResult
  mutating func call(_ key: UInt64 = 1, timeout: Duration = .seconds(120)) -> [MCPEffect] {
    take(
      .call(
        MCPCall(
          key: .init(key), method: "tools/call", params: ["name": "echo", "arguments": [:]],
          timeout: timeout)))
  }

  /// A session that runs, without lists to ask for.
  static func running(_ carrier: MCPSession.Carrier = .pipe, isLegacy: Bool = false) -> MCPTalk {
    var talk = MCPTalk(carrier)
    talk.take(.start(asLegacy: isLegacy))
    talk.answer(1, isLegacy ? legacyHandshake : discovery)
    talk.effects = []
    return talk
  }

  static let discovery =
    #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{}}"#
  static let legacyHandshake =
    #"{"protocolVersion":"2025-06-18","capabilities":{},"serverInfo":{}}"#
}

extension [MCPEffect] {
  var sent: [MCPOutgoing] {
    compactMap { if case .send(let message) = $0 { message } else { nil } }
  }
  var methods: [String] { sent.map(\.method) }
  var outcomes: [MCPOutcome] {
    compactMap { if case .ended(_, let outcome) = $0 { outcome } else { nil } }
  }
  var stop: MCPStop? {
    compactMap { if case .stop(let stop) = $0 { stop } else { nil } }.first
  }
  var failures: [String] {
    outcomes.compactMap { if case .failed(let reason) = $0 { reason } else { nil } }
  }
}

/// What a server does with the probe, and what follows.
private struct Verdict: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var carrier = MCPSession.Carrier.pipe
  var event: MCPEvent
  var after: Duration = .zero
  /// The next message, or none.
  var next: String?
  var stops = false

  static func error(_ code: Int, _ data: JSON? = nil) -> MCPEvent {
    .message(.error(id: 1, MCPError(code: code, message: "", data: data)))
  }

  static let all = [
    Verdict(
      testDescription: "discovers",
      event: .message(
        .result(id: 1, ["supportedVersions": ["2026-07-28"], "capabilities": ["tools": [:]]])),
      next: "tools/list"),
    Verdict(
      testDescription: "discovers only old",
      event: .message(.result(id: 1, ["supportedVersions": ["2025-06-18"]])), next: "initialize"),
    Verdict(
      testDescription: "discovers only unknown",
      event: .message(.result(id: 1, ["supportedVersions": ["2031-01-01"]])), stops: true),
    Verdict(
      testDescription: "answers something else", event: .message(.result(id: 1, [:])),
      next: "initialize"),
    Verdict(testDescription: "knows no such method", event: error(-32601), next: "initialize"),
    Verdict(testDescription: "finds bad parameters", event: error(-32602), next: "initialize"),
    Verdict(testDescription: "wants a handshake", event: error(-32000), next: "initialize"),
    Verdict(
      testDescription: "offers the new version",
      event: error(-32022, ["supported": ["2026-07-28", "2025-11-25"]]), next: "tools/list"),
    Verdict(
      testDescription: "offers old versions",
      event: error(-32022, ["supported": ["2025-11-25"]]), next: "initialize"),
    Verdict(
      testDescription: "offers unknown versions",
      event: error(-32022, ["supported": ["2031-01-01"]]), stops: true),
    Verdict(testDescription: "offers nothing", event: error(-32022), next: "initialize"),
    Verdict(
      testDescription: "says nothing", event: .wake, after: .seconds(10), next: "initialize"),
    Verdict(testDescription: "ends", event: .closed(reason: "stopped"), stops: true),
    Verdict(
      testDescription: "HTTP 400", carrier: .http,
      event: .refused(id: 1, status: 400, MCPError(code: -32601, message: "")), next: "initialize"),
    Verdict(
      testDescription: "HTTP 405", carrier: .http, event: .refused(id: 1, status: 405, nil),
      next: "initialize"),
    Verdict(
      testDescription: "HTTP 500", carrier: .http, event: .refused(id: 1, status: 500, nil),
      next: "initialize"),
    Verdict(
      testDescription: "HTTP 404 without a word", carrier: .http,
      event: .refused(id: 1, status: 404, nil), next: "initialize"),
    Verdict(
      testDescription: "HTTP 404 that knows no discovery", carrier: .http,
      event: .refused(id: 1, status: 404, MCPError(code: -32601, message: "")), next: "tools/list"),
    Verdict(
      testDescription: "HTTP 400 for a header", carrier: .http,
      event: .refused(id: 1, status: 400, MCPError(code: -32020, message: "")), next: "tools/list"),
    Verdict(
      testDescription: "HTTP 401", carrier: .http, event: .refused(id: 1, status: 401, nil),
      stops: true),
    Verdict(
      testDescription: "HTTP 302", carrier: .http, event: .refused(id: 1, status: 302, nil),
      stops: true),
    Verdict(
      testDescription: "HTTP 503", carrier: .http, event: .refused(id: 1, status: 503, nil),
      stops: true),
    Verdict(
      testDescription: "no connection", carrier: .http,
      event: .lost(id: 1, reason: "cannot be reached"), stops: true),
  ]
}

@Suite struct `A session with a context server` {
  @Test(arguments: Verdict.all)
  private func `finds out the era of a server that`(_ verdict: Verdict) {
    var talk = MCPTalk(verdict.carrier)
    #expect(talk.take(.start(asLegacy: false)).methods == ["server/discover"])
    let effects = talk.take(verdict.event, after: verdict.after)
    #expect(effects.methods.first == verdict.next)
    #expect((effects.stop != nil) == verdict.stops)
  }

  @Test func `starts a server that ends at the probe again with the handshake`() {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: false))
    #expect(talk.take(.closed(reason: "stopped")).stop?.remedy == .restartAsLegacy)
  }

  @Test func `ignores the probe's answer after it went on with the handshake`() {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: false))
    talk.take(.wake, after: .seconds(10))
    #expect(talk.answer(1, MCPTalk.discovery).isEmpty)
    #expect(talk.answer(2, MCPTalk.legacyHandshake).methods.first == "notifications/initialized")
    #expect(talk.session.revision == .june2025)
  }

  @Test func `probes once more where the handshake says that the server is stateless`() {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: true))
    #expect(talk.refuse(1, -32022).methods == ["server/discover"])
    talk.answer(2, MCPTalk.discovery)
    #expect(talk.session.revision == .july2026)
    var stubborn = MCPTalk()
    stubborn.take(.start(asLegacy: true))
    stubborn.refuse(1, -32022)
    stubborn.refuse(2, -32601)
    #expect(stubborn.refuse(3, -32022).stop != nil)
  }

  @Test(arguments: ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
  func `takes every older revision`(_ version: String) {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: true))
    talk.answer(1, #"{"protocolVersion":"\#(version)","capabilities":{}}"#)
    #expect(talk.session.revision?.rawValue == version)
  }

  @Test(arguments: ["2023-01-01", "2026-07-28", "", "9"])
  func `leaves a server of an unknown revision`(_ version: String) {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: true))
    let stop = talk.answer(1, #"{"protocolVersion":"\#(version)","capabilities":{}}"#).stop
    #expect(stop?.remedy == MCPStop.Remedy.none)
  }

  @Test func `says who it is in every stateless request`() {
    var talk = MCPTalk.running()
    let params = talk.call().sent.first?.body["params"]
    #expect(
      params?["_meta"] == [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": ["name": "lt-prover", "version": "0.1"],
        "io.modelcontextprotocol/clientCapabilities": [:], "progressToken": 2,
      ])
  }

  @Test func `asks for what was declared, and for nothing else`() {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: true))
    let effects = talk.answer(
      1, #"{"protocolVersion":"2025-11-25","capabilities":{"prompts":{},"tools":{}}}"#)
    #expect(effects.methods == ["notifications/initialized", "tools/list", "prompts/list"])
    #expect(talk.take(.list(.resources)) == [.listed(.resources, [])])
  }

  @Test func `keeps calls until the server is ready`() {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: false))
    #expect(talk.call().isEmpty)
    #expect(talk.answer(1, MCPTalk.discovery).methods == ["tools/call"])
  }
}

@Suite struct `A call to a context server` {
  @Test func `ends with its result`() {
    var talk = MCPTalk.running()
    talk.call()
    let effects = talk.answer(2, #"{"content":[]}"#)
    #expect(effects == [.ended(.init(1), .result(["content": []]))])
  }

  @Test func `is answered once`() {
    var talk = MCPTalk.running()
    talk.call()
    talk.answer(2, "{}")
    #expect(talk.answer(2, "{}").isEmpty)
    #expect(talk.refuse(2, -1).isEmpty)
  }

  @Test(arguments: ["7", "0", "-1", "99999999999999999999", #""2""#, "null", "[]", "2.5"])
  func `is not ended by an answer to another number`(_ id: String) {
    var talk = MCPTalk.running()
    talk.call()
    let text = #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#
    let messages = MCPMessage.read(Array(text.utf8))
    for message in messages { #expect(talk.take(.message(message)).isEmpty) }
    #expect(talk.answer(2, "{}").outcomes.count == 1)
  }

  @Test func `gives the server's error`() {
    var talk = MCPTalk.running()
    talk.call()
    guard case .error(let error)? = talk.refuse(2, -32602).outcomes.first else {
      Issue.record("no error")
      return
    }
    #expect(error.code == -32602)
  }

  @Test func `ends when there is no word for its time`() {
    var talk = MCPTalk.running()
    talk.call(timeout: .seconds(30))
    #expect(talk.session.nextDeadline == talk.now + .seconds(30))
    #expect(talk.take(.wake, after: .milliseconds(29_999)).isEmpty)
    let effects = talk.take(.wake, after: .milliseconds(1))
    #expect(effects.failures == ["did not answer in 30s"])
    #expect(effects.methods == ["notifications/cancelled"])
    #expect(effects.sent.first?.body["params"]?["requestId"] == 2)
    #expect(talk.answer(2, "{}").isEmpty)
  }

  @Test func `is carried on by progress, but not for ever`() {
    var talk = MCPTalk.running()
    talk.call(timeout: .seconds(100))
    var ended: [MCPEffect] = []
    for step in 1...20 where ended.isEmpty {
      talk.take(.wake, after: .seconds(60))
      ended = talk.effects.filter { if case .ended = $0 { true } else { false } }
      if ended.isEmpty {
        talk.hear(
          #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":2,"progress":\#(step)}}"#
        )
      }
    }
    #expect(ended.failures == ["did not answer in 10m"])
    #expect(talk.now == Instant.zero + .seconds(600))
  }

  @Test func `tells of progress, ten times a second at the most`() {
    var talk = MCPTalk.running()
    talk.call(7)
    for _ in 0..<100 {
      talk.now += .milliseconds(10)
      talk.hear(
        #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":2,"progress":1,"total":2,"message":"half"}}"#
      )
    }
    let shown = talk.effects.filter { $0 == .progress(.init(7), "1/2 half") }
    #expect((9...11).contains(shown.count))
  }

  @Test(arguments: [
    (MCPSession.Carrier.pipe, false), (.pipe, true), (.http, true), (.http, false),
  ])
  func `is cancelled in the way of its era`(_ carrier: MCPSession.Carrier, _ isLegacy: Bool) {
    var talk = MCPTalk.running(carrier, isLegacy: isLegacy)
    talk.call(5)
    let id = talk.session.lastID
    let effects = talk.take(.cancel(.init(5)))
    let isSilent = carrier == .http && !isLegacy
    #expect(effects.methods == (isSilent ? [] : ["notifications/cancelled"]))
    #expect(effects.contains(.closeStream(id: id)) == (carrier == .http))
    #expect(talk.answer(id, "{}").isEmpty)
  }

  @Test func `says no to a server's questions and goes on`() {
    var talk = MCPTalk.running()
    talk.call()
    let effects = talk.answer(
      2,
      #"{"resultType":"input_required","requestState":"s\u0000t","inputRequests":{"k":{"method":"elicitation/create","params":{"message":"?"}}}}"#
    )
    let again = effects.sent.first?.body["params"]
    #expect(again?["inputResponses"] == ["k": ["action": "decline"]])
    #expect(again?["requestState"] == "s\u{0}t")
    #expect(again?["name"] == "echo")
    #expect(talk.answer(3, #"{"resultType":"complete","content":[]}"#).outcomes.count == 1)
  }

  @Test func `ends when a server asks without end`() {
    var talk = MCPTalk.running()
    talk.call()
    for id in 2...4 {
      #expect(talk.answer(id, #"{"resultType":"input_required"}"#).sent.count == 1)
    }
    #expect(talk.answer(5, #"{"resultType":"input_required"}"#).failures.count == 1)
  }

  @Test(arguments: [
    #"{"resultType":"input_required","inputRequests":{"k":{"method":"sampling/createMessage"}}}"#,
    #"{"resultType":"perhaps"}"#, "[]", "7", "null",
  ])
  func `fails with a result that cannot be used`(_ result: String) {
    var talk = MCPTalk.running()
    talk.call()
    #expect(talk.answer(2, result).failures.count == 1)
  }

  @Test func `fails and is not made again when the server ends`() {
    var talk = MCPTalk.running()
    talk.call()
    let effects = talk.take(.closed(reason: "stopped (status 1)"))
    #expect(
      effects.failures == ["stopped (status 1); whether it did what was asked is not known"])
    #expect(effects.stop?.remedy == .restart)
    #expect(talk.call(2).failures == ["is stopped"])
  }

  @Test func `is made again where a forgotten session never saw it`() {
    var talk = MCPTalk.running(.http, isLegacy: true)
    talk.call()
    #expect(talk.take(.expired(id: 2)).methods == ["initialize"])
    #expect(
      talk.answer(3, MCPTalk.legacyHandshake).methods == [
        "notifications/initialized", "tools/call",
      ])
    #expect(talk.take(.expired(id: 4)).failures == ["forgets its sessions"])
  }
}

@Suite struct `What a context server says by itself` {
  @Test(arguments: [false, true])
  func `is answered where it is a ping`(_ isLegacy: Bool) {
    var talk = MCPTalk.running(isLegacy: isLegacy)
    let sent = talk.hear(#"{"jsonrpc":"2.0","id":"p","method":"ping"}"#).sent
    #expect(sent.map(\.body) == [["jsonrpc": "2.0", "id": "p", "result": [:]]])
  }

  @Test(arguments: [
    "sampling/createMessage", "roots/list", "elicitation/create", "tools/list", "x",
  ])
  func `is refused where it is another request`(_ method: String) {
    var talk = MCPTalk.running(isLegacy: true)
    let sent = talk.hear(#"{"jsonrpc":"2.0","id":7,"method":"\#(method)","params":{}}"#).sent
    #expect(sent.first?.body["error"]?["code"] == -32601)
    #expect(sent.first?.body["id"] == 7)
  }

  @Test(arguments: [
    "notifications/message", "notifications/cancelled", "x", "notifications/progress",
  ])
  func `is ignored where it is a notification of no use`(_ method: String) {
    var talk = MCPTalk.running(isLegacy: true)
    let effects = talk.hear(
      #"{"jsonrpc":"2.0","method":"\#(method)","params":{"requestId":1,"progressToken":"x"}}"#)
    #expect(effects.isEmpty)
  }

  @Test func `is rubbish the third time in a row`() {
    var talk = MCPTalk.running()
    #expect(talk.take(.rubbish(tooLong: false)).isEmpty)
    #expect(talk.take(.rubbish(tooLong: false)).isEmpty)
    talk.hear(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
    #expect(talk.take(.rubbish(tooLong: true)).isEmpty)
    #expect(talk.answer(99, "{}").isEmpty)
    let stop = talk.take(.rubbish(tooLong: false)).stop
    #expect(stop == MCPStop(reason: "sent rubbish; stopped", remedy: .none))
  }

  @Test func `is a banner before its first message`() {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: false))
    for _ in 0..<100 { #expect(talk.take(.rubbish(tooLong: false)).isEmpty) }
    #expect(talk.answer(1, MCPTalk.discovery).stop == nil)
    var endless = MCPTalk()
    endless.take(.start(asLegacy: false))
    for _ in 0..<103 { endless.take(.rubbish(tooLong: false)) }
    #expect(endless.effects.stop != nil)
  }
}

@Suite struct `A context server's list` {
  private func listing() -> MCPTalk {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: false))
    talk.answer(1, #"{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}"#)
    return talk
  }

  @Test func `is gathered page by page`() {
    var talk = listing()
    let next = talk.answer(2, #"{"tools":[{"name":"a"}],"nextCursor":"p2"}"#)
    #expect(next.sent.first?.body["params"]?["cursor"] == "p2")
    let effects = talk.answer(3, #"{"tools":[{"name":"b"}]}"#)
    #expect(effects == [.listed(.tools, [["name": "a"], ["name": "b"]])])
  }

  @Test func `ends where a page comes again`() {
    var talk = listing()
    talk.answer(2, #"{"tools":[],"nextCursor":"p"}"#)
    #expect(talk.answer(3, #"{"tools":[],"nextCursor":"p"}"#) == [.listed(.tools, [])])
  }

  @Test func `ends after a hundred pages and a thousand items`() {
    var talk = listing()
    for id in 2...150 where !talk.effects.contains(.listed(.tools, [])) {
      talk.answer(id, #"{"tools":[],"nextCursor":"\#(id)"}"#)
    }
    #expect(talk.session.lastID == 102)
    var many = listing()
    let items = [String](repeating: "{}", count: 3000).joined(separator: ",")
    let effects = many.answer(2, #"{"tools":[\#(items)],"nextCursor":"x"}"#)
    #expect(effects == [.listed(.tools, [JSON](repeating: [:], count: 1000))])
  }

  @Test func `is gathered again when it changed, once a second at the most`() {
    let changed = #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#
    var talk = listing()
    talk.answer(2, #"{"tools":[]}"#)
    for _ in 0..<50 { #expect(talk.hear(changed).isEmpty) }
    #expect(talk.take(.wake, after: .milliseconds(999)).isEmpty)
    #expect(talk.take(.wake, after: .milliseconds(1)).methods == ["tools/list"])
    talk.hear(changed)
    talk.answer(3, #"{"tools":[]}"#)
    #expect(talk.take(.wake, after: .seconds(1)).methods == ["tools/list"])
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","id":2,"error":{"code":-32603,"message":"no"}}"#,
    #"{"jsonrpc":"2.0","id":2,"result":{"tools":{}}}"#, #"{"jsonrpc":"2.0","id":2,"result":7}"#,
  ])
  func `may fail without harm`(_ text: String) {
    var talk = listing()
    let effects = talk.hear(text)
    guard case .unlisted(.tools, _)? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(talk.session.revision == .july2026)
  }

  @Test func `is asked for again when the server's word for it has run out`() {
    var talk = listing()
    talk.answer(2, #"{"tools":[],"ttlMs":90000}"#)
    #expect(talk.take(.refresh, after: .seconds(89)).isEmpty)
    #expect(talk.take(.refresh, after: .seconds(1)).methods == ["tools/list"])
  }

  @Test func `is listened for in the stateless era`() {
    var talk = MCPTalk()
    talk.take(.start(asLegacy: false))
    let effects = talk.answer(
      1, #"{"supportedVersions":["2026-07-28"],"capabilities":{"tools":{"listChanged":true}}}"#)
    let listen = effects.sent.last
    #expect(listen?.method == "subscriptions/listen")
    #expect(listen?.body["params"]?["notifications"] == ["toolsListChanged": true])
    talk.answer(2, #"{"tools":[]}"#)
    // Lost, it is opened again twice.
    for id in 3...5 {
      talk.take(.lost(id: id == 3 ? 3 : talk.session.lastID, reason: "gone"))
      let methods = talk.take(.wake, after: .seconds(1)).methods
      #expect(methods.contains("subscriptions/listen") == (id < 5))
      talk.answer(talk.session.lastID - 1, #"{"tools":[]}"#)
    }
  }
}
