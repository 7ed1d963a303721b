import TestSupport
import Testing

@testable import llmterm

/// The chat in a real xterm that shows sixel, without a screen: what pictures of it have.
@Suite(
  .enabled(
    if: ["Xvfb", "xterm", "xdotool", "import", "convert"].allSatisfy { Installed.has($0) },
    "Xvfb, xterm, xdotool or ImageMagick is not installed"))
struct `The screen of an xterm` {
  /// Where a picture has the colour of the image.
  private struct Place: Equatable {
    var left: Int
    var top: Int
    var right: Int
    var bottom: Int
    var count = 0

    /// Whether all of it has that colour.
    var isWhole: Bool { count == (right - left + 1) * (bottom - top + 1) }
  }

  private func place(_ picture: String) throws -> Place? {
    let map = try #require(
      ProgramOutput.read(
        ["convert", picture, "-type", "TrueColorAlpha", "-depth", "8", "pam:-"], limit: 64 << 20))
    let pixels = try #require(Pixels(map: map))
    var place: Place?
    for row in 0..<pixels.height {
      for column in 0..<pixels.width {
        let start = (row * pixels.width + column) * 4
        let colour = pixels.bytes[start..<start + 3]
        guard zip(colour, [0, 200, 80]).allSatisfy({ abs(Int($0) - $1) <= 3 }) else { continue }
        var now = place ?? Place(left: column, top: row, right: column, bottom: row)
        now.left = min(now.left, column)
        now.right = max(now.right, column)
        now.bottom = row
        now.count += 1
        place = now
      }
    }
    return place
  }

  @Test func `has an image where it is and nowhere else, cut where it is scrolled out of view`()
    throws
  {
    let home = try Home()
    home.write("", to: "pictures/none")
    let folder = home.path + "/pictures/"
    let image = folder + "a.png"
    try #require(Run(["convert", "-size", "180x114", "xc:rgb(0,200,80)", image])?.status == 0)
    let words = [
      "/attach \(image)", "look", "wait:3", "again", "wait:3", "picture:\(folder)end.png",
      "key:ctrl+Home", "picture:\(folder)top.png", "key:F1", "picture:\(folder)help.png",
      "key:Escape", "picture:\(folder)again.png", "click:5", "picture:\(folder)cut.png",
      "key:ctrl+l",
    ]
    let run = try #require(
      Run(
        [Shared.package + "/scripts/picture.sh", folder + "anew.png", "80x24"] + words,
        environment: [
          "LLMTERM": Home.binary, "LLMTERM_HOME": home.path, "HOME": home.path,
          "XTERM": "-ti vt340",
        ]))
    try #require(run.status == 0, "\(run.errors)")
    #expect(try place(folder + "end.png") == nil)
    let top = try #require(try place(folder + "top.png"))
    #expect(top.isWhole)
    // As large as it is, but for less than a cell.
    #expect((150...180).contains(top.right - top.left + 1))
    #expect((90...114).contains(top.bottom - top.top + 1))
    #expect(try place(folder + "help.png") == nil)
    #expect(try place(folder + "again.png") == top)
    let cut = try #require(try place(folder + "cut.png"))
    #expect(cut.isWhole)
    #expect(cut.left == top.left && cut.right == top.right)
    #expect(cut.bottom - cut.top < top.bottom - top.top)
    #expect(cut.top < top.top)
    #expect(try place(folder + "anew.png") == cut)
  }
}
