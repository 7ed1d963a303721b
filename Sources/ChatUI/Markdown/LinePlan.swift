/// What a line means, found out before anything changes.
struct LinePlan: Sendable {
  /// A container that the line begins.
  enum Start: Sendable {
    case quote
    case item(ListKind, offset: Int, number: Int, task: Bool?)
    case footnote([UInt8])
  }

  /// What becomes of the rest of the line.
  enum Action: Sendable {
    case blank
    /// More of the open paragraph, be it in the same containers or not.
    case continuation
    case paragraph
    case heading(level: Int)
    case underline(level: Int)
    case rule
    case fence(Fence, info: [UInt8])
    case fenceEnd
    /// A line of the open code or of indented code that it begins.
    case code
    case html(HTMLStart)
    case htmlLine
    case table([ColumnAlignment])
    case row
    /// `isWhole`: it ends on the line.
    case math(MathFence, isWhole: Bool)
    case mathLine
    case mathEnd
  }

  /// The open containers that go on.
  var matched = 0
  var starts: [Start] = []
  var action = Action.blank
  /// In front of the text.
  var cursor: LineCursor
}

/// What opened a block of code.
struct Fence: Equatable, Sendable {
  let mark: UInt8
  let length: Int
  let indent: Int
}

/// What opened a block of mathematics.
enum MathFence: Equatable, Sendable {
  case dollars
  case bracket

  var opening: [UInt8] { self == .dollars ? [0x24, 0x24] : [0x5C, 0x5B] }
  var closing: [UInt8] { self == .dollars ? [0x24, 0x24] : [0x5C, 0x5D] }
}
