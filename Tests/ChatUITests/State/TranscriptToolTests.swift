import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A tool's result` {
  private func transcript(_ messages: Message...) -> Transcript {
    var transcript = Transcript()
    transcript.resize(columns: 60, rows: 40)
    transcript.open(messages.map { PathMessage($0) })
    transcript.prepare()
    return transcript
  }

  private static let ask = Sample.prompt(1, "Ask")
  private static let answer = Sample.answer(2, "So it is.", to: Sample.prompt(1, ""))

  private func results(_ transcript: Transcript, entry: Int = 1) -> [String?] {
    transcript.entries[entry].runs.map { $0.result?.content }
  }

  @Test func `stands under its call and not by itself`() {
    let transcript = transcript(
      Self.ask, Sample.calling(1, "{}", "{}"),
      Sample.results(1, Sample.result("t2", "two"), Sample.result("t1", "one")), Self.answer)
    #expect(transcript.entries.map(\.message.id.text) == ["p1", "a1", "a2"])
    #expect(results(transcript) == ["one", "two"])
  }

  @Test func `may stand in several messages`() {
    var second = Sample.results(1, Sample.result("t2", "two"))
    second = Message(
      id: MessageID("r2"), parent: second.id, role: .tool, parts: second.parts,
      time: Sample.morning)
    let transcript = transcript(
      Self.ask, Sample.calling(1, "", ""), Sample.results(1, Sample.result("t1", "one")), second,
      Self.answer)
    #expect(transcript.entries.count == 3)
    #expect(results(transcript) == ["one", "two"])
  }

  @Test func `belongs to the last call of its id`() {
    let transcript = transcript(
      Self.ask, Sample.calling(1, ""), Sample.results(1, Sample.result("t1", "first")),
      Sample.calling(2, ""), Sample.results(2, Sample.result("t1", "second")))
    #expect(results(transcript) == ["first"])
    #expect(results(transcript, entry: 2) == ["second"])
  }

  @Test func `of two calls with one id belongs to one each`() {
    var message = Sample.calling(1, "a", "b")
    message.parts = message.parts.map { part in
      guard case .toolCall(var call) = part else { return part }
      call.id = "same"
      return .toolCall(call)
    }
    let transcript = transcript(
      Self.ask, message,
      Sample.results(1, Sample.result("same", "one"), Sample.result("same", "two")))
    #expect(results(transcript) == ["one", "two"])
  }

  @Test func `is a message of its own where no call has its id`() {
    let transcript = transcript(
      Self.ask, Sample.calling(1, ""), Sample.results(1, Sample.result("t9", "lost")))
    #expect(transcript.entries.map(\.message.id.text) == ["p1", "a1", "r1"])
    #expect(transcript.shown.contains("lost"))
  }

  @Test func `is no longer there on another path`() {
    var transcript = transcript(
      Self.ask, Sample.calling(1, ""), Sample.results(1, Sample.result("t1", "one")), Self.answer)
    transcript.replace(with: [PathMessage(Self.ask), PathMessage(Sample.calling(1, ""))])
    #expect(results(transcript) == [nil])
    var other = Sample.results(1, Sample.result("t1", "other"))
    other = Message(
      id: MessageID("r7"), parent: other.parent, role: .tool, parts: other.parts,
      time: Sample.morning)
    transcript.replace(
      with: [PathMessage(Self.ask), PathMessage(Sample.calling(1, "")), PathMessage(other)])
    #expect(results(transcript) == ["other"])
    transcript.toggleFold()
    transcript.prepare()
    #expect(transcript.shown.contains("> other"))
  }

  @Test func `comes while the call is shown, once`() {
    var transcript = transcript(Self.ask, Sample.calling(1, #"{"a":1}"#))
    transcript.toggleFold()
    transcript.prepare()
    let message = PathMessage(Sample.results(1, Sample.result("t1", "one")))
    transcript.add(message)
    transcript.end(message, at: .zero)
    transcript.prepare()
    #expect(
      transcript.shown
        == [
          "# p1", "Ask", "", "# a1", "> weather ", "> {", "> \"a\": 1", "> }", "result", "> one",
          "",
        ].map { $0 == "> \"a\": 1" ? ">   \"a\": 1" : $0 })
  }

  @Test func `is passed over when messages are selected`() {
    var transcript = transcript(
      Self.ask, Sample.calling(1, ""), Sample.results(1, Sample.result("t1", "one")), Self.answer)
    var selected: [String?] = []
    for _ in 0..<3 {
      transcript.select(by: -1)
      selected.append(transcript.chosen?.id.text)
    }
    #expect(selected == ["a2", "a1", "p1"])
  }

  @Test func `is bounded in height, and says how much is not shown`() {
    let text = (1...1000).map { "row \($0)" }.joined(separator: "\n")
    var transcript = transcript(
      Self.ask, Sample.calling(1, ""), Sample.results(1, Sample.result("t1", text)))
    transcript.toggleFold()
    transcript.prepare()
    let shown = transcript.shown
    #expect(shown.contains("> row 19"))
    #expect(!shown.contains("> row 20"))
    #expect(shown.contains("> 981 more"))
  }

  @Test func `does not make arguments of 100 kB longer than a page`() {
    let json = "{\"text\":\"" + String(repeating: "long ", count: 20_000) + "\"}"
    var transcript = transcript(Self.ask, Sample.calling(1, json))
    #expect(transcript.shown.count == 6)
    transcript.toggleFold()
    transcript.prepare()
    #expect(transcript.shown.count < 30)
  }

  @Test func `of hostile calls by the thousand is found in time`() {
    var messages = [Self.ask]
    for number in 0..<2000 {
      messages.append(Sample.calling(number + 10, ""))
      messages.append(Sample.results(number + 10, Sample.result("t\(number)", "x")))
    }
    var transcript = Transcript()
    transcript.open(messages.map { PathMessage($0) })
    #expect(transcript.entries.count > 2000)
  }

  // MARK: Copying

  @Test func `is not copied with the answer`() {
    var sample = Sample(columns: 80, rows: 24)
    for message in [
      Self.ask, Sample.calling(1, "{}", text: "Let me look."),
      Sample.results(1, Sample.result("t1", "secret")), Self.answer,
    ] {
      sample.engine(.messageAdded(PathMessage(message)))
    }
    #expect(sample.press("alt-y") == [.copy("So it is.")])
    #expect(sample.press("alt-up", "alt-up", "y") == [.copy("Let me look.")])
  }

  @Test func `leaves nothing to copy of an answer that only calls`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.messageAdded(PathMessage(Self.ask)))
    sample.engine(.messageAdded(PathMessage(Sample.calling(1, "{}"))))
    #expect(sample.press("alt-y") == [.bell])
    #expect(sample.state.notice?.notice.text == "There is no text to copy.")
  }

  // MARK: Streaming

  @Test func `stays where it is while the next answer streams`() {
    var transcript = transcript(
      Self.ask, Sample.calling(1, "{}"), Sample.results(1, Sample.result("t1", "one")))
    transcript.add(PathMessage(Sample.streaming(2, to: Self.ask)))
    for _ in 0..<3 { transcript.append(.text("word "), to: MessageID("a2"), at: .zero) }
    #expect(results(transcript) == ["one"])
  }

  @Test func `finds the call whose arguments streamed`() {
    var transcript = Transcript()
    transcript.resize(columns: 60, rows: 40)
    transcript.add(PathMessage(Self.ask))
    transcript.add(PathMessage(Sample.streaming(1, to: Self.ask)))
    let id = MessageID("a1")
    transcript.append(.toolCallBegan(index: 0, id: "t1", name: "weather"), to: id, at: .zero)
    transcript.append(.toolCallArguments(index: 0, "{\"city\":"), to: id, at: .zero)
    transcript.append(.toolCallArguments(index: 0, "\"Oslo\"}"), to: id, at: .zero)
    transcript.prepare()
    #expect(transcript.shown.contains("> weather {\"city\":\"Oslo\"}"))
    transcript.append(.toolCallEnded(index: 0, signature: nil), to: id, at: .zero)
    transcript.add(PathMessage(Sample.results(1, Sample.result("t1", "rain"))))
    transcript.prepare()
    #expect(transcript.shown.contains("> weather {\"city\":\"Oslo\"}"))
    #expect(results(transcript) == ["rain"])
  }
}
