import ChatEngine
import ChatUI

/// Whether the terminal shows images: asked of itself, once, after the first frame.
///
/// kitty's query is followed by one that every terminal answers (DA1): once that answer is there, the
/// other one would have come.
struct GraphicsQuestion {
  private enum State {
    case unasked, asked, answered
  }

  /// What a terminal says of itself.
  enum Answer: Equatable {
    /// An application's string, `ESC _ … ESC \`.
    case command([UInt8])
    /// The primary device attributes.
    case attributes
  }

  private var state = State.unasked
  /// Whether images can be shown; nil while that is not known.
  private(set) var showsImages: Bool?

  /// The number of the query's image, which nothing is stored under.
  private static let number = 31

  init(_ images: Configuration.Interface.Images, _ multiplexer: Multiplexer, term: String) {
    // Within tmux and screen, placements would be put where the outer terminal has something else;
    // consoles print what they do not know.
    let cannot = multiplexer != .none || !TerminalModes.hasTitle(term: term)
    switch images {
    case .off: showsImages = false
    case .automatic: showsImages = cannot ? false : nil
    case .kitty: showsImages = multiplexer == .none
    }
  }

  /// The question, where it is to be asked now.
  ///
  /// In the upper left corner: what a terminal prints of it that does not know it is drawn over. The
  /// cursor comes back to where the frame has left it.
  mutating func take(cursor: Point) -> String {
    guard showsImages == nil, state == .unasked else { return "" }
    state = .asked
    return KittyImages.move(Point(column: 0, row: 0))
      + "\u{1B}_Gi=\(Self.number),s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"
      + KittyImages.move(cursor) + "\u{1B}[c"
  }

  /// Takes an answer; true where it is now known for the first time.
  mutating func take(_ answer: Answer) -> Bool {
    guard state == .asked, showsImages == nil else { return false }
    switch answer {
    case .command(let bytes):
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.hasPrefix("Gi=\(Self.number)") else { return false }
      showsImages = text.hasSuffix(";OK")
    case .attributes: showsImages = false
    }
    state = .answered
    return true
  }
}
