/// A part of the screen on which the mouse does something.
package struct Hotspot: Equatable, Sendable {
  package enum Deed: Equatable, Sendable {
    /// A row of a list, so many below the marked one.
    case listRow(offset: Int)
    /// Copies that code block of that message of the path.
    case copyCode(entry: Int, block: Int)
    /// Folds or unfolds reasoning and tools.
    case fold
    case selectMessage(Int)
    /// Text that can be marked.
    case text
    case queued(Int)
    case prompt
    /// Follows the answer again.
    case tail
    case picker
    case help
    /// Nothing; what lies below is covered.
    case nothing
  }

  package let area: Rect
  package let deed: Deed
}

extension Grid {
  /// Makes a part of the screen do something.
  mutating func mark(_ area: Rect, as deed: Hotspot.Deed) {
    hotspots.append(Hotspot(area: area, deed: deed))
  }

  /// What the mouse does at a place.
  package func deed(at point: Point) -> Hotspot.Deed? {
    hotspots.last { $0.area.contains(point) }?.deed
  }
}
