import ChatUI
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `A person who attaches an image` {
  static let converter = ImageConverter.find(["PATH": "/usr/bin:/bin:/usr/local/bin"])

  private let server: DemoServer
  private let home: Home

  init() throws {
    server = try DemoServer(.person)
    home = try Home(server)
  }

  private func opened(graphics: Bool, _ environment: [String: String] = [:]) throws -> Terminal {
    let chat = try Terminal(
      [Home.binary], environment: home.environment.merging(environment) { $1 },
      graphics: graphics)
    try chat.waitFor("❯")
    return chat
  }

  /// A file of 100 by 80 pixels that begins as a PNG.
  private func attach(to chat: Terminal) throws {
    home.write("", to: "pictures/none")
    let png = `Images by kitty's protocol`.png
    let path = home.path + "/pictures/a.png"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = write(file, png, png.count)
    close(file)
    chat.send("/attach \(path)")
    try chat.waitFor("a.png")
    chat.send("look")
    try chat.waitForSentence("Answer by anthropic to “look”.")
  }

  @Test func `sees it in its rows, and never elsewhere`() throws {
    let chat = try opened(graphics: true)
    try attach(to: chat)
    try chat.waitFor("the image") { $0.pictures.count == 1 }
    let picture = try #require(chat.emulator.pictures.first)
    let chip = try #require(chat.screen.firstIndex { $0.contains("📎 a.png") })
    #expect([picture.row, picture.column, picture.rows, picture.columns] == [chip + 1, 2, 4, 10])
    for row in picture.row..<picture.row + picture.rows {
      #expect(chat.screen[row].isEmpty, "row \(row)")
    }

    chat.press(.function(1))
    try chat.waitFor("no image") { $0.pictures.isEmpty }
    chat.press(.escape)
    try chat.waitFor("the image again") { $0.pictures.count == 1 }

    chat.send("count 60")
    try chat.waitFor("no image") { $0.pictures.isEmpty }
    chat.press(.controlHome)
    try chat.waitFor("the image again") { $0.pictures.count == 1 }

    chat.resize(columns: 60, rows: 20)
    try chat.waitFor("the image, placed anew") { $0.pictures.count == 1 && $0.pictures[0].row > 0 }

    chat.press(.controlEnd)
    try chat.waitFor("no image") { $0.pictures.isEmpty }
    chat.press(.controlHome)
    try chat.waitFor("the image again") { $0.pictures.count == 1 }
    #expect(try chat.leave() == .code(0))
    #expect(chat.emulator.pictures.isEmpty)
    #expect(chat.emulator.keptPictures.isEmpty)
  }

  @Test func `sees its chip where the terminal shows no images, and nothing of the question`()
    throws
  {
    let chat = try opened(graphics: false)
    try attach(to: chat)
    #expect(chat.flowing.contains("📎 a.png · PNG"))
    #expect(!chat.hasWritten("a=t"))
    #expect(!chat.flowing.contains("Gi="))
    #expect(chat.emulator.unknown == [])
    #expect(try chat.leave() == .code(0))
    #expect(!chat.hasWritten("a=d"))
  }

  @Test func `is not asked for in tmux, or where the configuration says off`() throws {
    let inTmux = try opened(graphics: true, ["TMUX": "/tmp/tmux-0/default,1,0"])
    #expect(!inTmux.hasWritten("a=q"))
    #expect(try inTmux.leave() == .code(0))
    home.configure(
      "{\"ui\": {\"images\": \"off\"}, " + Configured(server).text.dropFirst())
    let off = try opened(graphics: true)
    try attach(to: off)
    #expect(!off.hasWritten("_G"))
    #expect(try off.leave() == .code(0))
  }

  @Test(.enabled(if: converter != nil, "ImageMagick is not installed"))
  func `has other formats made PNG, and smaller`() throws {
    let made = try #require(
      ProgramOutput.read(
        ["convert", "-size", "400x200", "plasma:fractal", "jpeg:-"], limit: 1 << 20))
    let block = try `Images by kitty's protocol`.block(data: made, type: "image/jpeg")
    let png = try #require(
      ImageConverter.png(of: block, cell: Size(columns: 10, rows: 20), Self.converter))
    let header = try #require(ImageHeader(png))
    #expect(header.format == .png)
    #expect(header.width <= 400 && header.height <= 160)
    #expect(ImageConverter.png(of: block, cell: Size(columns: 10, rows: 20), nil) == nil)
    // A file that is none is refused, and one that says it is another is not followed.
    let broken = try `Images by kitty's protocol`.block(
      data: Array(made[..<300]), type: "image/jpeg")
    _ = ImageConverter.png(of: broken, cell: Size(columns: 10, rows: 20), Self.converter)
  }
}
