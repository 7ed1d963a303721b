/// What comes back: one message, or a stream of events with several.
extension MCPHTTP {
  func isSuccess(_ stream: Stream) -> Bool { (200..<300).contains(stream.status) }

  mutating func responded(_ stream: inout Stream, _ status: Int, _ headers: [HTTPHeader]) {
    stream.status = status
    let type = headers["Content-Type"]?.lowercased() ?? ""
    stream.isEvents = (200..<300).contains(status) && type.hasPrefix("text/event-stream")
    guard case .request(let message) = stream.purpose, message.method == "initialize",
      isSuccess(stream), let id = headers["Mcp-Session-Id"], (1...1024).contains(id.utf8.count),
      id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return }
    session = id
  }

  /// Takes a piece of the body; false where the stream is to be left.
  mutating func take(_ bytes: [UInt8], _ stream: inout Stream) -> Bool {
    guard stream.isEvents else {
      stream.body += bytes
      guard stream.body.count > Self.maxBody else { return true }
      effects.append(.event(.rubbish(tooLong: true)))
      lose(stream, "sent an answer of more than 16 MB")
      return false
    }
    do throws(StreamTooLarge) {
      try bytes.withUnsafeBufferPointer { buffer throws(StreamTooLarge) in
        var rest = buffer
        while let event = try stream.parser.next(&rest) { take(event, &stream) }
      }
      return true
    } catch {
      effects.append(.event(.rubbish(tooLong: true)))
      lose(stream, "sent an event of more than 16 MB")
      return false
    }
  }

  private mutating func take(_ event: ServerSentEvent, _ stream: inout Stream) {
    // The first may be there for its ID only.
    if event.data.isEmpty { return }
    stream.tries = 0
    if stream.purpose == .events, event.name == "endpoint" {
      return found(endpoint: event.data.text)
    }
    guard event.name.isEmpty || event.name == "message" else { return }
    deliver(event.data.withBytes { MCPMessage.read($0) }, &stream)
  }

  private mutating func found(endpoint text: String) {
    guard endpoint == nil else { return }
    guard let found = MCPEndpoint.resolve(text, against: url) else {
      return effects.append(.event(.closed(reason: "wants its messages sent to another host")))
    }
    endpoint = found
    effects.append(.event(.opened))
  }

  private mutating func deliver(_ messages: [MCPMessage], _ stream: inout Stream) {
    if messages.isEmpty { return effects.append(.event(.rubbish(tooLong: false))) }
    for message in messages {
      if let id = message.answeredID, id == stream.purpose.requestID { stream.isAnswered = true }
      effects.append(.event(.message(message)))
    }
  }

  // MARK: The end of a transfer

  mutating func ended(_ stream: Stream, _ error: TransportError?) {
    switch stream.purpose {
    case .word: break
    case .request(let message): requestEnded(message, stream, error)
    case .push, .events: listeningEnded(stream, error)
    }
  }

  private mutating func requestEnded(
    _ message: MCPOutgoing, _ stream: Stream, _ error: TransportError?
  ) {
    guard !stream.isAnswered, let id = message.id else { return }
    if let error, !isSuccess(stream) {
      if Self.isWorthAnother(error, message), stream.tries == 0 {
        return post(message, tries: 1)
      }
      return lose(stream, "cannot be reached: \(error.message)")
    }
    guard isSuccess(stream) else { return refused(id, stream) }
    // In the transport of 2024-11-05 the answer comes on the other stream.
    if usesEvents { return }
    if stream.isEvents { return resume(stream) }
    if error != nil { return lose(stream, "broke off its answer") }
    var stream = stream
    deliver(MCPMessage.read(stream.body), &stream)
    if !stream.isAnswered { lose(stream, "sent no answer to what was asked") }
  }

  /// Whether the server has surely not begun with it, or it does no harm a second time.
  private static func isWorthAnother(_ error: TransportError, _ message: MCPOutgoing) -> Bool {
    switch error.kind {
    case .refusedStream: true
    case .stale: message.isRepeatable
    case .dns, .dnsTimeout, .connect, .connectTimeout, .certificate, .handshake, .reset, .timeout,
      .tooLarge, .proxy, .proxyLogin, .badURL, .insecure, .privateAddress, .badHeader, .malformed,
      .oldHTTP, .notRecorded, .local:
      false
    }
  }

  private mutating func refused(_ id: Int, _ stream: Stream) {
    if stream.status == 404, stream.hadSession {
      // All that it pushed, it pushed to that session.
      for (transfer, other) in streams where other.purpose == .push {
        streams[transfer] = nil
        effects.append(.cancel(transfer))
      }
      return effects.append(.event(.expired(id: id)))
    }
    var failure: MCPError?
    if case .error(_, let error)? = MCPMessage.read(stream.body).first { failure = error }
    effects.append(.event(.refused(id: id, status: stream.status, failure)))
  }

  /// Goes on where the stream broke off, if the server gave its events IDs.
  private mutating func resume(_ stream: Stream) {
    guard !stream.parser.lastID.isEmpty, stream.tries < Self.maxTries, session != nil else {
      return lose(stream, "ended its answer too early")
    }
    again(stream)
  }

  private mutating func listeningEnded(_ stream: Stream, _ error: TransportError?) {
    if stream.purpose == .events {
      let isRefused = !isSuccess(stream) && error == nil
      return effects.append(
        .event(.closed(reason: isRefused ? "is no MCP server (HTTP \(stream.status))" : "hung up")))
    }
    // 405: there is none. A stream that says nothing is not opened for ever.
    guard isSuccess(stream), stream.isEvents, stream.tries < Self.maxTries else { return }
    again(stream)
  }

  private mutating func again(_ stream: Stream) {
    // A server that says "at once" or "never" is not obeyed.
    let pause = min(max(stream.parser.retry ?? 1000, 100), 60_000)
    resumptions.append(
      Resumption(
        due: now + .milliseconds(pause), purpose: stream.purpose,
        lastID: stream.parser.lastID, tries: stream.tries + 1))
  }

  private mutating func lose(_ stream: Stream, _ reason: String) {
    guard let id = stream.purpose.requestID, !stream.isAnswered else { return }
    effects.append(.event(.lost(id: id, reason: reason)))
  }
}
