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

  private func opened(
    graphics: Bool, sixel: Bool = false, _ environment: [String: String] = [:]
  ) throws -> Terminal {
    let chat = try Terminal(
      [Home.binary], environment: home.environment.merging(environment) { $1 },
      graphics: graphics, sixel: sixel)
    try chat.waitFor("❯")
    return chat
  }

  /// A file of 100 by 80 pixels that begins as a PNG, or another one.
  private func attach(
    _ png: [UInt8] = `Images by kitty's protocol`.png, to chat: Terminal
  ) throws {
    home.write("", to: "pictures/none")
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
    let inTmux = try opened(graphics: true, sixel: true, ["TMUX": "/tmp/tmux-0/default,1,0"])
    #expect(!inTmux.hasWritten("a=q"))
    #expect(try inTmux.leave() == .code(0))
    home.configure(
      "{\"ui\": {\"images\": \"off\"}, " + Configured(server).text.dropFirst())
    let off = try opened(graphics: true)
    try attach(to: off)
    #expect(!off.hasWritten("_G"))
    #expect(try off.leave() == .code(0))
  }

  @Test(.enabled(if: Installed.hasImageMagick, "ImageMagick is not installed"))
  func `sees it as sixel in its rows, and never elsewhere, whole without a key`() throws {
    // More than a pseudoterminal takes at once.
    let noise = try #require(
      ProgramOutput.read(
        ["convert", "-size", "400x140", "-seed", "3", "xc:gray", "+noise", "random", "png:-"],
        limit: 1 << 20))
    let chat = try opened(graphics: false, sixel: true)
    try attach(noise, to: chat)
    try chat.waitFor("the image") { !$0.pixelColumns.isEmpty }
    #expect(chat.transcript.count > 100_000)
    let chip = try #require(chat.screen.firstIndex { $0.contains("📎 a.png") })
    func whole(_ emulator: Emulator) -> Bool {
      guard let chip = emulator.screen.firstIndex(where: { $0.contains("📎 a.png") }) else {
        return false
      }
      let rows = (chip + 1...chip + 7).map { ($0, Array(2..<42)) }
      return emulator.pixelColumns == Dictionary(uniqueKeysWithValues: rows)
    }
    #expect(whole(chat.emulator), "\(chip): \(chat.emulator.pixelColumns)")

    chat.press(.function(1))
    try chat.waitFor("no image") { $0.pixelColumns.isEmpty }
    chat.press(.escape)
    try chat.waitFor("the image again", until: whole)

    chat.send("count 60")
    try chat.waitForSentence("60")
    try chat.waitFor("no image") { $0.pixelColumns.isEmpty }
    chat.press(.controlHome)
    try chat.waitFor("the image again", until: whole)
    chat.turnWheel(up: false)
    try chat.waitFor("its lower part") {
      Array($0.pixelColumns.keys).sorted() == Array(1...$0.pixelColumns.count)
        && (1...6).contains($0.pixelColumns.count)
    }
    chat.press(.controlHome)
    try chat.waitFor("the image again", until: whole)
    #expect(chat.emulator.unknown == [])
    #expect(try chat.leave() == .code(0))
    #expect(chat.emulator.pixelColumns.isEmpty)
  }

  @Test func `sees no sixel where ImageMagick is not installed`() throws {
    let chat = try opened(graphics: false, sixel: true, ["PATH": "/nonexistent"])
    try attach(to: chat)
    #expect(chat.flowing.contains("📎 a.png · PNG"))
    #expect(chat.emulator.unknown == [])
    #expect(chat.emulator.pixelColumns.isEmpty)
    #expect(try chat.leave() == .code(0))
  }

  @Test(
    .enabled(if: Installed.hasImageMagick, "ImageMagick is not installed"),
    arguments: [
      ("xc:red", "png"), ("xc:gray50", "png"), ("gradient:", "jpeg"), ("xc:none", "png"),
      ("rose:", "gif"),
    ])
  func `has it made pixels for sixel, of all formats`(picture: String, format: String) throws {
    let made = try #require(
      ProgramOutput.read(
        ["convert", "-size", "400x200", picture, "\(format):-"], limit: 1 << 20))
    let block = try `Images by kitty's protocol`.block(data: made, type: "image/\(format)")
    let pixels = try #require(Self.converter?.pixels(of: block, within: nil))
    let room = [block.room.columns * 10, block.room.rows * 20]
    #expect(pixels.width <= room[0] && pixels.height <= room[1])
    #expect(pixels.width == room[0] || pixels.height == room[1] || picture == "rose:")
    let less = try #require(
      Self.converter?.pixels(of: block, within: Size(columns: 30, rows: 400)))
    #expect(less.width == 30)
    switch picture {
    case "xc:red": #expect(Array(pixels.bytes.prefix(4)) == [255, 0, 0, 255])
    case "xc:gray50": #expect(Set(pixels.bytes.prefix(3)).count == 1)
    case "xc:none": #expect(pixels.bytes[3] == 0)
    default: break
    }
    guard
      case .sixel(let sixel) = ImageConverter.prepared(
        block, for: .sixel(SixelLimits()), Self.converter)
    else {
      Issue.record("no sixel")
      return
    }
    #expect(sixel.width == pixels.width)
    #expect(ImageConverter.prepared(block, for: .sixel(SixelLimits()), nil) == nil)
  }

  @Test(.enabled(if: Installed.hasImageMagick, "ImageMagick is not installed"))
  func `has other formats made PNG, and smaller`() throws {
    let made = try #require(
      ProgramOutput.read(
        ["convert", "-size", "400x200", "plasma:fractal", "jpeg:-"], limit: 1 << 20))
    let block = try `Images by kitty's protocol`.block(data: made, type: "image/jpeg")
    let png = try #require(
      ImageConverter.png(of: block, Self.converter))
    let header = try #require(ImageHeader(png))
    #expect(header.format == .png)
    #expect(header.width <= 400 && header.height <= 160)
    #expect(ImageConverter.png(of: block, nil) == nil)
    // A file that is none is refused, and one that says it is another is not followed.
    let broken = try `Images by kitty's protocol`.block(
      data: Array(made[..<300]), type: "image/jpeg")
    _ = ImageConverter.png(of: broken, Self.converter)
  }
}
