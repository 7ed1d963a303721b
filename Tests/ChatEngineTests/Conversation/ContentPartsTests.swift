import Testing

@testable import ChatEngine

@Suite struct `A streamed answer's parts` {
  private func parts(of pieces: [StreamPart]) -> [ContentPart] {
    var parts: [ContentPart] = []
    var calls: [Int] = []
    for piece in pieces { _ = parts.append(piece, calls: &calls) }
    return parts
  }

  @Test func `join words of a kind and keep kinds apart`() {
    let parts = parts(of: [
      .reasoning("a"), .reasoning("b"), .text("c"), .text("d"), .reasoning("e"),
    ])

    #expect(
      parts == [.reasoning(ReasoningPart("ab")), .text("cd"), .reasoning(ReasoningPart("e"))])
  }

  @Test func `keep a signature with the text that it seals`() {
    let parts = parts(of: [.text("a"), .textSignature("s"), .text("b")])

    #expect(parts == [.text(TextPart("a", signature: "s")), .text("b")])
  }

  @Test func `keep a signature that comes without text`() {
    #expect(parts(of: [.textSignature("s")]) == [.text(TextPart("", signature: "s"))])
  }

  @Test func `seal the reasoning before, and begin another after it`() {
    let seal = StreamPart.reasoningSeal(signature: "s", redacted: nil, details: nil)

    let parts = parts(of: [.reasoning("a"), seal, .reasoning("b")])

    #expect(
      parts == [.reasoning(ReasoningPart("a", signature: "s")), .reasoning(ReasoningPart("b"))])
  }

  @Test func `keep reasoning that is only there sealed beside what was shown`() {
    let sealed = StreamPart.reasoningSeal(signature: nil, redacted: "r", details: nil)

    let parts = parts(of: [.reasoning("a"), sealed])

    #expect(
      parts == [.reasoning(ReasoningPart("a")), .reasoning(ReasoningPart("", redacted: "r"))])
  }

  @Test func `collect the arguments of calls that are streamed at once`() {
    let parts = parts(of: [
      .toolCallBegan(index: 0, id: "1", name: "f"), .text("and"),
      .toolCallBegan(index: 1, id: "2", name: "g"), .toolCallArguments(index: 0, "{"),
      .toolCallArguments(index: 1, "[]"), .toolCallArguments(index: 0, "}"),
      .toolCallEnded(index: 0, signature: "s"), .toolCallEnded(index: 1, signature: nil),
    ])

    #expect(
      parts == [
        .toolCall(ToolCall(id: "1", name: "f", arguments: "{}", signature: "s")), .text("and"),
        .toolCall(ToolCall(id: "2", name: "g", arguments: "[]")),
      ])
  }

  @Test(arguments: [-1, 1, 99, Int.max])
  func `pass over a call's piece that belongs to no call`(index: Int) {
    let parts = parts(of: [
      .toolCallBegan(index: 0, id: "1", name: "f"), .toolCallArguments(index: index, "x"),
      .toolCallEnded(index: index, signature: "s"),
    ])

    #expect(parts == [.toolCall(ToolCall(id: "1", name: "f", arguments: ""))])
  }
}
