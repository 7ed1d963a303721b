import ChatUI

/// A picture as sixel: its colours, and for each pixel which of them.
///
/// Any of its rows can be written by themselves. The sequence is that of
/// https://vt100.net/docs/vt3xx-gp/chapter14.html.
struct Sixel: Equatable, Sendable {
  let width: Int
  let height: Int
  let palette: [SixelColour]
  /// Row by row: a place in the palette, or `none`.
  let pixels: [UInt16]

  /// A pixel through which one sees what is behind.
  static let none = UInt16.max
  /// Pixel rows in a band: a character is a column of so many.
  static let band = 6

  /// A picture of pixels, in at most so many colours; nil where it has no pixels.
  init?(_ picture: Pixels, colours: Int) {
    guard picture.width > 0, picture.height > 0 else { return nil }
    width = picture.width
    height = picture.height
    (palette, pixels) = SixelPalette.reduced(picture, to: max(2, min(colours, 256)))
  }

  /// More bytes are not sent of one picture.
  static let mostBytes = 2 << 20

  /// A picture in as many colours as there are, or in fewer where it would be too long; nil where it is
  /// too long in any case.
  init?(_ picture: Pixels, within limits: SixelLimits, mostBytes: Int = Self.mostBytes) {
    for colours in [256, 64, 16] {
      guard let made = Sixel(picture, colours: min(colours, limits.colours)) else { return nil }
      guard made.sequence(rows: 0..<made.height).count > mostBytes else {
        self = made
        return
      }
    }
    return nil
  }

  /// What draws these pixel rows, the first of them at the cursor; nothing where there are none.
  ///
  /// What is transparent is left as it is. The last band is not ended: that would move the cursor on,
  /// and perhaps scroll.
  func sequence(rows: Range<Int>) -> [UInt8] {
    let rows = rows.clamped(to: 0..<height)
    guard !rows.isEmpty else { return [] }
    var body: [UInt8] = []
    body.reserveCapacity(rows.count * width / 2)
    var pen = SixelPen(colours: palette.count)
    for top in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.band) {
      if top > rows.lowerBound { body.append(UInt8(ascii: "-")) }
      pen.draw(self, top..<min(top + Self.band, rows.upperBound), to: &body)
    }
    var bytes = Array("\u{1B}P0;1;0q\"1;1;\(width);\(rows.count)".utf8)
    for (number, colour) in palette.enumerated() where pen.used[number] {
      bytes += "#\(number);2;\(colour.text)".utf8
    }
    return bytes + body + "\u{1B}\\".utf8
  }
}

/// Writes the bands of a picture: in each, one colour after the other.
private struct SixelPen {
  /// Six pixels of one colour above each other.
  private struct Column {
    let place: Int32
    var bits: UInt8
    /// The next of the same colour, to the right.
    var next: Int32
  }

  /// Which colours were written.
  private(set) var used: [Bool]
  private var columns: [Column] = []
  /// Of each colour in the band, its first and its last column; -1 where there is none.
  private var first: [Int32]
  private var last: [Int32]
  /// The colours of the band.
  private var present: [Int] = []

  init(colours: Int) {
    used = Array(repeating: false, count: colours)
    first = Array(repeating: -1, count: colours)
    last = first
  }

  mutating func draw(_ picture: Sixel, _ rows: Range<Int>, to bytes: inout [UInt8]) {
    collect(picture, rows)
    for (index, colour) in present.enumerated() {
      // Back to the left edge.
      if index > 0 { bytes.append(UInt8(ascii: "$")) }
      bytes.append(UInt8(ascii: "#"))
      Self.append(colour, to: &bytes)
      write(from: first[colour], to: &bytes)
      used[colour] = true
      first[colour] = -1
    }
  }

  /// Sorts a band's pixels by colour.
  private mutating func collect(_ picture: Sixel, _ rows: Range<Int>) {
    columns.removeAll(keepingCapacity: true)
    present.removeAll(keepingCapacity: true)
    picture.pixels.withUnsafeBufferPointer { pixels in
      for place in 0..<picture.width {
        for (bit, row) in rows.enumerated() {
          let pixel = pixels[row * picture.width + place]
          if pixel == Sixel.none { continue }
          add(Int(pixel), Int32(place), 1 << UInt8(bit))
        }
      }
    }
  }

  private mutating func add(_ colour: Int, _ place: Int32, _ bit: UInt8) {
    let isNew = first[colour] < 0
    if !isNew, columns[Int(last[colour])].place == place {
      columns[Int(last[colour])].bits |= bit
      return
    }
    let number = Int32(columns.count)
    columns.append(Column(place: place, bits: bit, next: -1))
    if isNew {
      first[colour] = number
      present.append(colour)
    } else {
      columns[Int(last[colour])].next = number
    }
    last[colour] = number
  }

  /// Writes the columns of one colour, with nothing between them.
  private func write(from first: Int32, to bytes: inout [UInt8]) {
    var next = first
    var end: Int32 = 0
    var run = 0
    var bits: UInt8 = 0
    while next >= 0 {
      let column = columns[Int(next)]
      if column.place > end || column.bits != bits {
        Self.append(bits, times: run, to: &bytes)
        Self.append(0, times: Int(column.place - end), to: &bytes)
        run = 0
      }
      bits = column.bits
      run += 1
      end = column.place + 1
      next = column.next
    }
    Self.append(bits, times: run, to: &bytes)
  }

  private static func append(_ bits: UInt8, times count: Int, to bytes: inout [UInt8]) {
    let character = 0x3F + bits
    guard count > 3 else {
      for _ in 0..<count { bytes.append(character) }
      return
    }
    bytes.append(UInt8(ascii: "!"))
    append(count, to: &bytes)
    bytes.append(character)
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { append(number / 10, to: &bytes) }
    bytes.append(0x30 + UInt8(number % 10))
  }
}

/// What a terminal takes of sixel.
struct SixelLimits: Equatable, Sendable {
  /// Colours in a picture; what most have that do not say it.
  private(set) var colours = 256
  /// The largest picture in pixels; nil where that is not known.
  private(set) var size: Size?

  mutating func setColours(_ count: Int) {
    if count >= 2 { colours = min(count, 256) }
  }

  mutating func setSize(_ size: Size) {
    if size.columns >= 16, size.rows >= 16 { self.size = size }
  }
}
