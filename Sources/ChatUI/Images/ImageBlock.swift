package import ChatEngine

/// An image among a message's rows: which one, and the rows that are reserved for it.
package struct ImageBlock: Sendable {
  package let key: ImageKey
  package let file: Attachment
  package let header: ImageHeader
  /// Columns and rows that it takes.
  package private(set) var room: Size
  private let support: ImageSupport

  /// Nil where it is not shown.
  init?(_ file: Attachment, _ key: ImageKey, _ support: ImageSupport?, columns: Int) {
    guard let support, let header = support.header(of: file, key) else { return nil }
    self.key = key
    self.file = file
    self.header = header
    self.support = support
    room = support.room(for: header, columns: columns)
  }

  /// A cell of its room, in pixels.
  package var cell: Size { support.cell }

  mutating func setWidth(_ columns: Int) { room = support.room(for: header, columns: columns) }
}

/// One row of an image.
package struct ImageRow: Equatable, Sendable {
  package let block: ImageBlock
  /// From 0 at its top.
  package let row: Int

  package static func == (left: ImageRow, right: ImageRow) -> Bool {
    left.row == right.row && left.block.key == right.block.key
      && left.block.room == right.block.room
  }
}

/// A file's chip, and its image below it where it is shown.
struct FileRows: Sendable {
  let label: SafeText
  var image: ImageBlock?

  var count: Int { 1 + (image?.room.rows ?? 0) }

  func row(_ index: Int) -> EntryRow {
    guard index > 0, let image else { return .attachment(label) }
    return .image(ImageRow(block: image, row: index - 1))
  }
}
