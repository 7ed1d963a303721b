import ChatUI

/// Images in a terminal by one of its protocols: what is to be written so that it shows those that it
/// should, and no others.
protocol TerminalImages {
  /// What takes all images off the screen, for the end and after a crash.
  var deletion: [UInt8] { get }

  /// Whether the text of a frame with these images must be written whole, as something is to go from
  /// it, or would be moved along where it scrolls; asked before that frame is made.
  func rewritesText(_ images: [GridImage], scrolling: @autoclosure () -> Bool) -> Bool

  /// What is written after a frame with these images.
  mutating func frame(_ images: [GridImage], on text: WrittenText) -> ImageFrame

  /// Takes what was prepared, or nothing where that could not be done.
  mutating func take(_ image: PreparedImage?, of block: ImageBlock)

  /// The screen was cleared, or is given back: nothing of ours is in the terminal any more.
  ///
  /// Gives what makes that true.
  mutating func clear() -> [UInt8]
}

extension TerminalImages {
  func rewritesText(_ images: [GridImage], scrolling: @autoclosure () -> Bool) -> Bool { false }
}

/// A frame's text, as the terminal has it by now.
struct WrittenText {
  /// Where the cursor is, to which it is to come back.
  var cursor: Point
  var showsCursor = true
  /// The rows in which something was written.
  var rows: Set<Int> = []
}

/// The images of a frame.
struct ImageFrame {
  var bytes: [UInt8] = []
  /// Those that are to be prepared.
  var wanted: [ImageBlock] = []
  /// False where some were left for the next frame.
  var isWhole = true
}

/// An image as a terminal takes it.
enum PreparedImage: Sendable {
  case png([UInt8])
  case sixel(Sixel)
}

/// How a terminal shows images.
enum TerminalGraphics: Equatable, Sendable {
  /// Not at all.
  case nothing
  /// By kitty's protocol.
  case kitty
  case sixel(SixelLimits)

  /// Images of that kind; nil where there are none.
  var images: (any TerminalImages)? {
    switch self {
    case .nothing: nil
    case .kitty: KittyImages()
    case .sixel: SixelImages()
    }
  }
}
