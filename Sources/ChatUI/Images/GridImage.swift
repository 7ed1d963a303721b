/// An image on the grid: the cells that it covers, and which of its rows those are.
package struct GridImage: Equatable, Sendable {
  package let block: ImageBlock
  package internal(set) var area: Rect
  /// Which of the image's rows is the first of the area.
  package internal(set) var firstRow: Int

  /// So much of it as lies above a row of the screen.
  package func above(row: Int) -> GridImage? {
    guard row > area.row else { return nil }
    var part = self
    part.area = Rect(
      column: area.column, row: area.row, columns: area.columns,
      rows: min(area.rows, row - area.row))
    return part
  }

  package static func == (left: GridImage, right: GridImage) -> Bool {
    left.area == right.area && left.firstRow == right.firstRow
      && left.block.key == right.block.key && left.block.room == right.block.room
  }
}

extension Grid {
  /// Keeps a row's cells for an image; rows that follow each other are one.
  mutating func put(_ image: ImageRow, at point: Point, clip: Rect) {
    let columns = image.block.room.columns
    let area = Rect(column: point.column, row: point.row, columns: columns, rows: 1)
      .intersection(clip).intersection(frame)
    // An image is not cut at its side.
    guard area.columns == columns, area.rows == 1 else { return }
    fill(area, style: Style(attributes: .image))
    if let last = images.last, last.block.key == image.block.key, last.area.bottom == point.row,
      last.firstRow + last.area.rows == image.row
    {
      images[images.count - 1].area = Rect(
        column: last.area.column, row: last.area.row, columns: columns,
        rows: last.area.rows + 1)
    } else {
      images.append(GridImage(block: image.block, area: area, firstRow: image.row))
    }
  }

  /// The images with nothing drawn over them: of each, the most rows in a run that are free.
  package var shownImages: [GridImage] {
    images.compactMap { image in
      var best = 0..<0
      var start = image.area.row
      for row in image.area.rowRange {
        if !isFree(row, image.area.columnRange) { start = row + 1 }
        if row + 1 - start > best.count { best = start..<row + 1 }
      }
      guard !best.isEmpty else { return nil }
      var shown = image
      shown.firstRow += best.lowerBound - image.area.row
      shown.area = Rect(
        column: image.area.column, row: best.lowerBound, columns: image.area.columns,
        rows: best.count)
      return shown
    }
  }

  private func isFree(_ row: Int, _ columns: Range<Int>) -> Bool {
    columns.allSatisfy { column in
      let cell = self[column, row]
      return cell.style.attributes.contains(.image) && cell.glyph == .blank
    }
  }
}
