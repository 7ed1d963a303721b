/// Something that goes wrong on purpose; the rows are those of faults.md, section 8.
///
/// Tokens are counted in the pieces that the answer is streamed in.
package enum DemoFault: Sendable {
  // Instead of the answer.

  /// An error status with the dialect's error body, or another body (rows 17–31).
  case status(Int, headers: [DemoHeader] = [], body: [UInt8]? = nil)
  /// 200 with a web page, as a captive portal answers (row 30).
  case html
  /// 200 and nothing (row 32).
  case emptyBody
  /// 307 to another place (row 13).
  case redirect(to: String)
  /// 200 with these bytes as the body, in the dialect's content type: a recorded stream.
  case recorded([UInt8])
  /// These bytes as the whole response, head included; then the connection is closed.
  case raw([UInt8])
  /// The connection is closed without a byte (rows 14 and 38).
  case hangUp
  /// The stream is refused, on HTTP/2 (row 15); elsewhere as `hangUp`.
  case refusedStream
  /// The server says GOAWAY, on HTTP/2, before it begins with the request (row 15); elsewhere as
  /// `hangUp`.
  case goAway

  // Before the answer.

  /// Silence before the head.
  case delay(Duration)
  /// The head comes byte by byte, with this much time between them.
  case slowHeaders(every: Duration)
  /// An interim response such as 100 or 103 before the head (row 33).
  case interim(Int)
  /// Another content type than the dialect's (row 35).
  case contentType(String)
  /// The server says GOAWAY, on HTTP/2, and answers this request as its last.
  case lastAnswer

  // Within the answer.

  /// The body ends without an end mark, but as HTTP well-formed (row 39).
  case cutAfter(tokens: Int)
  /// The connection is closed within the body (row 36).
  case closeAfter(tokens: Int)
  /// The connection, or on HTTP/2 the stream, is reset within the body (row 16).
  case resetAfter(tokens: Int)
  /// Silence until the client leaves, or nothing but pings (rows 42 and 43).
  case stallAfter(tokens: Int, pingEvery: Duration? = nil)
  /// The dialect's error event, then the end (row 40); the type is the dialect's own word.
  case errorEventAfter(tokens: Int, type: String)
  /// Events that are not JSON, then the rest of the answer (row 50).
  case garbage(afterTokens: Int, events: Int)
  /// One event with a text of that many bytes, then the rest of the answer (row 46).
  case hugeEvent(afterTokens: Int, bytes: Int)
  /// One more event after the end mark (row 41).
  case dataAfterEnd

  /// Every write has that many bytes, with this much time between them (rows 44 and 48).
  case splitBytes(Int, every: Duration = .zero)
}
