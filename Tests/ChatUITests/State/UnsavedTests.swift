import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `Messages that cannot be saved` {
  private static let refusal =
    "2 messages are not saved (No space left on device): quit again to lose them, "
    + "or /save PATH keeps them elsewhere."

  private static let two = Unsaved(messages: 2, reason: "No space left on device")

  /// The word on what was tried to be saved.
  private func refuse(_ sample: inout Sample, _ unsaved: Unsaved = two) -> [AppEffect] {
    sample.engine(.savingTried(unsaved))
  }

  private var sample: Sample {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Hello", "Hi")
    sample.engine(.unsaved(Self.two))
    return sample
  }

  private func enter(_ text: String, in sample: inout Sample) -> [AppEffect] {
    sample.type(text)
    return sample.press("enter")
  }

  @Test func `are lost only by who quits twice`() {
    var sample = sample

    #expect(sample.press("ctrl-d") == [.engine(.trySaving)])
    #expect(sample.state.notice == nil)
    #expect(refuse(&sample) == [.bell])
    #expect(sample.state.notice?.notice == Notice(.warning, Self.refusal))
    #expect(sample.press("ctrl-d") == [.quit])
  }

  @Test func `are lost only by who types it twice`() {
    var sample = sample

    #expect(enter("/quit", in: &sample) == [.engine(.trySaving)])
    #expect(refuse(&sample) == [.bell])
    #expect(enter("/quit", in: &sample) == [.quit])
  }

  @Test func `are lost only by one more interrupt than usual`() {
    var sample = sample

    #expect(sample.press("ctrl-c") == [])
    #expect(sample.press("ctrl-c") == [.engine(.trySaving)])
    #expect(refuse(&sample) == [.bell])
    #expect(sample.press("ctrl-c") == [.quit])
  }

  @Test func `are told of again when there are more`() {
    var sample = sample
    sample.press("ctrl-d")
    _ = refuse(&sample)
    let four = Unsaved(messages: 4, reason: "No space left on device")
    sample.engine(.unsaved(four))

    #expect(sample.press("ctrl-d") == [.engine(.trySaving)])
    #expect(refuse(&sample, four) == [.bell])
  }

  @Test func `may be one`() {
    var sample = sample
    let one = Unsaved(messages: 1, reason: "Read-only file system")
    sample.engine(.unsaved(one))
    sample.press("ctrl-d")
    _ = refuse(&sample, one)

    #expect(
      sample.state.notice?.notice.text
        == "1 message is not saved (Read-only file system): quit again to lose it, "
        + "or /save PATH keeps it elsewhere.")
  }

  @Test func `keep nobody whose terminal is gone`() {
    var sample = sample

    #expect(sample.input(.eof) == [.quit])
  }

  @Test func `keep nobody once they are saved, or where there is none`() {
    for unsaved in [nil, Unsaved(messages: 0, reason: "Read-only file system")] {
      var sample = sample
      sample.engine(.unsaved(unsaved))
      #expect(sample.press("ctrl-d") == [.quit])
    }
  }

  @Test func `are lost only by who goes to another conversation twice`() {
    var sample = sample

    #expect(enter("/new", in: &sample) == [.engine(.trySaving)])
    #expect(refuse(&sample) == [.bell])
    #expect(
      sample.state.notice?.notice.text
        == "2 messages are not saved (No space left on device): do it again to lose them, "
        + "or /save PATH keeps them elsewhere.")
    #expect(enter("/new", in: &sample) == [.engine(.newConversation)])
  }

  @Test func `are saved on leaving where there is room again, and nothing is said`() {
    var sample = sample
    sample.press("ctrl-d")
    #expect(sample.engine(.savingTried(nil)) == [.quit])

    sample = self.sample
    _ = enter("/new", in: &sample)
    #expect(sample.engine(.savingTried(nil)) == [.engine(.newConversation)])
    #expect(sample.state.notice == nil)
  }

  @Test func `take nobody away who does something else meanwhile`() {
    var sample = sample
    sample.press("ctrl-d")
    sample.type("x")
    #expect(sample.engine(.savingTried(nil)) == [])
    #expect(sample.state.composer.text == "x")
  }

  @Test func `are told of at once where nothing comes of trying`() {
    var sample = sample
    sample.press("ctrl-d")
    #expect(sample.press("ctrl-d") == [.bell])
    #expect(sample.press("ctrl-d") == [.quit])
  }

  @Test func `are marked beside the title, however long it is`() {
    var sample = sample
    sample.engine(.titled(String(repeating: "long ", count: 40)))
    #expect(sample.text().hasPrefix(" long long"))
    #expect(sample.text().prefix { $0 != "\n" }.contains("… (not saved)"))

    sample.engine(.unsaved(nil))
    #expect(!sample.text().contains("(not saved)"))
  }
}
