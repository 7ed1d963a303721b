import ChatEngine

/// What this terminal can show of images; there is none where it can show none.
package struct ImageSupport: Equatable, Sendable {
  /// A cell, in pixels.
  package var cell: Size
  /// A program is here that makes PNG of other formats, and smaller images of large ones.
  package var converts: Bool
  /// Images that could not be shown after all.
  package internal(set) var failed: Set<ImageKey> = []
  /// Rows that an image may take: a third of the screen.
  var mostRows = 0

  package init(cell: Size, converts: Bool) {
    self.cell = cell.columns > 0 && cell.rows > 0 ? cell : Size(columns: 10, rows: 20)
    self.converts = converts
  }

  /// More is not looked at.
  package static let mostBytes = 16 << 20
  package static let mostPixels = 32_000_000
  /// More is made smaller before it is sent, or not shown.
  package static let mostSentBytes = 1 << 20

  /// In less room an image says nothing.
  private static let leastRows = 2

  /// The same for a screen of that size.
  func fitted(to size: Size) -> ImageSupport {
    var support = self
    support.mostRows = size.rows / 3
    return support
  }

  /// Whether an image is worth its rows: it can be shown, and is not too large to be touched.
  func header(of file: Attachment, _ key: ImageKey) -> ImageHeader? {
    guard file.isImage, mostRows >= Self.leastRows, !failed.contains(key),
      file.data.count <= Self.mostBytes, let header = ImageHeader(file.data),
      header.width <= Self.mostPixels / header.height
    else { return nil }
    let isPlain = header.format == .png && file.data.count <= Self.mostSentBytes
    return isPlain || converts ? header : nil
  }

  /// The columns and rows in which an image is shown: as large as it is, or as there is room.
  func room(for header: ImageHeader, columns: Int) -> Size {
    let width = Double(header.width) / Double(cell.columns)
    let height = Double(header.height) / Double(cell.rows)
    let scale = min(1, Double(columns) / width, Double(mostRows) / height)
    return Size(
      columns: max(1, min(columns, Int((width * scale).rounded()))),
      rows: max(1, min(mostRows, Int((height * scale).rounded()))))
  }
}

/// Names an image of the conversation.
package struct ImageKey: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// A file beside a prompt: the part of the message.
  init(_ message: MessageID, part: Int) { text = "\(message.text)/\(part)" }

  /// A file that a tool call gave.
  init(_ message: MessageID, call: Int, file: Int) { text = "\(message.text)/\(call).\(file)" }
}

/// What happens to images.
package enum ImageEvent: Equatable, Sendable {
  /// The terminal can show them, or no longer.
  case supported(ImageSupport?)
  case failed(ImageKey)
}
