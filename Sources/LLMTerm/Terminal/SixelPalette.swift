/// One colour of a picture.
struct SixelColour: Equatable, Sendable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  /// In percent, as sixel has colours.
  var text: String {
    [red, green, blue].map { "\((Int($0) * 100 + 127) / 255)" }.joined(separator: ";")
  }
}

/// The colours of a picture: its own where they are few enough, else those that are nearest to most of
/// its pixels (median cut over 32768 colours), with an ordered pattern where shades would show steps.
struct SixelPalette {
  /// The palette, and each pixel's place in it.
  static func reduced(_ picture: Pixels, to limit: Int) -> ([SixelColour], [UInt16]) {
    exact(picture, limit) ?? nearest(picture, limit)
  }

  /// From this on, a pixel is drawn.
  private static let opaque: UInt8 = 128

  private static func exact(_ picture: Pixels, _ limit: Int) -> ([SixelColour], [UInt16])? {
    var palette: [SixelColour] = []
    var places: [UInt32: UInt16] = [:]
    var pixels: [UInt16] = []
    pixels.reserveCapacity(picture.width * picture.height)
    var last: (colour: UInt32, place: UInt16)?
    let fits = picture.bytes.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: bytes.count, by: 4) {
        guard bytes[start + 3] >= opaque else {
          pixels.append(Sixel.none)
          continue
        }
        let (red, green, blue) = (bytes[start], bytes[start + 1], bytes[start + 2])
        let colour = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
        if let last, last.colour == colour {
          pixels.append(last.place)
          continue
        }
        if places[colour] == nil {
          guard palette.count < limit else { return false }
          places[colour] = UInt16(palette.count)
          palette.append(SixelColour(red: red, green: green, blue: blue))
        }
        let place = places[colour] ?? 0
        last = (colour, place)
        pixels.append(place)
      }
      return true
    }
    return fits ? (palette, pixels) : nil
  }

  private static func nearest(_ picture: Pixels, _ limit: Int) -> ([SixelColour], [UInt16]) {
    var bins = ColourBins()
    picture.bytes.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: bytes.count, by: 4) where bytes[start + 3] >= opaque {
        bins.count(bytes[start], bytes[start + 1], bytes[start + 2])
      }
    }
    let palette = bins.palette(limit)
    var places = [UInt16](repeating: Sixel.none, count: ColourBins.size)
    // So far apart, about, are the colours of a palette.
    let step = limit >= 128 ? 8 : limit >= 32 ? 16 : 32
    let offsets = pattern.map { ($0 * 2 - 15) * step / 32 }
    var pixels = [UInt16](repeating: Sixel.none, count: picture.width * picture.height)
    picture.bytes.withUnsafeBufferPointer { bytes in
      for row in 0..<picture.height {
        for column in 0..<picture.width {
          let pixel = row * picture.width + column
          guard bytes[pixel * 4 + 3] >= opaque else { continue }
          let offset = offsets[(row & 3) << 2 | column & 3]
          let bin =
            level(bytes[pixel * 4], offset) << 10 | level(bytes[pixel * 4 + 1], offset) << 5
            | level(bytes[pixel * 4 + 2], offset)
          if places[bin] == Sixel.none { places[bin] = nearest(to: bin, in: palette) }
          pixels[pixel] = places[bin]
        }
      }
    }
    return (palette, pixels)
  }

  /// Bayer's pattern of 4 by 4, from 0 to 15.
  private static let pattern = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

  private static func level(_ value: UInt8, _ offset: Int) -> Int {
    max(0, min(255, Int(value) + offset)) >> 3
  }

  private static func nearest(to bin: Int, in palette: [SixelColour]) -> UInt16 {
    let (red, green, blue) = ColourBins.middle(of: bin)
    var best = (place: 0, distance: Int.max)
    for (place, colour) in palette.enumerated() {
      let (reds, greens, blues) = (
        Int(colour.red) - red, Int(colour.green) - green, Int(colour.blue) - blue
      )
      // The eye sees differences of green best, and of blue least.
      let distance = 3 * reds * reds + 6 * greens * greens + blues * blues
      if distance < best.distance { best = (place, distance) }
    }
    return UInt16(best.place)
  }
}

/// How often each colour is seen, of 32 levels of red, green and blue.
private struct ColourBins {
  static let size = 1 << 15

  /// Pixels of one bin, and the sums of their values.
  private struct Bin {
    var count = 0
    var red = 0
    var green = 0
    var blue = 0

    static func += (left: inout Bin, right: Bin) {
      left.count += right.count
      left.red += right.red
      left.green += right.green
      left.blue += right.blue
    }
  }

  /// Bins that become one colour.
  private struct Box {
    var bins: ArraySlice<Int>
    let pixels: Int
    /// How far its colours are apart, on the axis where that is most: its bits' place, and its weight.
    let axis: Int
    let spread: Int

    /// What splitting it is worth.
    var worth: Int { bins.count > 1 ? spread * pixels : 0 }
  }

  private var bins = [Bin](repeating: Bin(), count: size)

  mutating func count(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    let bin = Int(red >> 3) << 10 | Int(green >> 3) << 5 | Int(blue >> 3)
    bins[bin] += Bin(count: 1, red: Int(red), green: Int(green), blue: Int(blue))
  }

  /// The colour in the middle of a bin.
  static func middle(of bin: Int) -> (Int, Int, Int) {
    ((bin >> 10) << 3 + 4, (bin >> 5 & 31) << 3 + 4, (bin & 31) << 3 + 4)
  }

  /// Splits the colours until there are so many parts, and takes of each the average.
  func palette(_ limit: Int) -> [SixelColour] {
    var boxes = [box(bins.indices.filter { bins[$0].count > 0 }[...])]
    while boxes.count < limit,
      let most = boxes.indices.max(by: { boxes[$0].worth < boxes[$1].worth }),
      boxes[most].worth > 0
    {
      let (low, high) = split(boxes[most])
      boxes[most] = low
      boxes.append(high)
    }
    return boxes.map { box in
      var sum = Bin()
      for bin in box.bins { sum += bins[bin] }
      let count = max(1, sum.count)
      return SixelColour(
        red: UInt8((sum.red + count / 2) / count), green: UInt8((sum.green + count / 2) / count),
        blue: UInt8((sum.blue + count / 2) / count))
    }
  }

  private func box(_ bins: ArraySlice<Int>) -> Box {
    var best = (axis: 0, spread: -1)
    // Green counts most and blue least, as with the nearest colour.
    for (axis, weight) in [(10, 3), (5, 4), (0, 2)] {
      var (low, high) = (31, 0)
      for bin in bins {
        low = min(low, bin >> axis & 31)
        high = max(high, bin >> axis & 31)
      }
      let spread = (high - low) * weight
      if spread > best.spread { best = (axis, spread) }
    }
    let pixels = bins.reduce(0) { $0 + self.bins[$1].count }
    return Box(bins: bins, pixels: pixels, axis: best.axis, spread: best.spread)
  }

  /// Two boxes with about half of the pixels each.
  private func split(_ box: Box) -> (Box, Box) {
    let sorted = box.bins.sorted { ($0 >> box.axis & 31, $0) < ($1 >> box.axis & 31, $1) }
    var sum = 0
    var middle = 0
    while middle < sorted.count - 1, sum < box.pixels / 2 || middle == 0 {
      sum += bins[sorted[middle]].count
      middle += 1
    }
    return (self.box(sorted[..<middle]), self.box(sorted[middle...]))
  }
}
