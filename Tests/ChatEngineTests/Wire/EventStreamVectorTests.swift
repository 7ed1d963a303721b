import ChatEngine
import TestSupport
import Testing

private let vectors = Shared.suites.flatMap { Shared.bytes($0 + "/sse/vectors.json") }

@Suite(.enabled(if: vectors != nil, "conformance suites not found"))
struct `Event stream vectors` {
  @Test func `all 2,061 come out as they should, cut as they are`() throws {
    let cases = try Vector.all()

    #expect(cases.count == 2061)
    for vector in cases {
      #expect(try vector.events(of: vector.chunks) == vector.expected, "\(vector.name)")
    }
  }

  @Test func `all come out the same byte by byte`() throws {
    for vector in try Vector.all() {
      let bytes = vector.chunks.joined().map { [$0] }
      #expect(try vector.events(of: bytes) == vector.expected, "\(vector.name)")
    }
  }

  @Test func `all come out the same in one piece`() throws {
    for vector in try Vector.all() {
      let whole = Array(vector.chunks.joined())
      #expect(try vector.events(of: [whole]) == vector.expected, "\(vector.name)")
    }
  }
}

private struct Vector {
  struct Event: Equatable {
    var name: String
    var data: String
    var id: String
  }

  var name: String
  var chunks: [[UInt8]]
  var expected: [Event]

  static func all() throws -> [Vector] {
    let list = try JSON.parse(vectors ?? [], maxBytes: 64 << 20).arrayValue ?? []
    return list.map { item in
      Vector(
        name: item["name"]?.stringValue ?? "?",
        chunks: (item["chunks"]?.arrayValue ?? []).map { bytes(ofBase64: $0.stringValue ?? "") },
        expected: (item["events"]?.arrayValue ?? []).map { event in
          Event(
            name: event["event"]?.stringValue ?? "?", data: event["data"]?.stringValue ?? "?",
            id: event["id"]?.stringValue ?? "?")
        })
    }
  }

  func events(of chunks: [[UInt8]]) throws -> [Event] {
    var parser = ServerSentEvents()
    var events: [Event] = []
    for chunk in chunks {
      try chunk.withUnsafeBufferPointer { bytes in
        var rest = bytes
        while let event = try parser.next(&rest) {
          let name = event.name.isEmpty ? "message" : event.name.text
          events.append(Event(name: name, data: event.data.text, id: event.id))
        }
      }
    }
    parser.finish()
    return events
  }

  private static func bytes(ofBase64 text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for letter in text.utf8 {
      guard let value = alphabet.firstIndex(of: letter) else { break }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }
}
