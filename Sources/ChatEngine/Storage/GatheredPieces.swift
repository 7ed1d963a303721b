/// Pieces of streamed answers that wait to become one line each.
struct GatheredPieces {
  private var streams: [(id: MessageID, pieces: [StreamPart])] = []
  /// The text that is held, about.
  private(set) var bytes = 0

  /// What a piece's names take in its line, about.
  private static let overhead = 32

  var isEmpty: Bool { streams.isEmpty }

  /// Adds pieces; words go on with the words before them.
  mutating func add(_ pieces: [StreamPart], to id: MessageID) {
    let place = streams.firstIndex { $0.id == id } ?? streams.count
    if place == streams.count { streams.append((id, [])) }
    for piece in pieces { add(piece, at: place) }
    if streams[place].pieces.isEmpty { streams.remove(at: place) }
  }

  /// Gives all that is held, the stream that began first in front, and holds nothing.
  mutating func take() -> [Change] {
    let changes = streams.map { Change.delta($0.id, $0.pieces) }
    streams = []
    bytes = 0
    return changes
  }

  private mutating func add(_ piece: StreamPart, at place: Int) {
    switch (streams[place].pieces.last, piece) {
    case (.text(let text)?, .text(let more)):
      grow(by: more, at: place, to: .text(text + more))
    case (.reasoning(let text)?, .reasoning(let more)):
      grow(by: more, at: place, to: .reasoning(text + more))
    case (.toolCallArguments(let index, let text)?, .toolCallArguments(let other, let more))
    where index == other:
      grow(by: more, at: place, to: .toolCallArguments(index: index, text + more))
    default:
      if RecordBody.value(piece) == nil { return }
      bytes += Self.overhead + piece.textBytes
      streams[place].pieces.append(piece)
    }
  }

  /// The copy that this takes is small: 4 kB are gathered at most.
  private mutating func grow(by more: String, at place: Int, to piece: StreamPart) {
    bytes += more.utf8.count
    let last = streams[place].pieces.count - 1
    streams[place].pieces[last] = piece
  }
}

extension StreamPart {
  fileprivate var textBytes: Int {
    switch self {
    case .text(let text), .reasoning(let text), .toolCallArguments(_, let text),
      .textSignature(let text):
      text.utf8.count
    case .reasoningSeal(let signature, let redacted, _):
      (signature ?? redacted ?? "").utf8.count
    case .started, .toolCallBegan, .toolCallEnded, .usage, .limits, .note, .finish, .failed: 0
    }
  }
}
