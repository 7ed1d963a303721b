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
