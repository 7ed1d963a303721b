import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

/// Files that go with a prompt, in the real program and as the server gets them.
@Suite struct `A file for the model` {
  let server: DemoServer
  let home: Home
  /// One black dot.
  private static let dot: [UInt8] = [
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0,
    0, 0, 58, 126, 155, 85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 96, 0, 0, 0, 2, 0, 1, 72,
    175, 164, 113, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
  ]

  init() throws {
    server = try DemoServer(.always(DemoReply(text: "I see a dot.")))
    home = try Home()
    home.configure(
      """
      {
        "default": "claude/m", "titles": false,
        "providers": {"claude": {
          "dialect": "anthropic", "base_url": "\(server.baseURL)/anthropic/v1",
          "models": [{"id": "m", "context": 32000, "vision": true}]
        }}
      }
      """)
    try Self.write(Self.dot, to: home.path + "/dot.png")
  }

  private static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws {
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    close(file)
  }

  /// The images of the last request, as it came.
  private var images: [String] {
    let messages = server.requests.last?.body?["messages"]?.arrayValue ?? []
    let parts = messages.flatMap { $0["content"]?.arrayValue ?? [] }
    return parts.compactMap { part in
      part["type"] == "image" ? part["source"]?["data"]?.stringValue : nil
    }
  }

  @Test func `is named by its path, shown beside the prompt, and sent`() throws {
    try expectSent { $0.send("/attach \(home.path)/dot.png") }
  }

  @Test func `is dropped on the terminal as a path`() throws {
    try expectSent { $0.paste("'\(home.path)/dot.png' ") }
  }

  /// Attaches the dot, asks, and looks at what the server got.
  private func expectSent(
    as name: String = "dot.png", environment: [String: String] = [:],
    _ attach: (Terminal) throws -> Void
  ) throws {
    let chat = try home.openedChat(columns: 100, environment: environment)
    try attach(chat)
    try chat.waitFor("📎 \(name) · PNG")
    chat.send("What is this?")
    try chat.waitFor("I see a dot.")
    #expect(images == [Base64.text(Self.dot)])
    #expect(try chat.leave() == .code(0))
  }

  /// What a desktop's program says to be asked, and where that is looked for.
  enum Desktop: CaseIterable {
    case wayland, x11, macOS

    var program: (name: String, script: String) {
      switch self {
      case .wayland:
        (
          "wl-paste",
          """
          #!/bin/sh
          case "$*" in
          --list-types) echo text/plain; echo image/png;;
          "--no-newline --type image/png") cat "$HOME/dot.png";;
          *) exit 1;;
          esac
          """
        )
      case .x11:
        (
          "xclip",
          """
          #!/bin/sh
          case "$*" in
          "-selection clipboard -t TARGETS -o") echo image/png;;
          "-selection clipboard -t image/png -o") cat "$HOME/dot.png";;
          *) exit 1;;
          esac
          """
        )
      case .macOS: ("pngpaste", "#!/bin/sh\n[ \"$1\" = - ] && cat \"$HOME/dot.png\"\n")
      }
    }

    var environment: [String: String] {
      switch self {
      case .wayland: ["WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ""]
      case .x11: ["WAYLAND_DISPLAY": "", "DISPLAY": ":0"]
      case .macOS: ["WAYLAND_DISPLAY": "", "DISPLAY": ""]
      }
    }
  }

  @Test(arguments: Desktop.allCases)
  func `is the clipboard's image`(desktop: Desktop) throws {
    let folder = home.path + "/bin"
    mkdir(folder, 0o700)
    let (name, script) = desktop.program
    try Self.write(Array(script.utf8), to: folder + "/" + name, mode: 0o700)
    var environment = desktop.environment
    environment["PATH"] = folder + ":/usr/bin:/bin"
    try expectSent(as: "clipboard.png", environment: environment) { $0.send("/paste") }
  }

  @Test func `at a URL of this machine is not fetched, whatever one says`() throws {
    let chat = try home.openedChat(columns: 100)
    chat.send("/attach http://127.0.0.1:9/dot.png")
    try chat.waitForSentence("Save it yourself, and attach the file.")
    #expect(server.requests.isEmpty)
  }
}
