import TestSupport
import Testing

@testable import ChatUI

/// Whole screens, which stand in Tests/Screens/compare.
@Suite struct `The screen of a comparison` {
  struct Scene: Sendable, CustomTestStringConvertible {
    let panes: Int
    let columns: Int
    let rows: Int

    var testDescription: String { "\(panes)-\(columns)x\(rows)" }
  }

  static let scenes = [2, 3, 4, 6].flatMap { panes in
    [(80, 24), (120, 40), (200, 60), (40, 12), (20, 5)].map {
      Scene(panes: panes, columns: $0.0, rows: $0.1)
    }
  }

  @Test(arguments: scenes) func `shows each pane by itself`(scene: Scene) throws {
    var sample = Sample.mixed(scene.panes, columns: scene.columns, rows: scene.rows)
    sample.press("tab")
    try expect(sample.text(), scene.testDescription)
  }

  @Test(arguments: ["composer", "zoomed", "words", "blind", "won"])
  func `shows what was done`(deed: String) throws {
    var sample = Sample.compared(3, columns: 120, rows: 20)
    if deed != "composer" { sample.press("tab") }
    switch deed {
    case "zoomed": sample.type("z")
    case "words": sample.type("d")
    case "blind": sample.type("b")
    case "won": sample.engine(.verdict(.won(1)))
    default: break
    }
    try expect(sample.text(), deed)
  }

  private func expect(_ shown: String, _ name: String) throws {
    let path = Shared.package + "/Tests/Screens/compare/\(name).txt"
    let bytes = try #require(Shared.bytes(path), "there is no \(path)")
    let expected = String(decoding: bytes, as: UTF8.self)
    #expect(shown + "\n" == expected)
  }
}
