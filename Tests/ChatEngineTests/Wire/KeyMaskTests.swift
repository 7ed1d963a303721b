import Testing

@testable import ChatEngine

/// A provider's key in what the provider answers.
@Suite struct `A mask over a key` {
  private let key = "cnry/0123-KEY"
  private let covered = "*************"

  private func text(of pieces: [String], _ end: TransferEvent = .ended(TransferTimings())) throws
    -> [String]
  {
    let mask = try #require(KeyMask(Secret(key)))
    var texts: [String] = []
    for event in pieces.map({ TransferEvent.body(Array($0.utf8)) }) + [end] {
      mask.take(event) {
        if case .body(let bytes) = $0 { texts.append(String(decoding: bytes, as: UTF8.self)) }
      }
    }
    return texts
  }

  @Test func `covers it with as many bytes, wherever a body is cut`() throws {
    let body = "cn c {\"key\":\"\(key)\", \"a\": \"cnry/\(key)\(key)\"} cnry/0123"
    let expected = "cn c {\"key\":\"\(covered)\", \"a\": \"cnry/\(covered)\(covered)\"} cnry/0123"
    for cut in 0...body.utf8.count {
      let bytes = Array(body.utf8)
      let pieces = [bytes[..<cut], bytes[cut...]].map { String(decoding: $0, as: UTF8.self) }
      #expect(try text(of: pieces).joined() == expected)
    }
    #expect(try text(of: body.map { String($0) }).joined() == expected)
  }

  @Test func `holds nothing back that cannot be its beginning`() throws {
    #expect(try text(of: ["data: cn\n\n", "ab"]) == ["data: cn\n\n", "ab"])
    #expect(try text(of: ["so cnr", "isp"]) == ["so ", "cnrisp"])
    #expect(try text(of: ["cnry"]) == ["cnry"])
    #expect(
      try text(of: ["cnry"], .failed(TransportError(.reset, message: "x"), TransferTimings()))
        == ["cnry"])
  }

  @Test func `covers it in heads, trailers and what the transport says`() throws {
    let mask = try #require(KeyMask(Secret(key)))
    let dirty = [HTTPHeader("location", "https://x/?k=\(key)"), HTTPHeader("a", "b")]
    let clean = [HTTPHeader("location", "https://x/?k=\(covered)"), HTTPHeader("a", "b")]
    let timings = TransferTimings()
    var events: [TransferEvent] = []
    mask.take(.responded(status: 302, headers: dirty, httpVersion: "1.1")) { events.append($0) }
    mask.take(.trailers(dirty)) { events.append($0) }
    mask.take(.failed(TransportError(.reset, message: "at \(key)"), timings)) { events.append($0) }
    let expected: [TransferEvent] = [
      .responded(status: 302, headers: clean, httpVersion: "1.1"), .trailers(clean),
      .failed(TransportError(.reset, message: "at \(covered)"), timings),
    ]
    #expect("\(events)" == "\(expected)")
  }

  @Test func `leaves words alone that some set for a key`() {
    #expect(KeyMask(Secret("ollama")) == nil)
  }
}
