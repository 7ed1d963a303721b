import ChatEngine

/// Writes answers as GenerativeService streams them: REST's chunks as messages, and trailers.
struct GeminiGRPCWire: DemoWire {
  private var rest: GeminiWire

  /// A message without a field.
  static let ping = message([])
  /// A message that is cut within its first field.
  static let garbage = message([0x0A, 0x7F, 0x00])

  init(_ answer: DemoAnswer) { rest = GeminiWire(answer) }

  func opening() -> [UInt8] { [] }

  mutating func event(_ piece: DemoPiece) -> [UInt8] { Self.message(ofEvent: rest.event(piece)) }

  func closing() -> [UInt8] { Self.message(ofEvent: rest.closing()) }

  func whole() -> JSON { rest.whole() }

  /// Errors stand in the trailers only.
  func failure(type: String) -> [UInt8] { [] }

  static func framed(_ bytes: [UInt8]) -> [UInt8] { bytes }

  static func finish(_ plan: inout DemoPlan) { plan.end(.trailers(GRPCTrailers.ok)) }

  /// The end of the stream without a word about how it went.
  static func cut(_ plan: inout DemoPlan) { plan.end(.finish) }

  func fail(type: String, _ plan: inout DemoPlan) {
    let trailers = GRPCTrailers.of(
      word: type, "The model is overloaded. Please try again later.")
    plan.end(.trailers(trailers))
  }

  /// A message with its prefix: not compressed, so many bytes.
  static func message(_ bytes: [UInt8]) -> [UInt8] {
    [0] + UInt32(truncatingIfNeeded: bytes.count).bigEndianBytes + bytes
  }

  private static func message(ofEvent event: [UInt8]) -> [UInt8] {
    let text = event.dropFirst("data: ".utf8.count).dropLast("\r\n\r\n".utf8.count)
    guard let chunk = try? JSON.parse(Array(text)) else { return [] }
    return message(GeminiMessages.encode(chunk, as: .generateContentResponse))
  }
}
