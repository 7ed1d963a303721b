import TestSupport
import Testing

@testable import ChatEngine

/// The bytes that the official client and a server exchanged (wire/samples/mcp.*).
private struct Transcript {
  var ours: [String] = []
  var theirs: [String] = []

  init(_ name: String) {
    let text = String(decoding: Shared.sample(name), as: UTF8.self)
    for line in text.split(separator: "\n") {
      if line.hasPrefix("C> ") { ours.append(String(line.dropFirst(3))) }
      if line.hasPrefix("S> ") { theirs.append(String(line.dropFirst(3))) }
    }
  }
}

/// A message without the numbers, which depend on the order of requests.
private func plain(_ json: JSON) -> JSON {
  guard var object = json.objectValue else { return json }
  if object["id"] != nil { object["id"] = 0 }
  if var params = object["params"]?.objectValue, var meta = params["_meta"]?.objectValue {
    if meta["progressToken"] != nil { meta["progressToken"] = 0 }
    params["_meta"] = .object(meta)
    object["params"] = .object(params)
  }
  return .object(object)
}

private func parsed(_ text: String) throws -> JSON { try JSON.parse(text) }

@Suite(.enabled(if: Shared.samples != nil)) struct `The official client's exchange with a server` {
  /// Plays the server with the recorded answers, cut as given; gives all that we sent, by method.
  private func play(
    _ era: String, cut: ([UInt8]) -> [[UInt8]]
  ) throws -> (sent: [String: JSON], effects: [MCPEffect]) {
    let transcript = Transcript("mcp.\(era).stdio.transcript.txt")
    var answers: [String: [JSON]] = [:]
    var asked: [Int: String] = [:]
    for line in transcript.ours {
      let json = try parsed(line)
      if let id = json["id"]?.intValue { asked[id] = json["method"]?.stringValue }
    }
    for line in transcript.theirs {
      let json = try parsed(line)
      let id = json["id"]?.intValue ?? json["params"]?["progressToken"]?.intValue ?? 0
      answers[asked[id] ?? "", default: []].append(json)
    }
    var talk = MCPTalk()
    var lines = MCPLines()
    var sent: [String: JSON] = [:]
    var queue = talk.take(.start(asLegacy: false)).sent
    var hasCalled = false
    while !queue.isEmpty {
      let message = queue.removeFirst()
      sent[message.method] = message.body
      for answer in answers[message.method] ?? [] {
        guard let id = message.id else { continue }
        var answer = answer.objectValue ?? [:]
        if answer["id"] != nil { answer["id"] = .int(id) }
        if var params = answer["params"]?.objectValue {
          params["progressToken"] = .int(id)
          answer["params"] = .object(params)
        }
        for piece in cut(JSON.object(answer).bytes() + Array("\r\n".utf8)) {
          for case .messages(let messages) in lines.take(piece) {
            for message in messages { queue += talk.take(.message(message)).sent }
          }
        }
      }
      if queue.isEmpty, !hasCalled {
        hasCalled = true
        let call = MCPCall(
          key: .init(1), method: "tools/call",
          params: ["name": "echo", "arguments": ["text": "hi"]])
        queue = talk.take(.call(call)).sent + talk.take(.list(.resources)).sent
      }
    }
    return (sent, talk.effects)
  }

  @Test(arguments: ["modern", "legacy"])
  func `is ours too over pipes`(_ era: String) throws {
    let (sent, effects) = try play(era) { [$0] }
    for line in Transcript("mcp.\(era).stdio.transcript.txt").ours {
      let theirs = try parsed(line)
      let method = theirs["method"]?.stringValue ?? ""
      #expect(sent[method].map(plain) == plain(theirs), "\(method)")
    }
    #expect(effects.contains(.progress(.init(1), "1/2 half")))
    guard case .result(let result)? = effects.outcomes.first else {
      Issue.record("no result")
      return
    }
    #expect(MCPContent.output(of: result) == ToolOutput("Grüße 🧪"))
  }

  @Test(arguments: ["modern", "legacy"])
  func `is the same byte by byte and cut anywhere`(_ era: String) throws {
    let whole = try play(era) { [$0] }.effects
    #expect(try play(era) { $0.map { [$0] } }.effects == whole)
    for place in 1..<200 {
      let effects = try play(era) { [Array($0.prefix(place)), Array($0.dropFirst(place))] }.effects
      #expect(effects == whole)
    }
  }

  @Test(arguments: ["modern", "legacy"])
  func `is ours too over HTTP, with the same heads`(_ era: String) throws {
    let transcript = Transcript("mcp.\(era).http.transcript.txt")
    var talk = MCPTalk(.http)
    var http = MCPHTTP(url: "http://127.0.0.1/mcp")
    var sent: [String: (HTTPRequest, JSON)] = [:]
    var queue = talk.take(.start(asLegacy: false)).sent
    var answers: [String: String] = [:]
    var last = ""
    let text = String(decoding: Shared.sample("mcp.\(era).http.transcript.txt"), as: UTF8.self)
    for line in text.split(separator: "\n") {
      if line.hasPrefix("C> POST"), let start = line.firstRange(of: "} {") {
        let body = try parsed("{" + line[start.upperBound...])
        last = body["method"]?.stringValue ?? ""
      }
      if line.hasPrefix("S> ") { answers[last] = String(line.dropFirst(3)) }
    }
    var hasCalled = false
    while !queue.isEmpty {
      let message = queue.removeFirst()
      for case .start(let id, let request) in http.send(message, at: talk.now) {
        sent[message.method] = (request, message.body)
        guard let requestID = message.id, let answer = answers[message.method] else { continue }
        let words = answer.split(separator: " ", maxSplits: 2)
        var messages = try parsed(String(words[2])).arrayValue ?? []
        for index in messages.indices {
          var object = messages[index].objectValue ?? [:]
          if object["id"] != nil { object["id"] = .int(requestID) }
          if var params = object["params"]?.objectValue {
            params["progressToken"] = .int(requestID)
            object["params"] = .object(params)
          }
          messages[index] = .object(object)
        }
        let isEvents = words[1] == "text/event-stream"
        let body =
          isEvents
          ? messages.map { "event: message\ndata: \($0.text())\n\n" }.joined()
          : messages.map { $0.text() }.joined()
        var headers = [HTTPHeader("content-type", String(words[1]))]
        if era == "legacy", message.method == "initialize" {
          headers.append(HTTPHeader("Mcp-Session-Id", "lt-session-1"))
        }
        let events: [TransferEvent] = [
          .responded(status: Int(words[0]) ?? 0, headers: headers, httpVersion: "1.1"),
          .body(Array(body.utf8)), .ended(TransferTimings()),
        ]
        for event in events {
          for case .event(let news) in http.receive(id, event, at: talk.now) {
            queue += talk.take(news).sent
          }
        }
      }
      if queue.isEmpty, !hasCalled {
        hasCalled = true
        let call = MCPCall(
          key: .init(1), method: "tools/call",
          params: ["name": "echo", "arguments": ["text": "hi"]])
        queue = talk.take(.call(call)).sent + talk.take(.list(.resources)).sent
      }
    }
    for line in transcript.ours where line.hasPrefix("POST") {
      guard let start = line.firstRange(of: "} {") else { continue }
      let head = try parsed(String(line[..<start.lowerBound].dropFirst(5)) + "}")
      let body = try parsed("{" + line[start.upperBound...])
      let method = body["method"]?.stringValue ?? ""
      let own = try #require(sent[method], "\(method)")
      #expect(plain(own.1) == plain(body))
      for member in head.objectValue?.members ?? [] {
        #expect(own.0.headers[member.key] == member.value.stringValue, "\(method) \(member.key)")
      }
      let names = own.0.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("mcp-") }
      #expect(names.allSatisfy { head[$0] != nil })
    }
    #expect(talk.effects.outcomes.count == 1)
    let ends = http.finish().contains {
      if case .start(_, let request) = $0 { request.method == "DELETE" } else { false }
    }
    #expect(ends == (era == "legacy"))
  }
}
