import ChatEngine
import ChatUI

/// How the terminal shows images: asked of itself, once, after the first frame.
///
/// kitty's query is followed by one that every terminal answers (DA1): once that answer is there, the
/// other one would have come. Where it says that sixel is known, a second question asks for how many
/// colours and how large, with DA1 behind it again.
struct GraphicsQuestion {
  private enum State {
    case unasked, asked
    /// Sixel is known, or wanted; no more than that.
    case knowsSixel
    case askedMore, answered
  }

  /// What a terminal says of itself.
  enum Answer: Equatable {
    /// An application's string, `ESC _ … ESC \`.
    case command([UInt8])
    /// The primary device attributes, the first of which is the terminal's class.
    case attributes([Int])
    /// How many colours sixel has (XTSMGRAPHICS).
    case colours(Int)
    /// The largest picture, in pixels (XTSMGRAPHICS).
    case largest(Size)
    /// A cell in pixels.
    case cell(Size)
  }

  private var state = State.unasked
  private var limits = SixelLimits()
  /// How images can be shown; nil while that is not known.
  private(set) var graphics: TerminalGraphics?
  /// A cell in pixels, where the terminal itself was asked for it.
  private(set) var cell: Size?
  private var needsCell = false

  /// The number of the query's image, which nothing is stored under.
  private static let number = 31
  /// The attribute of those that know sixel.
  private static let sixel = 4

  init(_ images: Configuration.Interface.Images, _ multiplexer: Multiplexer, term: String) {
    // Within tmux and screen, placements would be put where the outer terminal has something else, and
    // tmux says that it knows sixel whatever that is; consoles print what they do not know.
    let cannot =
      multiplexer != .none || term.hasPrefix("tmux") || !TerminalModes.hasTitle(term: term)
    switch images {
    case .off: graphics = .nothing
    case .automatic: graphics = cannot ? .nothing : nil
    case .kitty: graphics = multiplexer == .none ? .kitty : .nothing
    // GNU screen drops strings of more than 768 bytes.
    case .sixel: graphics = multiplexer == .screen ? .nothing : nil
    }
    if images == .sixel { state = .knowsSixel }
  }

  /// The question, where it is to be asked now; with the size of a cell, where that is known.
  ///
  /// In the upper left corner: what a terminal prints of it that does not know it is drawn over. The
  /// cursor comes back to where the frame has left it.
  mutating func take(cursor: Point, cell: Size) -> String {
    guard graphics == nil, state == .unasked else { return takeMore(cell: cell) }
    state = .asked
    return TerminalModes.move(Point(column: 0, row: 0))
      + "\u{1B}_Gi=\(Self.number),s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"
      + TerminalModes.move(cursor) + "\u{1B}[c"
  }

  /// The second question, where it is to be asked now.
  mutating func takeMore(cell: Size) -> String {
    guard graphics == nil, state == .knowsSixel else { return "" }
    state = .askedMore
    needsCell = cell.columns == 0 || cell.rows == 0
    return "\u{1B}[?1;1;0S\u{1B}[?2;4;0S" + (needsCell ? "\u{1B}[16t" : "") + "\u{1B}[c"
  }

  /// Takes an answer; true where it is now known for the first time.
  mutating func take(_ answer: Answer) -> Bool {
    switch (state, answer) {
    case (.asked, .command(let bytes)):
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.hasPrefix("Gi=\(Self.number)"), text.hasSuffix(";OK") else { return false }
      return finish(.kitty)
    case (.asked, .attributes(let numbers)):
      guard numbers.dropFirst().contains(Self.sixel) else { return finish(.nothing) }
      state = .knowsSixel
    case (.askedMore, .colours(let count)): limits.setColours(count)
    case (.askedMore, .largest(let size)): limits.setSize(size)
    case (.askedMore, .cell(let size)):
      // A band of sixel is six pixels high.
      if (1...500).contains(size.columns), (6...1000).contains(size.rows) { cell = size }
    case (.askedMore, .attributes):
      return finish(needsCell && cell == nil ? .nothing : .sixel(limits))
    default: break
    }
    return false
  }

  private mutating func finish(_ answer: TerminalGraphics) -> Bool {
    state = .answered
    graphics = answer
    return true
  }
}
