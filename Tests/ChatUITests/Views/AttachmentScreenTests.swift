import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The screen with files beside the prompt` {
  private let image = Attachment(
    name: "dot.png", mimeType: "image/png", data: Array(repeating: 1, count: 1234))
  private let notes = Attachment(
    name: "a\u{1B}.txt", mimeType: "text/plain", data: Array("milk".utf8))

  private func attached(columns: Int = 60, rows: Int = 12) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    for (id, file) in [image, notes].enumerated() {
      sample.type("/attach /tmp/\(id)")
      sample.press("enter")
      sample.hear(.read(id + 1, file, path: "/tmp/\(id)"))
    }
    sample.type("Look")
    return sample
  }

  @Test func `marks what does not fit, and what is still being read`() {
    var sample = attached(columns: 80)
    sample.engine(.objections(["m takes no images: dot.png is only named.", nil]))
    sample.press("ctrl-v")
    let rows = sample.grid().text()
    #expect(
      rows[8] == "  📎 dot.png · PNG · 1.23 kB · does not fit   📎 a␛.txt · text · 4 bytes")
    #expect(rows[9] == "  📎 clipboard · being read")
  }

  @Test func `counts those for which there is no room, down to the smallest terminal`() {
    for columns in 1...40 {
      for rows in 1...12 {
        var sample = attached(columns: columns, rows: rows)
        for _ in 1...9 { sample.press("ctrl-v") }
        let grid = sample.grid()
        #expect(grid.size == Size(columns: columns, rows: rows))
      }
    }
    var sample = attached(columns: 30, rows: 24)
    for _ in 1...9 { sample.press("ctrl-v") }
    let rows = sample.grid().text()
    #expect(
      rows[19...21] == [
        "  📎 dot.png · PNG · 1.23 kB", "  📎 a␛.txt · text · 4 bytes",
        "  📎 clipboard · being read +8",
      ])
  }

  @Test func `asks whether a URL is to be fetched, and from where`() {
    var sample = Sample(columns: 60, rows: 16)
    sample.type("/attach https://example.org/a/long/path/to/a/picture.png?size=large")
    sample.press("enter")
    let shown = sample.grid().text()[10...12].joined(separator: " ")
    let words = shown.split(separator: " ").joined(separator: " ")
    #expect(words.hasPrefix("y fetches this from example.org, any other key does not:"))
    #expect(
      words.filter { $0 != " " }.hasSuffix(
        "https://example.org/a/long/path/to/a/picture.png?size=large"))
  }
}
