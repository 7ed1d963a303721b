import ChatEngine
import ChatUI

/// Images by kitty's graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/): what is to
/// be written so that the terminal shows those that it should, and no others.
///
/// Each image is sent once, under a number of its own, and shown by a placement that is deleted as
/// soon as its cells are no longer the image's. Placements are used and not placeholder characters,
/// which several terminals with this protocol do not know.
struct KittyImages: TerminalImages {
  /// How far an image is.
  private enum Progress {
    case preparing
    /// As PNG, with its size in pixels.
    case ready([UInt8], Size)
    case sent(Size)
    case failed
  }

  /// An image where it lies, with the part of it that is shown.
  private struct Placement: Equatable {
    let number: Int
    let area: Rect
    /// The first pixel row, and how many there are.
    let top: Int
    let width: Int
    let height: Int
  }

  /// More are not kept in the terminal.
  private static let mostKept = 24
  /// Bytes of base64 in one sequence.
  private static let piece = 4096
  /// What is far from the numbers of others in the same terminal.
  private static let firstNumber = 0x4C4C_0000

  private var progress: [ImageKey: Progress] = [:]
  private var numbers: [ImageKey: Int] = [:]
  /// Those that were sent, the one that was shown longest ago first.
  private var kept: [ImageKey] = []
  private var shown: [Placement] = []
  private var lastNumber = firstNumber

  /// Text that is written below them takes nothing off these images.
  mutating func frame(_ images: [GridImage], on text: WrittenText) -> ImageFrame {
    var bytes: [UInt8] = []
    var wanted: [ImageBlock] = []
    var placements: [Placement] = []
    for image in images {
      let key = image.block.key
      switch progress[key] {
      case nil:
        progress[key] = .preparing
        wanted.append(image.block)
      case .preparing, .failed: break
      case .ready(let png, let size):
        bytes += transmission(of: png, as: number(of: key))
        progress[key] = .sent(size)
        kept.append(key)
        placements.append(placement(of: image, size))
      case .sent(let size): placements.append(placement(of: image, size))
      }
    }
    let visible = Set(images.map(\.block.key))
    kept = kept.filter { !visible.contains($0) } + kept.filter { visible.contains($0) }
    for placement in shown where !placements.contains(placement) {
      bytes += Self.command("a=d,d=i,i=\(placement.number),p=1,q=2")
    }
    let new = placements.filter { !shown.contains($0) }
    for placement in new { bytes += Self.show(placement) }
    if !new.isEmpty { bytes += TerminalModes.move(text.cursor).utf8 }
    shown = placements
    while kept.count > Self.mostKept, let oldest = kept.first, !visible.contains(oldest) {
      kept.removeFirst()
      progress[oldest] = nil
      bytes += Self.command("a=d,d=I,i=\(number(of: oldest)),q=2")
    }
    return ImageFrame(bytes: bytes, wanted: wanted)
  }

  mutating func take(_ image: PreparedImage?, of block: ImageBlock) {
    guard case .png(let png) = image, let header = ImageHeader(png), header.format == .png else {
      progress[block.key] = .failed
      return
    }
    progress[block.key] = .ready(png, Size(columns: header.width, rows: header.height))
  }

  mutating func clear() -> [UInt8] {
    let hadAny = !kept.isEmpty
    for key in kept { progress[key] = nil }
    kept = []
    shown = []
    return hadAny ? deletion : []
  }

  /// With their data.
  let deletion = command("a=d,d=A,q=2")

  // MARK: Sequences

  private mutating func number(of key: ImageKey) -> Int {
    if let known = numbers[key] { return known }
    lastNumber += 1
    numbers[key] = lastNumber
    return lastNumber
  }

  private mutating func placement(of image: GridImage, _ size: Size) -> Placement {
    let rows = max(1, image.block.room.rows)
    let top = size.rows * image.firstRow / rows
    let end = size.rows * (image.firstRow + image.area.rows) / rows
    return Placement(
      number: number(of: image.block.key), area: image.area, top: min(top, size.rows - 1),
      width: size.columns, height: max(1, end - top))
  }

  private func transmission(of png: [UInt8], as number: Int) -> [UInt8] {
    var rest = Array(Base64.text(png).utf8)[...]
    var bytes: [UInt8] = []
    var head = "a=t,f=100,t=d,i=\(number),q=2,"
    repeat {
      let piece = rest.prefix(Self.piece)
      rest = rest.dropFirst(Self.piece)
      bytes += "\u{1B}_G\(head)m=\(rest.isEmpty ? 0 : 1);".utf8
      bytes += piece
      bytes += "\u{1B}\\".utf8
      head = ""
    } while !rest.isEmpty
    return bytes
  }

  /// Shows the part of an image in its cells.
  private static func show(_ placement: Placement) -> [UInt8] {
    let area = placement.area
    return Array(TerminalModes.move(area.origin).utf8)
      + command(
        """
        a=p,i=\(placement.number),p=1,x=0,y=\(placement.top),w=\(placement.width),\
        h=\(placement.height),c=\(area.columns),r=\(area.rows),C=1,q=2
        """)
  }

  private static func command(_ keys: String) -> [UInt8] { Array("\u{1B}_G\(keys)\u{1B}\\".utf8) }
}
