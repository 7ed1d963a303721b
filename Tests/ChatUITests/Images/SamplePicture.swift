import ChatEngine

@testable import ChatUI

/// Files that are images as far as their first bytes say.
enum SamplePicture {
  /// A PNG of that size, without its pixels.
  static func png(_ width: Int, _ height: Int, bytes: Int = 40) -> [UInt8] {
    func four(_ number: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
    let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    let all = head + Array("IHDR".utf8) + four(width) + four(height) + [8, 6, 0, 0, 0]
    return all + Array(repeating: 0, count: max(0, bytes - all.count))
  }

  static func file(_ width: Int, _ height: Int, bytes: Int = 40) -> Attachment {
    Attachment(name: "a.png", mimeType: "image/png", data: png(width, height, bytes: bytes))
  }
}
