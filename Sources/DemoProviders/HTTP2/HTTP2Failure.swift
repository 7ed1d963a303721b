/// HTTP/2's error codes (RFC 9113, section 7).
package enum HTTP2Code: UInt32, Sendable {
  case none, protocolError, internalError, flowControl, settingsTimeout, streamClosed, frameSize
  case refusedStream, cancel, compression, connect, enhanceYourCalm, inadequateSecurity
  case http11Required
}

/// What a client did wrong: it ends a stream, or the connection.
struct HTTP2Failure: Error, Equatable {
  var code: HTTP2Code
  /// Nil ends the connection.
  var stream: UInt32?

  init(_ code: HTTP2Code, stream: UInt32? = nil) {
    self.code = code
    self.stream = stream
  }
}
