import TestSupport

@testable import ChatEngine

/// Decodes answers as a test wants them cut.
enum Decoding {
  static func provider(_ dialect: Dialect, _ quirks: Quirks = Quirks()) -> Provider {
    Provider(name: "test", dialect: dialect, baseURL: "https://api.test", quirks: quirks)
  }

  /// The parts of a body that comes in these pieces, neighbouring deltas joined.
  static func parts(
    of pieces: [[UInt8]], _ dialect: Dialect, quirks: Quirks = Quirks(), isWhole: Bool = true
  ) -> [StreamPart] {
    var decoder = dialect.codec.makeDecoder(for: provider(dialect, quirks), streaming: true)
    var parts: [StreamPart] = []
    for piece in pieces { decoder.feed(piece, into: &parts) }
    if isWhole { decoder.finish(into: &parts) }
    return joined(parts)
  }

  static func parts(
    of text: String, _ dialect: Dialect, quirks: Quirks = Quirks()
  ) -> [StreamPart] {
    parts(of: [Array(text.utf8)], dialect, quirks: quirks)
  }

  /// An event stream of these data lines.
  static func parts(
    ofEvents events: [String], _ dialect: Dialect, quirks: Quirks = Quirks()
  ) -> [StreamPart] {
    parts(of: events.map { "data: \($0)\n\n" }.joined(), dialect, quirks: quirks)
  }

  /// A Chat Completions chunk with that delta.
  static func chunk(_ delta: String, finish: String? = nil) -> String {
    let reason = finish.map { "\"\($0)\"" } ?? "null"
    return #"{"id":"c","model":"m","choices":[{"index":0,"delta":\#(delta),"#
      + #""finish_reason":\#(reason)}]}"#
  }

  static let started = StreamPart.started(id: "c", model: "m", fingerprint: nil)

  static func joined(_ parts: [StreamPart]) -> [StreamPart] {
    var output: [StreamPart] = []
    for part in parts {
      switch (output.last, part) {
      case (.text(let first)?, .text(let second)):
        output[output.count - 1] = .text(first + second)
      case (.reasoning(let first)?, .reasoning(let second)):
        output[output.count - 1] = .reasoning(first + second)
      case (.toolCallArguments(let index, let first)?, .toolCallArguments(let other, let second))
      where index == other:
        output[output.count - 1] = .toolCallArguments(index: index, first + second)
      default: output.append(part)
      }
    }
    return output
  }
}
