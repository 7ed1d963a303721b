import CSystem
import ChatEngine
import Glibc

/// The person's editor, for a prompt that outgrew the composer.
struct ExternalEditor: Sendable {
  private let command: [String]
  private let text: String
  private let folder: String?

  /// The text is edited in a file in that folder of our own, or else in /tmp.
  init(_ text: String, folder: String?, command: [String] = ExternalEditor.command) {
    self.command = command
    self.text = text
    self.folder = folder
  }

  /// What VISUAL names, or EDITOR, or vi; as words, so that `code --wait` works.
  static var command: [String] {
    let names: [String] = ["VISUAL", "EDITOR"]
    let named = names.compactMap { name in getenv(name).map { String(cString: $0) } }
    let commands = named.map { $0.split(separator: " ").map(String.init) }
    return commands.first { !$0.isEmpty } ?? ["vi"]
  }

  /// Waits for the editor and gives what was saved, or says why nothing was.
  func run() -> Result<String, Notice> {
    guard let path = makeFile() else {
      return .failure(Notice(.error, "The editor has no place for a file."))
    }
    defer { unlink(path) }
    guard let status = ChildProcess.run(command + [path]) else {
      let advice =
        "\(command.first ?? "The editor") did not start. Set VISUAL or EDITOR to your editor."
      return .failure(Notice(.warning, advice))
    }
    guard status == 0, let text = TextFile.read(path) else {
      return .failure(Notice(.info, "The editor was left without saving; the prompt stays."))
    }
    return .success(text)
  }

  /// A file with the text that nobody else can read (mkstemp(3) makes it with mode 0600).
  private func makeFile() -> String? {
    if let folder { mkdir(folder, 0o700) }
    for folder in [folder, "/tmp"].compactMap(\.self) {
      var template = Array("\(folder)/llmterm-XXXXXX.md".utf8CString)
      let file = mkstemps(&template, 3)
      guard file >= 0 else { continue }
      defer { close(file) }
      let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      let bytes = Array(text.utf8)
      if write(file, bytes, bytes.count) == bytes.count { return path }
      unlink(path)
    }
    return nil
  }
}
