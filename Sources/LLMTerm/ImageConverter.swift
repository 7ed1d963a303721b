import ChatEngine
import ChatUI

/// Images as PNG of a fitting size, by ImageMagick where it is installed.
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

  /// An image as it can be sent: itself where it is a small PNG; nil where that cannot be done.
  ///
  /// Waits for the program, so not on the loop's thread.
  static func png(of block: ImageBlock, cell: Size, _ converter: ImageConverter?) -> [UInt8]? {
    let file = block.file.data
    if block.header.format == .png, file.count <= ImageSupport.mostSentBytes { return file }
    let size = Size(columns: block.room.columns * cell.columns, rows: block.room.rows * cell.rows)
    let made = converter?.png(of: file, block.header.format, size)
    return made.flatMap { $0.count <= ImageSupport.mostSentBytes ? $0 : nil }
  }

  private func png(
    of file: [UInt8], _ format: ImageHeader.Format, _ size: Size
  ) -> [UInt8]? {
    ProgramOutput.read(
      [
        program, "-limit", "memory", "512MiB", "-limit", "map", "512MiB", "-limit", "disk", "0",
        "-limit", "width", "16KP", "-limit", "height", "16KP", "-limit", "time", "5",
        // The first picture of those that move.
        "\(format.rawValue):-[0]", "-auto-orient",
        "-resize", "\(max(1, size.columns))x\(max(1, size.rows))>", "-strip", "png:-",
      ],
      input: file, limit: ImageSupport.mostSentBytes)
  }
}
