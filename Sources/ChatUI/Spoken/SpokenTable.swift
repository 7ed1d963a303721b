/// A table as its rows arrive, each with the names of its columns.
struct SpokenTable: Sendable {
  private let options: MarkdownOptions
  private let columns: Int
  private var names: [SafeText]?
  private var row: [UInt8]?
  private var rows = 0

  init(_ columns: Int, _ options: MarkdownOptions) {
    self.columns = columns
    self.options = options
  }

  mutating func append(_ bytes: [UInt8]) { row = (row ?? []) + bytes }

  /// Begins the next row; gives the line of the one before.
  mutating func beginRow(_ references: [String: Reference]) -> [SafeText] {
    guard let row else { return [] }
    self.row = nil
    var cells = TableLine.cells(row[...]).prefix(columns).map {
      SpokenText.line($0, options, references)
    }
    while cells.count < columns { cells.append("") }
    guard let names else {
      let names = cells.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
      self.names = names
      return [
        "Table with \(columns) column\(columns == 1 ? "" : "s"): \(names.joined(separator: ", "))."
      ]
    }
    rows += 1
    let told = zip(names, cells).map { name, cell in
      "\(name): \(cell.isEmpty ? "nothing" : cell)" as SafeText
    }
    return ["Row \(rows). \(told.joined(separator: "; "))."]
  }
}
