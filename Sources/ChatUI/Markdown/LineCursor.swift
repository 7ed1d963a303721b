/// A place in a line that knows its column: tabs go to stops of four.
struct LineCursor: Sendable {
  private static let tabStop = 4

  let bytes: [UInt8]
  private(set) var offset = 0
  private(set) var column = 0
  /// Whether the tab at the offset was passed in part.
  private(set) var isInTab = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Where the next character that is no space stands, and its column.
  private var nonspace: (offset: Int, column: Int) {
    var offset = offset
    var column = column
    while offset < bytes.count {
      if bytes[offset] == 0x20 {
        column += 1
      } else if bytes[offset] == 0x09 {
        column += Self.tabStop - column % Self.tabStop
      } else {
        break
      }
      offset += 1
    }
    return (offset, column)
  }

  /// Columns of spaces before the next character.
  var indent: Int { nonspace.column - column }
  /// Whether only spaces are left.
  var isBlank: Bool { nonspace.offset >= bytes.count }
  /// The next character that is no space.
  var next: UInt8? {
    let place = nonspace.offset
    return place < bytes.count ? bytes[place] : nil
  }
  /// From the next character that is no space on.
  var rest: ArraySlice<UInt8> { bytes[nonspace.offset...] }
  /// Whether the line ends with these characters, and maybe spaces behind them.
  func endsWith(_ end: [UInt8]) -> Bool {
    MarkdownBytes.trimmed(bytes[offset...]).suffix(end.count).elementsEqual(end)
  }

  /// Whether a space or a tab comes next.
  var isAtSpace: Bool {
    offset < bytes.count && (bytes[offset] == 0x20 || bytes[offset] == 0x09)
  }

  /// The line from here on; what is left of a tab are spaces.
  var text: [UInt8] {
    guard isInTab else { return Array(bytes[offset...]) }
    let spaces = Self.tabStop - column % Self.tabStop
    return Array(repeating: 0x20, count: spaces) + bytes[(offset + 1)...]
  }

  /// Passes over spaces, and so many characters behind them.
  mutating func skipSpaces(and count: Int = 0) {
    let place = nonspace
    offset = place.offset
    column = place.column
    isInTab = false
    let end = min(offset + count, bytes.count)
    column += end - offset
    offset = end
  }

  /// Passes over so many columns of spaces.
  mutating func skip(columns: Int) {
    var left = columns
    while left > 0, isAtSpace {
      guard bytes[offset] == 0x09 else {
        (offset, column, left) = (offset + 1, column + 1, left - 1)
        continue
      }
      let tab = Self.tabStop - column % Self.tabStop
      isInTab = tab > left
      column += min(tab, left)
      if !isInTab { offset += 1 }
      left -= min(tab, left)
    }
  }
}
