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
    addDecoding("one chunk from bytes to stream parts", stream, .openAIChat, to: &report)
    addDecoding("the same of Responses", texts.map(Self.responses), .openAIResponses, to: &report)
    addDecoding("the same of Ollama", texts.map(Self.ollama), .ollama, to: &report)
    addDecoding("the same of Gemini over gRPC", texts.map(Self.grpc), .geminiGRPC, to: &report)
  }

  /// What it costs to make stream parts of a dialect's chunks, which are beyond an answer's first.
  private func addDecoding(
    _ name: String, _ chunks: [[UInt8]], _ dialect: Dialect, to report: inout Report
  ) {
    let provider = Provider(
      name: "bench", dialect: dialect, baseURL: "http://127.0.0.1", authentication: .none)
    var decoder = dialect.codec.makeDecoder(for: provider, streaming: true)
    decoder.begin(headers: [HTTPHeader("content-type", "application/grpc")])
    var parts: [StreamPart] = []
    let floor = time(chunks) { chunk in chunk.reduce(0) { $0 &+ Int($1) } }
    let decoded = time(chunks) { chunk in
      parts.removeAll(keepingCapacity: true)
      decoder.feed(chunk, into: &parts)
      return parts.count
    }
    // The last chunk's; a decoder that has failed says nothing any more, and fast.
    precondition(
      parts.contains { if case .text = $0 { true } else { false } }, "\(name): no text came")
    let bytes = chunks.reduce(0) { $0 + $1.count } / chunks.count
    report.add(
      "\(name) (\(bytes) bytes)", "\(decoded.text(2)) us",
      yardstick: "adding up its bytes \(floor.text(2)) us", ratio: decoded / floor)
  }

  private static func responses(_ text: String) -> [UInt8] {
    let event: JSON = [
      "type": "response.output_text.delta", "sequence_number": 4711,
      "item_id": "msg_68af2b4c9d8c819c", "output_index": 0, "content_index": 0,
      "delta": .string(text), "logprobs": [], "obfuscation": "bK3xQ9",
    ]
    return Array("event: response.output_text.delta\ndata: \(event.text())\n\n".utf8)
  }

  private static func ollama(_ text: String) -> [UInt8] {
    let line: JSON = [
      "model": "bench", "created_at": "2026-11-29T09:00:00.123456789Z",
      "message": ["role": "assistant", "content": .string(text)], "done": false,
    ]
    return Array((line.text() + "\n").utf8)
  }

  /// One length-prefixed message.
  private static func grpc(_ text: String) -> [UInt8] {
    let chunk: JSON = [
      "candidates": [
        ["content": ["role": "model", "parts": [["text": .string(text)]]], "index": 0]
      ],
      "usageMetadata": ["promptTokenCount": 12, "totalTokenCount": 12],
      "modelVersion": "bench", "responseId": "r-4711",
    ]
    let message = GeminiMessages.encode(chunk, as: .generateContentResponse)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: message.count >> (24 - 8 * $0)) }
    return [0] + length + message
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
