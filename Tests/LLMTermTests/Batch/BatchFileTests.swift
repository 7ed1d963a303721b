import ChatEngine
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `The output file of a batch` {
  private let folder = TemporaryFolder()

  private var path: String { folder.path + "/out.jsonl" }

  private func line(_ id: String, _ error: String = "null", hash: String = "0f") -> String {
    #"{"id":"\#(id)","text":"x","error":\#(error),"input_hash":"\#(hash)"}"#
  }

  private func open(_ index: inout BatchIndex) throws(BatchFile.Refusal) -> BatchFile {
    try BatchFile(path, margin: 4096, into: &index)
  }

  private func refusal() -> String? {
    var index = BatchIndex()
    do throws(BatchFile.Refusal) {
      _ = try open(&index)
      return nil
    } catch {
      return error.sentence.replacing(folder.path + "/", with: "")
    }
  }

  private var text: String { TextFile.read(path) ?? "" }

  @Test func `begins empty and takes lines`() throws {
    var index = BatchIndex()
    let file = try open(&index)
    file.write(Array("one\n".utf8))
    file.finish()

    #expect(text == "one\n")
    #expect(file.trouble == nil)
  }

  @Test func `tells what was answered and what failed`() throws {
    let lines = [line("a"), line("b", #"{"kind":"timeout","message":"m"}"#)]
    folder.write("out.jsonl", lines.joined(separator: "\n") + "\n")
    var index = BatchIndex()
    _ = try open(&index)

    let claims = ["a", "b"].map { index.claim($0, hash: 15) }
    #expect(claims == [.answered, .failed])
    #expect(text == lines.joined(separator: "\n") + "\n")
  }

  @Test(arguments: 0..<50)
  func `loses a torn line, wherever it is cut`(length: Int) throws {
    folder.write("out.jsonl", line("a") + "\n" + line("b").prefix(length))
    var index = BatchIndex()
    let file = try open(&index)
    file.write(Array((line("c") + "\n").utf8))
    file.finish()

    #expect(length < line("b").count)
    #expect(text == line("a") + "\n" + line("c") + "\n")
    let claim = index.claim("b", hash: 15)
    #expect(claim == .new)
  }

  @Test func `ends a last line that only lacks its end`() throws {
    folder.write("out.jsonl", line("a"))
    var index = BatchIndex()
    let file = try open(&index)
    file.finish()

    #expect(text == line("a") + "\n")
    let claim = index.claim("a", hash: 15)
    #expect(claim == .answered)
  }

  @Test(arguments: [
    "Dear diary,\n", "{}\n", #"{"id":null,"text":"of ask","error":null}"# + "\n", "no line end",
  ])
  func `is refused where it is something else, and stays as it was`(contents: String) {
    folder.write("out.jsonl", contents)

    #expect(
      refusal()
        == "Line 1 of out.jsonl is no answer of llmterm batch, so nothing was written to it. Name "
        + "another file with -o, or move that one away.")
    #expect(text == contents)
  }

  @Test func `belongs to one run at a time`() throws {
    var index = BatchIndex()
    let file = try open(&index)

    #expect(
      refusal()
        == "out.jsonl is being written by another llmterm. Wait until it is done, or name another "
        + "file with -o.")
    file.finish()
  }

  @Test func `has one line for each id in the end, in the order of the first ones`() throws {
    let failed = #"{"kind":"timeout","message":"m"}"#
    folder.write(
      "out.jsonl",
      [line("a", failed), line("b"), line("c", failed), line("c", failed, hash: "1")]
        .joined(separator: "\n") + "\n")
    var index = BatchIndex()
    let file = try open(&index)
    file.write(Array((line("a", hash: "2") + "\n").utf8))
    index.note("a", isAnswered: true, hash: 2)
    file.finish()

    let isCompact = file.compact(&index)

    #expect(isCompact)
    #expect(
      text == [line("a", hash: "2"), line("b"), line("c", failed, hash: "1")]
        .joined(separator: "\n") + "\n")
    #expect(access(path + ".new", F_OK) != 0)
  }
}
