import CSystem
import Glibc

/// A program that puts text on the desktop's clipboard.
struct ClipboardTool: Sendable {
  private let command: [String]

  /// The one that fits the session; nil over ssh and on a plain console, where OSC 52 is all there is.
  static func find() -> ClipboardTool? {
    if isInPath("pbcopy"), isInPath("sw_vers") { return ClipboardTool(command: ["pbcopy"]) }
    let tools: [(variable: String, command: [String])] = [
      ("WAYLAND_DISPLAY", ["wl-copy"]), ("DISPLAY", ["xclip", "-selection", "clipboard"]),
      ("DISPLAY", ["xsel", "--clipboard", "--input"]),
    ]
    let found = tools.first { tool in
      getenv(tool.variable) != nil && tool.command.first.map(isInPath) == true
    }
    return found.map { ClipboardTool(command: $0.command) }
  }

  func copy(_ text: String) { _ = ChildProcess.run(command, input: Array(text.utf8)) }

  private static func isInPath(_ name: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
