/// What happens to a session.
package enum MCPEvent: Sendable, Equatable {
  /// A server that is known to want the handshake is not asked for more.
  case start(asLegacy: Bool)
  case call(MCPCall)
  case cancel(MCPCall.Key)
  /// Asks for a list that is not asked for by itself, or again for one that is out of date.
  case list(MCPList)
  /// Asks again for what the server said would be out of date by now.
  case refresh
  case message(MCPMessage)
  /// A line that is no message; `tooLong` where it was dropped for its length.
  case rubbish(tooLong: Bool)
  /// HTTP: a status that is none of success, and the error that the body told.
  case refused(id: Int, status: Int, MCPError?)
  /// HTTP: the request has no answer, and why.
  case lost(id: Int, reason: String)
  /// HTTP: the server has forgotten the session and with it this request.
  case expired(id: Int)
  /// HTTP with a stream of events (2024-11-05): messages may go out.
  case opened
  /// The server is gone: how, as the end of a sentence.
  case closed(reason: String)
  case wake
}

/// What a session wants done.
package enum MCPEffect: Sendable, Equatable {
  case send(MCPOutgoing)
  /// HTTP: the request's answer is not waited for any more.
  case closeStream(id: Int)
  /// HTTP: notifications may come on a stream of their own.
  case openPush
  /// HTTP: go on with the transport of 2024-11-05.
  case openEvents
  case ready(MCPRevision)
  case listed(MCPList, [JSON])
  /// The list is not to be had, and why.
  case unlisted(MCPList, String)
  case progress(MCPCall.Key, String)
  case ended(MCPCall.Key, MCPOutcome)
  case stop(MCPStop)
}

/// Why a session is over.
package struct MCPStop: Sendable, Equatable {
  package enum Remedy: Sendable {
    /// The same again.
    case restart
    /// It ended at a first message that it does not know: again, with the handshake at once.
    case restartAsLegacy
    case none
  }

  /// As the end of the sentence that begins with the server's name.
  package var reason: String
  package var remedy: Remedy
}

/// A request that somebody waits for.
package struct MCPCall: Sendable, Equatable {
  /// Names it within a server.
  package struct Key: Hashable, Sendable {
    package let value: UInt64
    package init(_ value: UInt64) { self.value = value }
  }

  package var key: Key
  /// `tools/call`, `prompts/get` or `resources/read`.
  package var method: String
  package var params: JSONObject
  /// Without a word from the server; progress begins it anew.
  package var timeout: Duration
  /// Arguments that the tool wants in the head too.
  package var headers: [HTTPHeader]

  package init(
    key: Key, method: String, params: JSONObject, timeout: Duration = .seconds(120),
    headers: [HTTPHeader] = []
  ) {
    self.key = key
    self.method = method
    self.params = params
    self.timeout = timeout
    self.headers = headers
  }
}

/// What servers give lists of; the name is the capability and the result's member.
package enum MCPList: String, CaseIterable, Sendable {
  case tools
  case prompts
  case resources

  var method: String { rawValue + "/list" }
  var changed: String { "notifications/\(rawValue)/list_changed" }
}
