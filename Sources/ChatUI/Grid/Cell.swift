/// One place of the grid.
package struct Cell: Hashable, Sendable {
  package let glyph: Glyph
  package var style: Style
  /// 1, 2 for the first half of a wide glyph, 0 for its second half.
  package let width: UInt8

  init(_ glyph: Glyph, style: Style, width: UInt8) {
    self.glyph = glyph
    self.style = style
    self.width = width
  }

  /// An empty place.
  package static func blank(_ style: Style = .plain) -> Cell {
    Cell(.blank, style: style, width: 1)
  }

  /// The second half of the wide glyph to its left.
  static func continuation(_ style: Style) -> Cell { Cell(.none, style: style, width: 0) }
}
