import CSystem
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `The input of a batch` {
  private func input(_ text: String, longest: Int = 100_000) -> BatchInput {
    let descriptor = csys_memory_file("input")
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
    lseek(descriptor, 0, SEEK_SET)
    return BatchInput(descriptor: descriptor, longest: longest)
  }

  private func all(_ input: BatchInput) -> [BatchInput.Next] {
    var found: [BatchInput.Next] = []
    while true {
      let next = input.next()
      if next == .end { return found }
      found.append(next)
    }
  }

  private func line(_ number: Int, _ text: String) -> BatchInput.Next {
    .line(number: number, Array(text.utf8))
  }

  @Test func `is cut into lines, and blank ones only count`() {
    let input = input("one\r\n\n  \ntwo\nthree")

    #expect(all(input) == [line(1, "one"), line(4, "two"), line(5, "three")])
    #expect(input.taken == input.size)
  }

  @Test func `may begin again`() {
    let input = input("one\ntwo\n")
    _ = all(input)
    input.rewind()

    #expect(all(input) == [line(1, "one"), line(2, "two")])
  }

  @Test func `passes over a line that is too long, and goes on`() {
    let long = String(repeating: "x", count: 300_000)

    #expect(
      all(input("a\n\(long)\nb\n\(long)")) == [
        line(1, "a"), .tooLong(number: 2), line(3, "b"), .tooLong(number: 4),
      ])
  }

  @Test func `is larger than what is read at a time`() {
    let lines = (1...5000).map { "\($0) " + String(repeating: "y", count: $0 % 97) }

    let found = all(input(lines.joined(separator: "\n")))

    #expect(found == lines.enumerated().map { line($0 + 1, $1) })
  }

  @Test func `of a pipe is taken as it comes`() {
    var ends: [Int32] = [-1, -1]
    #expect(csys_pipe(&ends) == 0)
    let input = BatchInput(descriptor: ends[0])

    #expect(input.next() == .later)
    _ = Glibc.write(ends[1], "one\ntw", 6)
    #expect(input.next() == line(1, "one"))
    #expect(input.next() == .later)
    _ = Glibc.write(ends[1], "o", 1)
    close(ends[1])
    #expect(input.next() == line(2, "two"))
    #expect(input.next() == .end)
    close(ends[0])
  }
}
