import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A notice` {
  private let error = Notice(.error, "Cannot save to /p. /save PATH saves elsewhere.")
  private let news = Notice(.info, "b answers.")

  private func notice(_ sample: Sample) -> String? { sample.state.notice?.notice.text }

  @Test func `of an error is read before what is less takes its place`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.notice(error))
    sample.wait(.seconds(1))
    sample.engine(.notice(news))
    #expect(notice(sample) == error.text)
    #expect(sample.state.nextTick == sample.now + .seconds(4))

    sample.wait(.seconds(4))
    #expect(notice(sample) == news.text)
  }

  @Test func `of a conversation that is left goes with it, but one of the start stays`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.state.conversationID = ""
    sample.engine(.notice(news))
    sample.engine(.opened(OpenedConversation(id: "c1")))
    #expect(notice(sample) == news.text)

    sample.engine(.notice(Notice(.warning, "The answer in “a” was stopped.")))
    sample.engine(.opened(OpenedConversation(id: "c2")))
    #expect(notice(sample) == nil)

    sample.engine(.notice(error))
    sample.engine(.opened(OpenedConversation(id: "c3")))
    #expect(notice(sample) == error.text)
  }

  @Test func `of an error gives way to another one`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.notice(error))
    sample.engine(.notice(Notice(.error, "Disk error.")))

    #expect(notice(sample) == "Disk error.")
  }

  @Test func `of an error gives way to what answers a key`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.notice(error))
    sample.press("ctrl-c")

    #expect(notice(sample) == "^C again quits.")
  }

  @Test func `of an error gives way to what is said of the next prompt`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.notice(error))
    sample.type("Hello")
    sample.press("enter")
    sample.engine(.notice(news))

    #expect(notice(sample) == news.text)
  }

  @Test func `that waited is forgotten with what it was about`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.notice(error))
    sample.engine(.notice(news))
    sample.engine(.turn(.connecting(Sample.target)))
    sample.wait(.seconds(6))

    #expect(notice(sample) == error.text)
  }

  @Test(arguments: ["left", "alt-up", "x"])
  func `of what a key would do goes when another key was pressed`(key: String) {
    for armed in ["ctrl-c", "escape"] {
      var sample = Sample(columns: 80, rows: 24)
      sample.exchange(1, "Hello", "Hi")
      sample.press(armed)
      #expect(notice(sample)?.contains(" again ") == true)
      sample.press(key)
      #expect(notice(sample) == nil)
    }
  }

  @Test func `of a question goes with any other key`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.confirm("Sure?", .stop))
    sample.press("ctrl-a")

    #expect(notice(sample) == nil)
    #expect(sample.type("y") == [])
  }
}
