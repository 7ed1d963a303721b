/// What stands between us and the terminal.
enum Multiplexer: Equatable {
  case none, tmux, screen

  init(environment: [String: String]) {
    let isSet = { environment[$0].map { !$0.isEmpty } ?? false }
    if isSet("TMUX") {
      self = .tmux
    } else if isSet("STY") || environment["TERM"]?.hasPrefix("screen") == true {
      // Over ssh, TERM is all that comes along; tmux calls itself so, too, and does no harm with it.
      self = .screen
    } else {
      self = .none
    }
  }

  /// GNU screen drops a string that is longer than 768 bytes; so much of it goes at once.
  private static let screenPiece = 240

  /// The sequence as it is passed on to the terminal: tmux does it with `allow-passthrough on`.
  func passing(_ sequence: String) -> String {
    switch self {
    case .none: return sequence
    case .tmux:
      let doubled = sequence.putting("\u{1B}\u{1B}", for: "\u{1B}")
      return "\u{1B}Ptmux;\(doubled)\u{1B}\\"
    case .screen:
      var rest = Substring(sequence)
      var wrapped = ""
      while !rest.isEmpty {
        wrapped += "\u{1B}P\(rest.prefix(Multiplexer.screenPiece))\u{1B}\\"
        rest = rest.dropFirst(Multiplexer.screenPiece)
      }
      return wrapped
    }
  }
}
