/// A reader of sixel that knows nothing of how it was written: from the bytes back to pixels.
struct SixelReader {
  /// Row by row, in percent; nil where nothing was drawn.
  private(set) var pixels: [[[Int]?]] = []
  private(set) var width = 0
  private(set) var height = 0
  private(set) var colours: [Int: [Int]] = [:]
  private var colour = 0
  private var column = 0
  private var top = 0

  /// Nil where the bytes are not one whole picture with its size.
  init?(_ bytes: [UInt8]) {
    let start = Array("\u{1B}P0;1;0q\"1;1;".utf8)
    guard bytes.starts(with: start), bytes.suffix(2) == [0x1B, 0x5C] else { return nil }
    var rest = bytes.dropFirst(start.count).dropLast(2)
    guard let width = Self.number(&rest), rest.popFirst() == UInt8(ascii: ";"),
      let height = Self.number(&rest)
    else { return nil }
    (self.width, self.height) = (width, height)
    pixels = Array(repeating: Array(repeating: nil, count: width), count: height)
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "$"): column = 0
      case UInt8(ascii: "-"):
        column = 0
        top += 6
      case UInt8(ascii: "#"):
        guard let number = Self.number(&rest) else { return nil }
        colour = number
        if rest.first == UInt8(ascii: ";") { guard define(&rest) else { return nil } }
      case UInt8(ascii: "!"):
        guard let count = Self.number(&rest), let bits = rest.popFirst(), draw(bits, count) else {
          return nil
        }
      default: guard draw(byte, 1) else { return nil }
      }
    }
  }

  private mutating func define(_ rest: inout ArraySlice<UInt8>) -> Bool {
    var numbers: [Int] = []
    while rest.first == UInt8(ascii: ";") {
      rest.removeFirst()
      guard let number = Self.number(&rest) else { return false }
      numbers.append(number)
    }
    guard numbers.count == 4, numbers[0] == 2, numbers.allSatisfy({ $0 <= 100 }) else {
      return false
    }
    colours[colour] = Array(numbers[1...])
    return true
  }

  /// False where a pixel lies outside, or has no colour.
  private mutating func draw(_ byte: UInt8, _ count: Int) -> Bool {
    guard (0x3F...0x7E).contains(byte), column + count <= width else { return false }
    for bit in 0..<6 where (byte - 0x3F) >> UInt8(bit) & 1 == 1 {
      guard top + bit < height, let value = colours[colour] else { return false }
      for place in column..<column + count { pixels[top + bit][place] = value }
    }
    column += count
    return true
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    var number: Int?
    while let digit = rest.first, (0x30...0x39).contains(digit) {
      number = (number ?? 0) * 10 + Int(digit - 0x30)
      rest.removeFirst()
    }
    return number
  }
}
