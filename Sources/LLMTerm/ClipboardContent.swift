import ChatEngine
import Glibc

/// What the desktop's clipboard holds, read through the session's own program.
enum ClipboardContent: Sendable {
  case image(Attachment)
  case text(String)
  /// Why it cannot be read, as a sentence.
  case failed(String)

  private static let mostText = 1 << 20
  private static let images = ["image/png", "image/jpeg", "image/webp", "image/gif"]

  /// A program that reads the clipboard: how it lists types, and how it gives one of them.
  private struct Reader {
    /// The variable that says that its display is there; nil where it needs none.
    var variable: String?
    var list: [String]?
    /// `TYPE` stands for the type.
    var image: [String]
    var text: [String]?

    var program: String { image.first ?? "" }
  }

  private static let readers = [
    Reader(
      variable: "WAYLAND_DISPLAY", list: ["wl-paste", "--list-types"],
      image: ["wl-paste", "--no-newline", "--type", "TYPE"], text: ["wl-paste", "--no-newline"]),
    Reader(
      variable: "DISPLAY", list: ["xclip", "-selection", "clipboard", "-t", "TARGETS", "-o"],
      image: ["xclip", "-selection", "clipboard", "-t", "TYPE", "-o"],
      text: ["xclip", "-selection", "clipboard", "-o"]),
    Reader(variable: nil, list: nil, image: ["pngpaste", "-"], text: nil),
  ]

  /// Asks the first program that fits the session; waits for it, so not on the loop's thread.
  static func read(_ environment: [String: String]) -> ClipboardContent {
    let fitting = readers.first { reader in
      (reader.variable.map { environment[$0]?.isEmpty == false } ?? true)
        && ProgramOutput.isInPath(reader.program, environment)
    }
    guard let fitting else {
      return .failed(
        "The clipboard cannot be read: neither wl-paste, xclip nor pngpaste works here. Save the "
          + "image, and attach it with /attach PATH.")
    }
    return content(fitting)
  }

  private static func content(_ reader: Reader) -> ClipboardContent {
    var types = ["image/png"]
    if let list = reader.list {
      let output = ProgramOutput.read(list, limit: 1 << 16) ?? []
      let offered = Set(String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline))
      types = images.filter { offered.contains(Substring($0)) }
    }
    for type in types {
      let words = reader.image.map { $0 == "TYPE" ? type : $0 }
      guard let bytes = ProgramOutput.read(words, limit: AttachmentFile.mostBytes), !bytes.isEmpty
      else { continue }
      let name = "clipboard." + type.dropFirst("image/".count)
      if let file = try? AttachmentFile.attachment(of: bytes, named: name, shown: name),
        file.isImage
      {
        return .image(file)
      }
    }
    if let words = reader.text, let bytes = ProgramOutput.read(words, limit: mostText),
      !bytes.isEmpty
    {
      return .text(String(decoding: bytes, as: UTF8.self))
    }
    return .failed("The clipboard holds neither an image nor text. Copy one first.")
  }
}
