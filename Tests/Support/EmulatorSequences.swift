// What the emulator does for each sequence.

extension Emulator {
  mutating func escape(_ intermediate: UInt8?, _ final: UInt8) {
    if let intermediate {
      switch intermediate {
      case UInt8(ascii: "("): isGraphic[0] = final == UInt8(ascii: "0")
      case UInt8(ascii: ")"): isGraphic[1] = final == UInt8(ascii: "0")
      default: break
      }
      return
    }
    switch final {
    case UInt8(ascii: "7"): saveCursor()
    case UInt8(ascii: "8"): restoreCursor()
    case UInt8(ascii: "D"): lineFeed()
    case UInt8(ascii: "E"):
      move(0, row)
      lineFeed()
    case UInt8(ascii: "M"): reverseLineFeed()
    case UInt8(ascii: "c"):
      self = Emulator(columns: columns, rows: rows, graphics: hasGraphics, sixel: hasSixel)
    case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "\\"): break
    default: unknown.append("ESC \(Character(Unicode.Scalar(final)))")
    }
  }

  mutating func systemCommand(_ text: String) {
    let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts.first, parts.last) {
    case ("0", let title?), ("2", let title?): self.title = String(title)
    case ("52", let content?):
      clipboard = content.split(separator: ";", omittingEmptySubsequences: false).last.map(
        String.init)
    default: unknown.append("OSC \(text)")
    }
  }

  mutating func perform(
    _ prefix: UInt8?, _ parameters: [[Int]], _ intermediate: UInt8?, _ final: UInt8
  ) {
    let numbers = parameters.map { $0.first ?? 0 }
    let name = Character(Unicode.Scalar(final))
    switch (prefix.map { Character(Unicode.Scalar($0)) }, name) {
    case ("?", "h"): for mode in numbers { setMode(mode, true) }
    case ("?", "l"): for mode in numbers { setMode(mode, false) }
    case (nil, "h"), (nil, "l"): break
    case (nil, "m"): setAttributes(parameters)
    case (nil, "t"): windowOperation(numbers)
    case (nil, "c"): replies += Array("\u{1B}[?62;\(hasSixel ? "4;" : "")22c".utf8)
    case ("?", "S") where hasSixel:
      replies += Array("\u{1B}[?\(numbers[0]);0;\(numbers[0] == 1 ? "256" : "1000;1000")S".utf8)
    case (nil, "n") where numbers.first == 6:
      replies += Array("\u{1B}[\(row + 1);\(column + 1)R".utf8)
    case (nil, _) where intermediate == nil: performPlain(name, numbers)
    case (">", _), ("=", _), ("<", _): break
    default: unknown.append("CSI \(parameters) \(name)")
    }
  }

  private mutating func performPlain(_ name: Character, _ numbers: [Int]) {
    let count = max(1, numbers.first ?? 1)
    switch name {
    case "A": move(column, max(row - count, row >= top ? top : 0))
    case "B", "e": move(column, min(row + count, row <= bottom ? bottom : rows - 1))
    case "C", "a": move(column + count, row)
    case "D": move(column - count, row)
    case "E": move(0, row + count)
    case "F": move(0, row - count)
    case "G", "`": move(count - 1, row)
    case "d": move(column, count - 1)
    case "H", "f": move((numbers.count > 1 ? max(1, numbers[1]) : 1) - 1, count - 1)
    case "I": move((column / 8 + count) * 8, row)
    case "Z": move(((column + 7) / 8 - count) * 8, row)
    case "J": eraseDisplay(numbers.first ?? 0)
    case "K": eraseLine(numbers.first ?? 0)
    case "L": if (top...bottom).contains(row) { scrollDown(count, from: row) }
    case "M": if (top...bottom).contains(row) { scrollUp(count, from: row) }
    case "P": deleteCells(count)
    case "@": insertBlanks(count)
    case "X": erase(column..<min(columns, column + count), in: row)
    case "S": scrollUp(count, from: top)
    case "T": scrollDown(count, from: top)
    case "b": repeatLast(count)
    case "r":
      top = min(count - 1, rows - 1)
      bottom = min((numbers.count > 1 && numbers[1] > 0 ? numbers[1] : rows) - 1, rows - 1)
      move(0, 0)
    case "s": saveCursor()
    case "u": restoreCursor()
    default: unknown.append("CSI \(numbers) \(name)")
    }
  }

  private mutating func windowOperation(_ numbers: [Int]) {
    switch numbers.first {
    case 22: titles.append(title)
    case 23: title = titles.popLast() ?? title
    case 16 where hasSixel: replies += Array("\u{1B}[6;20;10t".utf8)
    default: unknown.append("CSI \(numbers) t")
    }
  }

  private mutating func eraseDisplay(_ how: Int) {
    let before = 0..<row
    let after = row + 1..<rows
    switch how {
    case 0:
      erase(column..<columns, in: row)
      for row in after { erase(0..<columns, in: row) }
    case 1:
      for row in before { erase(0..<columns, in: row) }
      erase(0..<column + 1, in: row)
    default:
      pictures = []
      for row in 0..<rows { erase(0..<columns, in: row) }
    }
  }

  private mutating func eraseLine(_ how: Int) {
    switch how {
    case 0: erase(column..<columns, in: row)
    case 1: erase(0..<column + 1, in: row)
    default: erase(0..<columns, in: row)
    }
  }
}

// MARK: SGR

extension Emulator {
  private mutating func setAttributes(_ parameters: [[Int]]) {
    var rest = (parameters.isEmpty ? [[0]] : parameters)[...]
    while let first = rest.popFirst() {
      switch first.first ?? 0 {
      case 0: attributes = EmulatorCell.Attributes()
      case 1: attributes.bold = true
      case 2: attributes.dim = true
      case 3: attributes.italic = true
      case 4: attributes.underline = first.count < 2 || first[1] > 0
      case 7: attributes.reverse = true
      case 22: (attributes.bold, attributes.dim) = (false, false)
      case 23: attributes.italic = false
      case 24: attributes.underline = false
      case 27: attributes.reverse = false
      case let code where (30...37).contains(code): attributes.foreground = .palette(code - 30)
      case let code where (40...47).contains(code): attributes.background = .palette(code - 40)
      case let code where (90...97).contains(code): attributes.foreground = .palette(code - 82)
      case let code where (100...107).contains(code): attributes.background = .palette(code - 92)
      case 38: if let colour = colour(first, &rest) { attributes.foreground = colour }
      case 48: if let colour = colour(first, &rest) { attributes.background = colour }
      case 39: attributes.foreground = .default
      case 49: attributes.background = .default
      case let code: unknown.append("SGR \(code)")
      }
    }
  }

  /// `38;5;n`, `38;2;r;g;b`, and the same with colons, which may have a colour space before the red.
  private func colour(_ first: [Int], _ rest: inout ArraySlice<[Int]>) -> EmulatorCell.Colour? {
    if first.count > 1 {
      let values = Array(first.dropFirst(2))
      if first[1] == 5 { return values.first.map { .palette($0) } }
      guard values.count >= 3 else { return nil }
      let last = values.suffix(3).map { $0 }
      return .rgb(last[0], last[1], last[2])
    }
    let kind = rest.popFirst()?.first
    let values = rest.prefix(kind == 5 ? 1 : 3).map { $0.first ?? 0 }
    rest = rest.dropFirst(values.count)
    if kind == 5 { return values.first.map { .palette($0) } }
    return values.count == 3 ? .rgb(values[0], values[1], values[2]) : nil
  }
}
