/// Lines of tables: cells between bars.
enum TableLine {
  /// The columns of the line below a table's heading; nil where it is none.
  static func alignments(_ line: ArraySlice<UInt8>) -> [ColumnAlignment]? {
    var hasBar = false
    for byte in line {
      switch byte {
      case 0x7C, 0x3A: hasBar = true
      case 0x2D, 0x20, 0x09: break
      default: return nil
      }
    }
    // A run of hyphens alone is an underline or a rule.
    guard hasBar else { return nil }
    var alignments: [ColumnAlignment] = []
    for cell in cells(line) {
      guard let alignment = alignment(cell) else { return [] }
      alignments.append(alignment)
    }
    return alignments
  }

  private static func alignment(_ cell: [UInt8]) -> ColumnAlignment? {
    var dashes = cell[...]
    let isLeft = dashes.first == 0x3A
    if isLeft { dashes.removeFirst() }
    let isRight = dashes.last == 0x3A
    if isRight { dashes.removeLast() }
    guard !dashes.isEmpty, dashes.allSatisfy({ $0 == 0x2D }) else { return nil }
    if isLeft { return isRight ? .centre : .left }
    return isRight ? .right : ColumnAlignment.none
  }

  /// The cells' text, without the spaces round it; `\|` is a bar in a cell.
  static func cells(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
    let text = MarkdownBytes.trimmed(line)
    var cells: [[UInt8]] = []
    var cell: [UInt8] = []
    var index = text.first == 0x7C ? 1 : 0
    while index < text.count {
      let byte = text[index]
      if byte == 0x5C, index + 1 < text.count, text[index + 1] == 0x7C {
        cell.append(0x7C)
        index += 1
      } else if byte == 0x7C {
        cells.append(MarkdownBytes.trimmed(cell))
        cell = []
      } else {
        cell.append(byte)
      }
      index += 1
    }
    let endsWithBar = text.last == 0x7C && !(text.count > 1 && text[text.count - 2] == 0x5C)
    if !endsWithBar { cells.append(MarkdownBytes.trimmed(cell)) }
    return cells
  }
}
