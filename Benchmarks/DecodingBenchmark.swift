import ChatEngine
import Glibc

/// What one streamed chunk costs on its way from bytes to text.
struct DecodingBenchmark {
  let rounds: Int

  func run(_ report: inout Report) {
    let texts = (0..<1000).map { Token.text($0) }
    let chunks = texts.map { Array(PacedServer.json($0).utf8) }
    let bytes = chunks.reduce(0) { $0 + $1.count } / chunks.count
    let floor = time(chunks) { chunk in chunk.reduce(0) { $0 &+ Int($1) } }
    let scanned = time(chunks) { DecodingBenchmark.content(of: $0)?.utf8.count ?? 0 }
    report.add(
      "JSON of one streamed chunk (\(bytes) bytes)", "\(scanned.text(2)) us",
      yardstick: "adding up its bytes \(floor.text(2)) us", ratio: scanned / floor,
      goal: "<= 0.5 us", isMet: scanned <= 0.5)
    let stream = chunks.map { Array("data: ".utf8) + $0 + Array("\n\n".utf8) }
    var events = ServerSentEvents()
    let cut = time(stream) { DecodingBenchmark.countEvents(in: $0, &events) }
    report.add(
      "cutting one event out of the stream", "\(cut.text(2)) us",
      yardstick: "adding up its bytes \(floor.text(2)) us", ratio: cut / floor)
    let provider = Provider(
      name: "bench", dialect: .openAIChat, baseURL: "http://127.0.0.1", authentication: .none)
    var decoder = provider.dialect.codec.makeDecoder(for: provider, streaming: true)
    var parts: [StreamPart] = []
    let decoded = time(stream) { event in
      parts.removeAll(keepingCapacity: true)
      decoder.feed(event, into: &parts)
      return parts.count
    }
    report.add(
      "one chunk from bytes to stream parts", "\(decoded.text(2)) us",
      yardstick: "adding up its bytes \(floor.text(2)) us", ratio: decoded / floor)
  }

  /// Microseconds for each; the best of several rounds, as others use the machine too.
  private func time(_ chunks: [[UInt8]], _ work: ([UInt8]) -> Int) -> Double {
    var best = Double.infinity
    var sum = 0
    for _ in 0..<rounds {
      let began = SystemClock.now()
      for chunk in chunks { sum &+= work(chunk) }
      let each = Double((SystemClock.now() - began).nanoseconds) / 1000 / Double(chunks.count)
      best = min(best, each)
    }
    precondition(sum != 0, "nothing was decoded")
    return best
  }

  private static func content(of chunk: [UInt8]) -> String? {
    chunk.withUnsafeBufferPointer { bytes in
      var scanner = JSONScanner(bytes)
      var text: String?
      do throws(JSONError) {
        try scanner.forEachMember { scanner, key throws(JSONError) in
          guard key == "choices" else { return }
          try scanner.forEachElement { scanner, _ throws(JSONError) in
            try scanner.forEachMember { scanner, key throws(JSONError) in
              guard key == "delta" else { return }
              try scanner.forEachMember { scanner, key throws(JSONError) in
                if key == "content" { text = try scanner.string() }
              }
            }
          }
        }
        try scanner.finish()
      } catch {
        return nil
      }
      return text
    }
  }

  private static func countEvents(in bytes: [UInt8], _ events: inout ServerSentEvents) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var rest = bytes
      var count = 0
      while let event = try? events.next(&rest) { count += event.data.count }
      return count
    }
  }
}
