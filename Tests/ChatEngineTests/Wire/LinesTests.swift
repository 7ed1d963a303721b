import ChatEngine
import Testing

@Suite struct `Lines of a stream` {
  @Test(arguments: [1, 2, 3, 5, 1000])
  func `come out whole, however the stream is cut`(step: Int) throws {
    let lines = try lines(of: "{\"a\":1}\n{\"b\":2}\r\n\nlast\r\n", step: step)

    #expect(lines == ["{\"a\":1}", "{\"b\":2}", "", "last"])
  }

  @Test(arguments: [1, 1000])
  func `the last comes without its line feed`(step: Int) throws {
    #expect(try lines(of: "a\nb", step: step) == ["a", "b"])
  }

  @Test func `a stream without bytes has none`() throws {
    #expect(try lines(of: "", step: 1) == [])
  }

  @Test func `a CR within a line stays`() throws {
    #expect(try lines(of: "a\rb\n", step: 1) == ["a\rb"])
  }

  @Test func `a line in one chunk is given without a copy`() throws {
    var lines = Lines()
    try Array("abc\n".utf8).withUnsafeBufferPointer { chunk in
      var rest = chunk
      let line = try #require(try lines.next(&rest))
      guard case .inChunk = line else {
        Issue.record("copied")
        return
      }
      #expect(line == "abc")
    }
  }

  @Test(arguments: [1, 1000])
  func `a line of just the limit is given, one more byte throws`(step: Int) throws {
    #expect(try lines(of: "1234\n", step: step, maxLineBytes: 4) == ["1234"])
    #expect(throws: StreamTooLarge(limit: 4)) {
      try lines(of: "12345\n", step: step, maxLineBytes: 4)
    }
  }

  @Test func `after a line that was too large nothing more is given`() {
    var lines = Lines(maxLineBytes: 4)
    Array("12345\nab\n".utf8).withUnsafeBufferPointer { chunk in
      var rest = chunk
      #expect(throws: StreamTooLarge.self) { try lines.next(&rest) }
      #expect(throws: StreamTooLarge.self) { try lines.next(&rest) }
    }
    #expect(lines.finish()?.text == nil)
  }

  @discardableResult
  private func lines(of text: String, step: Int, maxLineBytes: Int = 100) throws -> [String] {
    var lines = Lines(maxLineBytes: maxLineBytes)
    var results: [String] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: step) {
      try bytes[start..<min(start + step, bytes.count)].withUnsafeBufferPointer { chunk in
        var rest = chunk
        while let line = try lines.next(&rest) { results.append(line.text) }
      }
    }
    if let line = lines.finish() { results.append(line.text) }
    return results
  }
}
