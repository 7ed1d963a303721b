import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A chat line by line` {
  @Test func `reads a conversation in its order`() {
    var recital = Recital()
    recital.type("Why does the lexer allocate?")
    #expect(
      recital.effects == [
        .remember("Why does the lexer allocate?"), .engine(.ask("Why does the lexer allocate?")),
      ])
    #expect(recital.chat.prompt?.string == "You: ")
    recital.stream(
      1, "It makes ", "strings. Two", " places.", prompt: "Why does the lexer allocate?")
    recital.type("Thanks")
    recital.expect(
      """
      route main answers.
      You: Why does the lexer allocate?
      claude-sonnet-5, anthropic:
      It makes strings.
      Two places.
      1.2 seconds, 45 tokens per second, $0.0042.
      You: Thanks
      """)
  }

  @Test func `asks for nothing while an answer comes`() {
    var recital = Recital()
    recital.engine(.turn(.connecting(Sample.target)))
    #expect(recital.chat.prompt == nil)
    recital.engine(.turn(.idle))
    #expect(recital.chat.prompt?.string == "You: ")
  }

  @Test func `says what the status bar would`() {
    var recital = Recital()
    _ = recital.heard()
    let ask = Sample.prompt(1, "Hello")
    recital.type("Hello")
    recital.engine(.messageAdded(PathMessage(ask)))
    recital.engine(.turn(.connecting(Sample.target)))
    let limited = Failure(.rateLimited, status: 429)
    recital.engine(
      .turn(.waiting(Sample.target, until: recital.now + .seconds(3), because: limited)))
    recital.engine(
      .notice(Notice(.warning, "anthropic answered 429 (rate limited); using openai")))
    recital.engine(.turn(.connecting(Sample.other)))
    recital.type("And more")
    recital.wait(.seconds(15))
    recital.wait(.seconds(30))
    recital.wait(.seconds(30))
    recital.expect(
      """
      You: Hello
      anthropic is limiting: 3 s, Ctrl-C cancels.
      anthropic answered 429 (rate limited); using openai.
      And more
      It is sent when this answer has ended.
      Still waiting, for 15 seconds.
      Still waiting, for 1 minute 15 seconds.
      """)
  }

  @Test func `says how an answer ended where that is not the ordinary way`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("Go")
    let ask = Sample.prompt(1, "Go")
    recital.engine(.messageAdded(PathMessage(ask)))
    recital.engine(.messageAdded(PathMessage(Sample.streaming(1, to: ask))))
    recital.engine(.part(MessageID("a1"), .text("Half a sent")))
    var answer = Sample.answer(1, "Half a sent", to: ask)
    answer.ending?.finish = .length
    answer.ending?.cost = nil
    recital.engine(.messageEnded(PathMessage(answer)))
    var failed = Sample.answer(2, "", to: ask)
    failed.parts = []
    failed.state = .partial
    failed.ending = Ending(failure: Failure(.auth, status: 401))
    recital.engine(.messageAdded(PathMessage(Sample.streaming(2, to: ask))))
    recital.engine(
      .messageEnded(
        PathMessage(failed, failure: "anthropic answered 401. Tried once. Or press ^P to choose.")))
    recital.expect(
      """
      You: Go
      claude-sonnet-5, anthropic:
      Half a sent
      Cut at the length limit. 1.2 seconds, 45 tokens per second.
      claude-sonnet-5, anthropic:
      No answer.
      anthropic answered 401. Tried once. Or type /model to choose.
      """)
  }

  @Test func `folds reasoning to a line, and reads it where that is wanted`() {
    var recital = Recital()
    _ = recital.heard()
    let ask = Sample.prompt(1, "Go")
    func think(_ number: Int) {
      recital.engine(.messageAdded(PathMessage(Sample.streaming(number, to: ask))))
      let id = MessageID("a\(number)")
      recital.engine(.part(id, .reasoning("Let me see. It is")))
      recital.now += .seconds(8)
      recital.engine(.part(id, .text("Yes.")))
      var answer = Sample.answer(number, "Yes.", to: ask)
      answer.ending = nil
      recital.engine(.messageEnded(PathMessage(answer)))
    }
    think(1)
    recital.type("/fold")
    think(2)
    recital.expect(
      """
      claude-sonnet-5, anthropic:
      Thought for 8 seconds.
      Yes.
      You: /fold
      Reasoning is read out from now on.
      claude-sonnet-5, anthropic:
      Reasoning:
      Let me see.
      It is
      End of reasoning.
      Yes.
      """)
  }

  @Test func `says tool calls in a line each`() {
    var recital = Recital()
    _ = recital.heard()
    let calling = Sample.calling(1, "{\"city\":\"Oslo\"}", "{}", text: "I look.")
    recital.engine(.messageAdded(PathMessage(calling)))
    recital.engine(
      .messageAdded(
        PathMessage(
          Sample.results(
            1, Sample.result("t1", "3 degrees\nrain"),
            Sample.result("t2", "no such city", isError: true)))))
    recital.expect(
      """
      claude-sonnet-5, anthropic:
      I look.
      Tool weather, {"city":"Oslo"}: not run.
      Tool weather: not run.
      1.2 seconds, 45 tokens per second, $0.0042.
      Tool weather, {"city":"Oslo"}: done, 3 degrees.
      Tool weather: failed, no such city.
      """)
  }

  @Test func `opens with the last exchange and what was not sent`() {
    let ask = Sample.prompt(1, "First")
    let second = Sample.prompt(2, "Second?\nWith two lines.")
    var recital = Recital(
      opening: [
        PathMessage(ask), PathMessage(Sample.answer(1, "One", to: ask)), PathMessage(second),
        PathMessage(Sample.answer(2, "Two", to: second), position: 1, siblings: 2),
      ], title: "Numbers", draft: "and then")
    recital.expect(
      """
      Conversation “Numbers”, 4 messages. The last of them:
      You: Second?
      With two lines.
      claude-sonnet-5, anthropic, version 1 of 2:
      Two
      1.2 seconds, 45 tokens per second, $0.0042.
      A prompt that is not sent: and then
      /send sends it. A new prompt takes its place.
      route main answers.
      """)
    recital.type("/send")
    #expect(recital.effects.contains(.engine(.ask("and then"))))
    recital.type("/top")
    #expect(
      recital.heard().hasPrefix(
        "You: /send\nYou: /top\nYou: First\nclaude-sonnet-5, anthropic:\nOne"))
  }

  @Test func `takes a backslash, a paste and a space as people mean them`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("one\\")
    recital.type("two")
    #expect(recital.effects.contains(.engine(.ask("one\ntwo"))))
    recital.type("a", "b")
    recital.type("c")
    #expect(recital.effects.isEmpty)
    recital.type("")
    #expect(recital.effects.contains(.engine(.ask("a\nb\nc"))))
    recital.type(" /model is a command")
    #expect(recital.effects.contains(.engine(.ask(" /model is a command"))))
    recital.expect(
      """
      You: one\\
      More: two
      You: a
      You: b
      2 lines. An empty line sends them, Ctrl-C drops them.
      More, or an empty line: c
      3 lines. An empty line sends them, Ctrl-C drops them.
      More, or an empty line: 
      You:  /model is a command
      """)
  }

  @Test func `stops, then leaves`() {
    var recital = Recital()
    _ = recital.heard()
    recital.engine(.turn(.connecting(Sample.target)))
    recital.interrupt()
    #expect(recital.effects == [.engine(.stop)])
    recital.engine(.turn(.idle))
    recital.type("one\\")
    recital.interrupt()
    recital.interrupt()
    recital.interrupt()
    #expect(recital.effects.last == .quit)
    recital.expect("You: one\\\nDropped.\nCtrl-C again quits.")
    #expect(recital.chat.endOfInput(at: recital.now).effects.last == .quit)
  }

  @Test func `says in a sentence what means nothing there`() {
    var recital = Recital()
    _ = recital.heard()
    for line in ["/zoom-pane", "/yank", "/theme", "/pin-conversation", "/nothing"] {
      recital.type(line)
    }
    recital.expect(
      """
      You: /zoom-pane
      That is about the full screen, which is not there.
      You: /yank
      Here the terminal itself edits the line.
      You: /theme
      A theme is about the full screen, which is not there.
      You: /pin-conversation
      That is for an open list, with the number of a line behind it.
      You: /nothing
      There is no /nothing. /help lists all; with a space before it is no command.
      """)
  }

  @Test func `has a prompt worded anew`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("First")
    recital.stream(1, "One.", prompt: "First")
    _ = recital.heard()
    recital.type("/message-up")
    recital.type("/message-up")
    recital.type("/edit-message")
    recital.type("Second")
    #expect(recital.effects.contains(.engine(.edit(MessageID("p1"), "Second", []))))
    recital.expect(
      """
      You: /message-up
      Message 2 of 2.
      claude-sonnet-5, anthropic:
      One.
      1.2 seconds, 45 tokens per second, $0.0042.
      You: /message-up
      Message 1 of 2.
      You: First
      You: /edit-message
      The prompt was: First
      Type its new wording. An empty line leaves it.
      New wording: Second
      """)
  }

  @Test func `reads another version when one goes to it`() {
    var recital = Recital()
    recital.type("First")
    recital.stream(1, "One.", prompt: "First")
    _ = recital.heard()
    let ask = Sample.prompt(1, "First")
    recital.engine(.pathChanged([PathMessage(ask)]))
    recital.engine(
      .pathChanged([
        PathMessage(ask), PathMessage(Sample.answer(2, "Uno.", to: ask), position: 2, siblings: 2),
      ]))
    recital.expect(
      """
      claude-sonnet-5, anthropic, version 2 of 2:
      Uno.
      1.2 seconds, 45 tokens per second, $0.0042.
      """)
  }

  @Test func `copies an answer, and then a block of it by its number`() {
    var recital = Recital()
    recital.type("Go")
    recital.stream(1, "```\none\n```\n\n```\ntwo\n```\n", prompt: "Go")
    _ = recital.heard()
    recital.type("/copy")
    recital.now += .seconds(60)
    recital.type("2")
    #expect(recital.effects == [.copy("two")])
    recital.type("2")
    #expect(recital.effects.contains(.engine(.ask("2"))))
    recital.expect(
      """
      You: /copy
      Copied. A number copies a code block alone: 1 to 2.
      You: 2
      Copied code block 2.
      You: 2
      """)
  }

  @Test(arguments: [
    (0, "0 seconds"), (20, "less than 0.1 seconds"), (840, "0.8 seconds"), (1000, "1 second"),
    (1250, "1.3 seconds"), (59_999, "60 seconds"), (60_000, "1 minute"),
    (125_000, "2 minutes 5 seconds"),
  ])
  func `says times in words`(milliseconds: Int, words: String) {
    #expect(SpokenFigures.duration(.milliseconds(milliseconds)).string == words)
  }

  @Test func `finds words, and walks from place to place`() {
    var recital = Recital()
    recital.type("Where is it?")
    recital.stream(1, "It is here. And it is there.", prompt: "Where is it?")
    _ = recital.heard()
    recital.type("/find it is")
    recital.type("n")
    recital.type("")
    recital.type("/find nowhere")
    recital.expect(
      """
      You: /find it is
      2 of 2, message 2, claude-sonnet-5, anthropic: It is here. And it is there.
      n next, N before, an empty line ends: n
      On from the beginning.
      1 of 2, message 2, claude-sonnet-5, anthropic: It is here. And it is there.
      n next, N before, an empty line ends: 
      You: /find nowhere
      “nowhere” stands nowhere in this conversation.
      """)
  }
}
