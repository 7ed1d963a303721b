import ChatEngine
import ChatUI

/// Images as sixel: pixels in the text, which are gone wherever text is written over them.
///
/// So an image is drawn where it is new, has moved or is cut otherwise, and where the text has written
/// in its rows; and it is taken away by having the text written anew. Text is not scrolled below images:
/// xterm 379 moves them the wrong way where a part of the screen scrolls down. What was prepared is
/// kept, so that nothing but the drawing is done when the conversation scrolls.
struct SixelImages: TerminalImages {
  /// An image for a room.
  private struct Version: Hashable {
    let key: ImageKey
    let room: Size
    let cell: Size

    init(_ block: ImageBlock) {
      key = block.key
      room = block.room
      cell = block.cell
    }
  }

  private enum Progress {
    case preparing
    case ready(Sixel)
    case failed
  }

  /// An image where it lies, with the part of it that is shown.
  private struct Placement: Equatable {
    let version: Version
    let area: Rect
    let pixelRows: Range<Int>

    init(_ image: GridImage) {
      version = Version(image.block)
      area = image.area
      let top = image.firstRow * version.cell.rows
      pixelRows = top..<top + image.area.rows * version.cell.rows
    }
  }

  /// More pixels are not kept, but for those that are in view.
  private static let mostKept = 8_000_000
  /// More is not written in one frame, but for one image.
  private static let mostBytes = ImageSupport.mostSentBytes

  /// No cursor, and no margins.
  ///
  /// Where xterm has shown the cursor, it draws the cell again, without the picture; and ncurses sets
  /// margins for 24 rows at first: a picture below them would scroll what is between.
  private static let before = Array("\u{1B}[?25l\u{1B}[r".utf8)

  private var progress: [Version: Progress] = [:]
  /// Those that are ready, the one that was in view longest ago first.
  private var kept: [Version] = []
  private var shown: [Placement] = []
  /// Of those that are shown, the ones that must still be drawn.
  private var due: [Placement] = []
  /// What has last drawn an image.
  private var sequences: [Version: (rows: Range<Int>, bytes: [UInt8])] = [:]

  /// The text takes them away with its other screen.
  let deletion: [UInt8] = []

  func rewritesText(_ images: [GridImage], scrolling: @autoclosure () -> Bool) -> Bool {
    guard !shown.isEmpty else { return false }
    let next = placements(images)
    return shown.contains { !next.contains($0) } || scrolling()
  }

  mutating func frame(_ images: [GridImage], on text: WrittenText) -> ImageFrame {
    var frame = ImageFrame()
    for image in images {
      let version = Version(image.block)
      guard progress[version] == nil else { continue }
      progress[version] = .preparing
      frame.wanted.append(image.block)
    }
    let next = placements(images)
    due = next.filter { placement in
      !shown.contains(placement) || due.contains(placement)
        || placement.area.rowRange.contains { text.rows.contains($0) }
    }
    shown = next
    while let placement = due.first {
      let bytes = drawing(placement)
      guard frame.bytes.isEmpty || frame.bytes.count + bytes.count <= Self.mostBytes else { break }
      frame.bytes += bytes
      due.removeFirst()
    }
    if !frame.bytes.isEmpty {
      frame.bytes = Self.before + frame.bytes + TerminalModes.move(text.cursor).utf8
      if text.showsCursor { frame.bytes += "\u{1B}[?25h".utf8 }
    }
    frame.isWhole = due.isEmpty
    forget(allBut: Set(images.map { Version($0.block) }))
    return frame
  }

  mutating func take(_ image: PreparedImage?, of block: ImageBlock) {
    let version = Version(block)
    guard case .sixel(let picture) = image else {
      progress[version] = .failed
      return
    }
    progress[version] = .ready(picture)
    kept.append(version)
  }

  mutating func clear() -> [UInt8] {
    shown = []
    due = []
    return []
  }

  private func placements(_ images: [GridImage]) -> [Placement] {
    images.map { Placement($0) }.filter { picture($0.version) != nil }
  }

  private func picture(_ version: Version) -> Sixel? {
    guard case .ready(let picture) = progress[version] else { return nil }
    return picture
  }

  /// Draws an image's rows in its cells; that leaves the cursor elsewhere.
  private mutating func drawing(_ placement: Placement) -> [UInt8] {
    if sequences[placement.version]?.rows != placement.pixelRows {
      let bytes = picture(placement.version)?.sequence(rows: placement.pixelRows) ?? []
      sequences[placement.version] = (placement.pixelRows, bytes)
    }
    let bytes = sequences[placement.version]?.bytes ?? []
    return bytes.isEmpty ? [] : TerminalModes.move(placement.area.origin).utf8 + bytes
  }

  /// Forgets pixels of images that are not in view, if there are many.
  private mutating func forget(allBut visible: Set<Version>) {
    sequences = sequences.filter { visible.contains($0.key) }
    kept = kept.filter { !visible.contains($0) } + kept.filter { visible.contains($0) }
    var pixels = kept.reduce(0) { $0 + (picture($1)?.pixels.count ?? 0) }
    while pixels > Self.mostKept, let oldest = kept.first, !visible.contains(oldest) {
      pixels -= picture(oldest)?.pixels.count ?? 0
      progress[oldest] = nil
      kept.removeFirst()
    }
  }
}
