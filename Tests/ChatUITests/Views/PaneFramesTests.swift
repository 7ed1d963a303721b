import Testing

@testable import ChatUI

@Suite struct `Panes` {
  private func frames(
    _ count: Int, _ columns: Int, _ rows: Int, isZoomed: Bool = false
  ) -> PaneFrames {
    PaneFrames(
      Array(0..<count), focus: 1, isZoomed: isZoomed,
      in: Rect(row: 1, columns: columns, rows: rows))
  }

  private func shape(_ frames: PaneFrames) -> [Int] {
    Dictionary(grouping: frames.panes, by: \.whole.row).sorted { $0.key < $1.key }.map(
      \.value.count)
  }

  @Test(arguments: [
    (2, 80, 20, [2]), (3, 120, 36, [3]), (3, 80, 20, [2, 1]), (4, 80, 20, [2, 2]),
    (6, 120, 36, [3, 3]), (6, 80, 20, [2, 2, 2]), (5, 200, 56, [5]), (3, 40, 30, [1, 1, 1]),
    (2, 73, 20, [2]), (2, 72, 20, [1, 1]),
  ])
  func `lie side by side while each has 36 columns, else below each other`(
    count: Int, columns: Int, rows: Int, expected: [Int]
  ) {
    #expect(shape(frames(count, columns, rows)) == expected)
    #expect(frames(count, columns, rows).tabs.isEmpty)
  }

  @Test(arguments: [(3, 40, 8), (2, 20, 30), (6, 80, 16), (2, 40, 9)])
  func `are shown one at a time where there is no room for that`(
    count: Int, columns: Int, rows: Int
  ) {
    let frames = frames(count, columns, rows)
    #expect(frames.panes.map(\.pane) == [1])
    #expect(frames.tabs.rows == 1)
  }

  @Test func `fill the room, and never lie over each other`() {
    for count in 2...6 {
      for columns in stride(from: 1, through: 240, by: 7) {
        for rows in 1...60 {
          let area = Rect(row: 1, columns: columns, rows: rows)
          let frames = frames(count, columns, rows)
          var cells = 0
          for (place, frame) in frames.panes.enumerated() {
            #expect(area.intersection(frame.whole) == frame.whole)
            cells += frame.whole.columns * frame.whole.rows
            for other in frames.panes.dropFirst(place + 1) {
              #expect(frame.whole.intersection(other.whole).isEmpty)
            }
          }
          let edges = frames.panes.filter { $0.whole.right < area.right }.map(\.whole.rows)
          let tabs = frames.tabs.columns * frames.tabs.rows
          #expect(cells + tabs + edges.reduce(0, +) == columns * rows)
        }
      }
    }
  }

  @Test func `that are zoomed leave the names of the others`() {
    let frames = frames(3, 120, 36, isZoomed: true)
    #expect(frames.panes.map(\.whole) == [Rect(row: 2, columns: 120, rows: 35)])
    #expect(frames.tabs == Rect(row: 1, columns: 120, rows: 1))
  }
}
