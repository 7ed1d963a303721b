/// What a block is in.
enum Container: Equatable, Sendable {
  case quote
  case list(ListKind)
  /// `number` is an ordered item's; `task` whether the task is done, nil where it is none.
  case item(number: Int, task: Bool?)
  case footnote(label: [UInt8])
}

/// What the items of one list share.
struct ListKind: Equatable, Sendable {
  /// The bullet, or what follows the number.
  let mark: UInt8
  /// The first item's number; nil in a list of bullets.
  let start: Int?

  /// Whether an item goes on with the list.
  func continues(_ other: ListKind) -> Bool {
    mark == other.mark && (start == nil) == (other.start == nil)
  }
}

/// A block that holds text and no other blocks.
enum Leaf: Equatable, Sendable {
  case paragraph
  case heading(level: Int)
  /// `info` is what stands behind the fence; nil for indented code.
  case code(info: [UInt8]?)
  case html
  case rule
  /// The first line is the heading.
  case table([ColumnAlignment])
  case math
  /// Lines as they are, where only fences are markup.
  case verbatim
}

enum ColumnAlignment: Equatable, Sendable { case none, left, centre, right }

/// What the block parser found, in the order of the text.
enum BlockEvent: Equatable, Sendable {
  case containerBegan(Container)
  case containerEnded
  case leafBegan(Leaf)
  /// The leaf's next line begins; each has at least one, but for code.
  case line
  /// More of the line.
  case text([UInt8])
  /// An underline made a heading of the paragraph.
  case becameHeading(level: Int)
  /// Only these bytes of the paragraph are text; where there are none, there was no paragraph.
  case kept(Range<Int>)
  case leafEnded
  /// From here on a label leads somewhere.
  case defined(String, Reference)
  /// A blank line; so many containers went on through it.
  case blank(depth: Int)
}

/// Where a reference leads.
struct Reference: Equatable, Sendable {
  let destination: [UInt8]
  let title: [UInt8]?
}
