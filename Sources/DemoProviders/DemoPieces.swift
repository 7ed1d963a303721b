import ChatEngine

/// What one event of a stream carries: a token, as far as the demo counts them.
enum DemoPiece: Sendable, Equatable {
  case reasoning(String)
  case text(String)
  case toolStart(DemoToolCall, index: Int)
  case toolArguments(String, index: Int)
  case toolEnd(DemoToolCall)

  /// Whether it counts as a token.
  var isToken: Bool {
    switch self {
    case .reasoning, .text, .toolArguments: true
    case .toolStart, .toolEnd: false
    }
  }

  /// The parts of an answer, cut up.
  static func pieces(of parts: [DemoReply.Part]) -> [DemoPiece] {
    var pieces: [DemoPiece] = []
    var index = 0
    for part in parts {
      switch part {
      case .reasoning(let text): pieces += words(of: text).map(DemoPiece.reasoning)
      case .text(let text): pieces += words(of: text).map(DemoPiece.text)
      case .toolCall(let call):
        pieces.append(.toolStart(call, index: index))
        for fragment in words(of: call.arguments.text()) {
          pieces.append(.toolArguments(fragment, index: index))
        }
        pieces.append(.toolEnd(call))
        index += 1
      }
    }
    return pieces
  }

  /// Words with the blanks before them, in pieces of at most 12 scalars.
  ///
  /// Cut between scalars, not characters, as tokens are: a client has to put clusters together.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    var count = 0
    var hasInk = false
    for scalar in text.unicodeScalars {
      let isBlank = scalar == " " || scalar == "\n"
      if count == 12 || (isBlank && hasInk) {
        words.append(String(word))
        word = .init()
        count = 0
        hasInk = false
      }
      word.append(scalar)
      count += 1
      if !isBlank { hasInk = true }
    }
    if count > 0 { words.append(String(word)) }
    return words
  }
}

/// Everything that a dialect needs to write one answer.
struct DemoAnswer: Sendable {
  /// Tells answers of one server apart; ids are made from it.
  var number: Int
  var model: String
  var pieces: [DemoPiece]
  var parts: [DemoReply.Part]
  var usage: DemoUsage
  var finish: DemoFinish
  /// Whether the client asked for usage in the stream, where a dialect makes that a choice.
  var reportsUsage: Bool

  /// Counts and cuts a reply to fit its request.
  init(_ reply: DemoReply, to request: DemoRequest) {
    number = request.number
    model = request.model
    parts = reply.parts
    pieces = DemoPiece.pieces(of: reply.parts)
    finish = reply.finish ?? Self.finish(of: reply.parts)
    if let limit = request.maxTokens, limit > 0, limit < pieces.count(where: \.isToken) {
      pieces = Self.first(limit, of: pieces)
      parts = Self.parts(of: pieces)
      finish = .length
    }
    let reasoning = pieces.count { if case .reasoning = $0 { true } else { false } }
    usage =
      reply.usage
      ?? DemoUsage(
        input: max(request.bodyBytes.count / 5, 1),
        output: pieces.count(where: \.isToken) - reasoning, reasoning: reasoning)
    reportsUsage = request.body?["stream_options"]?["include_usage"]?.boolValue ?? false
  }

  private static func finish(of parts: [DemoReply.Part]) -> DemoFinish {
    parts.contains { if case .toolCall = $0 { true } else { false } } ? .toolCalls : .stop
  }

  private static func first(_ limit: Int, of pieces: [DemoPiece]) -> [DemoPiece] {
    var tokens = 0
    var kept: [DemoPiece] = []
    for piece in pieces {
      if piece.isToken { tokens += 1 }
      if tokens > limit { break }
      kept.append(piece)
    }
    return kept
  }

  /// Texts put together again; a tool call that was cut is left out.
  private static func parts(of pieces: [DemoPiece]) -> [DemoReply.Part] {
    var reasoning = ""
    var text = ""
    var calls: [DemoReply.Part] = []
    for piece in pieces {
      switch piece {
      case .reasoning(let word): reasoning += word
      case .text(let word): text += word
      case .toolEnd(let call): calls.append(.toolCall(call))
      case .toolStart, .toolArguments: break
      }
    }
    let texts: [DemoReply.Part] = [.reasoning(reasoning), .text(text)]
    return texts.filter { $0 != .reasoning("") && $0 != .text("") } + calls
  }
}

/// How a dialect writes one answer; events come out ready for the wire.
protocol DemoWire {
  init(_ answer: DemoAnswer)
  /// What comes before the first token.
  mutating func opening() -> [UInt8]
  mutating func event(_ piece: DemoPiece) -> [UInt8]
  /// What comes after the last token, end mark included.
  mutating func closing() -> [UInt8]
  /// The whole answer for a request without streaming.
  func whole() -> JSON
  /// An error within the stream.
  func failure(type: String) -> [UInt8]
  /// A sign of life without content.
  static var ping: [UInt8] { get }
  /// An event whose data is not JSON.
  static var garbage: [UInt8] { get }
  /// Bytes as they stand in the response's body.
  static func framed(_ bytes: [UInt8]) -> [UInt8]
  /// Ends a response that is complete.
  static func finish(_ plan: inout DemoPlan)
  /// Ends it in the middle, but as HTTP well-formed.
  static func cut(_ plan: inout DemoPlan)
  /// Ends it with an error.
  func fail(type: String, _ plan: inout DemoPlan)
}

/// The body of HTTP/1.1 comes in chunks.
extension DemoWire {
  static func framed(_ bytes: [UInt8]) -> [UInt8] { DemoPlanner.chunk(bytes) }

  static func finish(_ plan: inout DemoPlan) {
    plan.send(DemoPlanner.lastChunk)
    plan.end(.finish)
  }

  static func cut(_ plan: inout DemoPlan) { finish(&plan) }

  func fail(type: String, _ plan: inout DemoPlan) {
    plan.send(Self.framed(failure(type: type)))
    Self.finish(&plan)
  }
}
