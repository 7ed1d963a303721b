import Testing

@testable import ChatUI

/// Holds each screen to its file.
///
/// With `LLMTERM_RECORD_SCREENS=1` the files are written anew, and all fails, so that nobody takes that
/// for a test. What has changed is to be read in the difference.
@Suite struct `Every screen` {
  struct Dimensions: Sendable, CustomTestStringConvertible {
    let columns: Int
    let rows: Int

    var testDescription: String { "\(columns)x\(rows)" }
  }

  static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12), (20, 5)].map(Dimensions.init)

  @Test(arguments: Scene.all, sizes)
  func `is what its golden file says`(scene: Scene, size: Dimensions) {
    let name = "\(scene.name)/\(size.testDescription)"
    let screen = GoldenScreen(scene.grid(columns: size.columns, rows: size.rows))
    guard !GoldenFiles.isRecording else {
      let isWritten = GoldenFiles.record(screen, name)
      Issue.record("\(GoldenFiles.path(name)) was \(isWritten ? "recorded" : "not written").")
      return
    }
    #expect(screen.text == GoldenFiles.text(name), "Tests/Screens/\(name).txt")
  }

  @Test func `has a golden file, and each file a screen`() {
    let wanted = Scene.all.flatMap { scene in
      Self.sizes.map { "\(scene.name)/\($0.testDescription).txt" }
    }
    #expect(Set(GoldenFiles.names) == Set(wanted))
  }

  @Test(arguments: Scene.all, sizes)
  func `has its cursor on itself, and not on the second half of a wide character`(
    scene: Scene, size: Dimensions
  ) {
    let grid = scene.grid(columns: size.columns, rows: size.rows)
    guard let cursor = grid.cursor else { return }
    #expect(grid.frame.contains(cursor))
    #expect(grid[cursor.column, cursor.row].width > 0)
  }
}
