/// An image in a terminal that knows kitty's graphics protocol.
package struct EmulatorPicture: Sendable, Equatable {
  package let number: Int
  /// Its upper left cell, from 0.
  package let column: Int
  package let row: Int
  package let columns: Int
  package let rows: Int
}

extension Emulator {
  /// What the terminal does with `ESC _ G keys ; data ESC \`.
  mutating func applicationCommand(_ text: String) {
    guard hasGraphics, text.hasPrefix("G") else { return }
    var keys: [String: String] = [:]
    for pair in text.dropFirst().prefix(while: { $0 != ";" }).split(separator: ",") {
      let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
      if halves.count == 2 { keys[halves[0]] = halves[1] }
    }
    let number = keys["i"].flatMap { Int($0) } ?? 0
    switch keys["a"] {
    case "q": replies += Array("\u{1B}_Gi=\(number);OK\u{1B}\\".utf8)
    case "t": keptPictures.insert(number)
    case "p":
      guard keptPictures.contains(number) else { return }
      pictures.append(
        EmulatorPicture(
          number: number, column: column, row: row, columns: keys["c"].flatMap { Int($0) } ?? 0,
          rows: keys["r"].flatMap { Int($0) } ?? 0))
    case "d":
      pictures.removeAll { keys["d"] == "A" || $0.number == number }
      if keys["d"] == "A" { keptPictures = [] }
      if keys["d"] == "I" { keptPictures.remove(number) }
    default: break
    }
  }
}

// MARK: Sixel

extension Emulator {
  /// The columns of each row that have pixels in them, of cells of 10 by 20.
  package var pixelColumns: [Int: [Int]] {
    var all: [Int: [Int]] = [:]
    for (row, cells) in cells.enumerated() {
      let columns = cells.indices.filter { cells[$0].hasPixels }
      if !columns.isEmpty { all[row] = columns }
    }
    return all
  }

  /// A picture with raster attributes, transparent where nothing is drawn: `0;1;0q"1;1;WIDTH;HEIGHT`.
  mutating func deviceControl(_ text: String) {
    let start = "0;1;0q\"1;1;"
    guard hasSixel, text.hasPrefix(start) else { return unknown.append("DCS \(text.prefix(20))") }
    let numbers = text.dropFirst(start.count).prefix { $0 != "#" }.split(separator: ";")
      .compactMap { Int($0) }
    guard numbers.count == 2 else { return unknown.append("DCS \(text.prefix(20))") }
    let end = row + (numbers[1] + 19) / 20
    // The cursor goes on below a picture, so that there must be a row.
    guard end <= bottom else { return unknown.append("a picture that scrolls") }
    for row in row..<end {
      for column in column..<min(columns, column + (numbers[0] + 9) / 10) {
        cells[row][column].hasPixels = true
      }
    }
    move(0, end)
  }
}
