import ChatEngine
import ChatUI

/// Images as PNG or as pixels, of a fitting size, by ImageMagick where it is installed.
///
/// It is told the format by name, so that a file cannot choose another one, and kept within limits of
/// size, memory and time; it gets no keys, as those have left the environment.
struct ImageConverter: Sendable {
  private let program: String

  /// The one that is installed: version 7 calls itself `magick`, version 6 `convert`.
  static func find(_ environment: [String: String]) -> ImageConverter? {
    ["magick", "convert"].first { ProgramOutput.isInPath($0, environment) }
      .map(ImageConverter.init)
  }

  private init(_ program: String) { self.program = program }

  /// An image as a terminal takes it; nil where that cannot be done.
  ///
  /// Waits for the program, so not on the loop's thread.
  static func prepared(
    _ block: ImageBlock, for graphics: TerminalGraphics, _ converter: ImageConverter?
  ) -> PreparedImage? {
    switch graphics {
    case .nothing: nil
    case .kitty: png(of: block, converter).map(PreparedImage.png)
    case .sixel(let limits):
      converter?.pixels(of: block, within: limits.size)
        .flatMap { Sixel($0, within: limits) }.map(PreparedImage.sixel)
    }
  }

  /// An image as it can be sent: itself where it is a small PNG; nil where that cannot be done.
  static func png(of block: ImageBlock, _ converter: ImageConverter?) -> [UInt8]? {
    let file = block.file.data
    if block.header.format == .png, file.count <= ImageSupport.mostSentBytes { return file }
    let made = converter?.output(
      ["-strip", "png:-"], of: block, block.pixels, limit: ImageSupport.mostSentBytes)
    return made.flatMap { $0.count <= ImageSupport.mostSentBytes ? $0 : nil }
  }

  /// An image's pixels; nil where that cannot be done.
  func pixels(of block: ImageBlock, within most: Size?) -> Pixels? {
    let room = block.pixels
    let size = Size(
      columns: min(room.columns, most?.columns ?? .max), rows: min(room.rows, most?.rows ?? .max))
    guard size.columns * size.rows <= Pixels.most else { return nil }
    let map = output(
      ["-strip", "-colorspace", "sRGB", "-type", "TrueColorAlpha", "-depth", "8", "pam:-"],
      of: block, size, limit: size.columns * size.rows * 4 + 1024)
    return map.flatMap { Pixels(map: $0) }
  }

  private func output(
    _ form: [String], of block: ImageBlock, _ size: Size, limit: Int
  ) -> [UInt8]? {
    ProgramOutput.read(
      [
        program, "-limit", "memory", "512MiB", "-limit", "map", "512MiB", "-limit", "disk", "0",
        "-limit", "width", "16KP", "-limit", "height", "16KP", "-limit", "time", "5",
        // The first picture of those that move.
        "\(block.header.format.rawValue):-[0]", "-auto-orient",
        "-resize", "\(max(1, size.columns))x\(max(1, size.rows))>",
      ] + form, input: block.file.data, limit: limit)
  }
}

extension ImageBlock {
  /// Its room, in pixels.
  fileprivate var pixels: Size {
    Size(columns: room.columns * cell.columns, rows: room.rows * cell.rows)
  }
}
