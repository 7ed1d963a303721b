import ChatEngine
import Testing

@testable import ChatUI

private let image = Attachment(
  name: "dot.png", mimeType: "image/png", data: Array(repeating: 1, count: 1234))
private let notes = Attachment(name: "a.txt", mimeType: "text/plain", data: Array("milk".utf8))

extension Sample {
  @discardableResult
  mutating func hear(_ event: AttachmentEvent) -> [AppEffect] {
    state.handle(.attachment(event), at: now)
  }

  fileprivate mutating func enter(_ text: String) -> [AppEffect] {
    type(text)
    return press("enter")
  }

  fileprivate var names: [String] { state.attachments.all.map(\.name) }
}

@Suite struct `An attached file in the chat` {
  @Test func `is read, weighed and sent with the prompt`() {
    var sample = Sample(columns: 80, rows: 24)

    #expect(sample.enter("/attach ~/dot.png") == [.attachment(.read(1, .path("~/dot.png")))])
    #expect(
      sample.hear(.read(1, image, path: "/home/me/dot.png")) == [.engine(.weigh([image]))])
    sample.type("What is it?")

    #expect(
      sample.press("enter").prefix(2) == [
        .remember("What is it?"), .engine(.ask("What is it?", [image])),
      ])
    #expect(sample.state.attachments.isEmpty)
  }

  @Test(arguments: ["/attach", "/import", "/export", "/save"])
  func `has its path completed, as the files of other commands have`(command: String) {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.type("\(command) ~/no") == [.attachment(.list("~/"))])
    sample.hear(.listed("~/", [PathItem("notes.md", isFolder: false)]))
    #expect(sample.state.fittingPaths.map(\.name) == ["notes.md"])
    sample.press("tab")
    #expect(sample.state.composer.text == "\(command) ~/notes.md")
  }

  @Test func `goes without a word too`() {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach dot.png")
    sample.hear(.read(1, image, path: "/dot.png"))

    #expect(sample.press("enter").first == .engine(.ask("", [image])))
  }

  @Test func `that is still being read is waited for`() {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach dot.png")
    sample.type("Look")

    #expect(sample.press("enter") == [.remember("Look")])
    sample.type("next")
    #expect(sample.press("enter") == [.bell])
    #expect(
      sample.hear(.read(1, image, path: "/dot.png")) == [.engine(.ask("Look", [image]))])
    #expect(sample.state.composer.text == "next")
  }

  @Test(arguments: ["escape", "ctrl-c"])
  func `gives the prompt back when it is not waited for`(key: String) {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach dot.png")
    _ = sample.enter("Look")

    sample.press(key)

    #expect(sample.state.composer.text == "Look")
    #expect(sample.names == ["dot.png"])
    #expect(sample.state.outgoing == nil)
  }

  @Test func `that was taken away and cannot be read troubles nobody`() {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach gone.png")
    _ = sample.enter("/detach")
    _ = sample.enter("/attach dot.png")
    _ = sample.enter("Look")

    #expect(sample.hear(.failed(1, "It is not there.")) == [])
    #expect(
      sample.hear(.read(2, image, path: "/dot.png")) == [.engine(.ask("Look", [image]))])
  }

  @Test func `that is still being read keeps the prompt as a draft when the person leaves`() {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach dot.png")
    _ = sample.enter("Look")

    #expect(sample.input(.eof) == [.engine(.saveDraft("Look")), .quit])
  }

  @Test func `that cannot be read is said, and the prompt is not sent without it`() {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach dot.png")
    _ = sample.enter("Look")

    #expect(sample.hear(.failed(1, "It is not there.")) == [.bell])
    #expect(sample.state.notice?.notice.text == "It is not there.")
    #expect(sample.state.composer.text == "Look")
    #expect(sample.state.attachments.isEmpty)
  }

  @Test func `is taken away by Backspace at the start, by its name or number, or with all`() {
    var sample = Sample(columns: 80, rows: 24)
    for (id, name) in ["a", "b", "c", "d", "e"].enumerated() {
      _ = sample.enter("/attach /tmp/\(name)")
      sample.hear(
        .read(
          id + 1, Attachment(name: name, mimeType: "text/plain", data: [65]), path: "/tmp/\(name)"))
    }
    sample.type("x")
    sample.press("ctrl-a", "backspace")
    #expect(sample.names == ["a", "b", "c", "d"])
    #expect(sample.state.composer.text == "x")
    sample.press("ctrl-e", "backspace")
    _ = sample.enter("/detach c")
    #expect(sample.names == ["a", "b", "d"])
    _ = sample.enter("/detach 1")
    #expect(sample.names == ["b", "d"])
    #expect(sample.enter("/detach z") == [.bell])
    #expect(
      sample.state.notice?.notice.text == "Nothing attached is called z. There is: b, d.")
    _ = sample.enter("/detach")
    #expect(sample.state.attachments.isEmpty)
    #expect(sample.enter("/detach") == [.bell])
    #expect(sample.state.notice?.notice.text == "Nothing is attached.")
  }

  @Test func `comes from the clipboard, or text does`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.press("ctrl-v") == [.attachment(.read(1, .clipboard))])
    sample.hear(.read(1, image, path: nil))
    #expect(sample.names == ["dot.png"])

    #expect(sample.enter("/paste") == [.attachment(.read(2, .clipboard))])
    sample.hear(.text(2, "words"))
    #expect(sample.state.composer.text == "words")
    #expect(sample.names == ["dot.png"])
  }

  @Test func `that the model does not take is said at once, and again of another model`() {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach dot.png")
    sample.hear(.read(1, image, path: "/dot.png"))

    sample.engine(.objections(["m takes no images: dot.png is only named."]))
    #expect(
      sample.state.notice?.notice
        == Notice(
          .warning, "m takes no images: dot.png is only named. ^P chooses another model."))
    #expect(
      sample.engine(.selected(Sample.route, label: "main", route: [Sample.target]))
        == [.engine(.weigh([image]))])
  }

  @Test func `is one of an earlier prompt that is worded anew, and may be taken away`() {
    var sample = Sample(columns: 80, rows: 24)
    let prompt = Message(
      id: MessageID("p"), parent: nil, role: .user, parts: [.attachment(image), .text("Look")],
      time: Sample.morning)
    sample.engine(.messageAdded(PathMessage(prompt)))
    _ = sample.enter("/attach a.txt")
    sample.hear(.read(1, notes, path: "/a.txt"))

    sample.press("escape", "escape")
    #expect(sample.names == ["dot.png"])
    sample.press("ctrl-a", "backspace")
    #expect(sample.press("enter").last == .engine(.edit(MessageID("p"), "Look", [])))
    #expect(sample.names == ["a.txt"])
  }

  @Test(arguments: ["escape", "ctrl-c"])
  func `of another wording stays beside the prompt when that is left`(key: String) {
    var sample = Sample(columns: 80, rows: 24)
    let prompt = Message(
      id: MessageID("p"), parent: nil, role: .user, parts: [.attachment(image), .text("Look")],
      time: Sample.morning)
    sample.engine(.messageAdded(PathMessage(prompt)))
    sample.press("escape", "escape")
    #expect(sample.press("ctrl-v") == [.attachment(.read(2, .clipboard))])
    sample.press(key)
    sample.hear(.read(2, notes, path: "/a.txt"))

    #expect(sample.state.editing == nil)
    #expect(sample.names == ["a.txt"])
    #expect(sample.state.notice?.notice.text == "Left. Its new file stays here.")
  }

  @Test func `of a prompt that waits is kept with the draft, and of its new wording too`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.begin(1, "First")
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    _ = sample.enter("/attach a.txt")
    sample.hear(.read(1, notes, path: "/a.txt"))
    let effects = sample.enter("Second")
    #expect(!effects.contains(.engine(.saveDraftFiles([]))))
    sample.press("up", "ctrl-v")
    sample.hear(.read(2, image, path: nil))
    sample.press("escape")
    #expect(sample.names == ["dot.png"])
    let files = [DraftFile.path("/a.txt"), .content(image)]
    #expect(sample.press("ctrl-n").contains(.engine(.saveDraftFiles(files))))
  }

  @Test func `is kept with the draft, and comes back with it`() {
    var sample = Sample(columns: 80, rows: 24)
    _ = sample.enter("/attach a.txt")
    sample.hear(.read(1, notes, path: "/tmp/a.txt"))
    sample.press("ctrl-v")
    sample.hear(.read(2, image, path: nil))
    let files = [DraftFile.path("/tmp/a.txt"), .content(image)]

    #expect(sample.input(.eof) == [.engine(.saveDraftFiles(files)), .quit])
    #expect(sample.input(.eof) == [.quit])
    #expect(
      sample.engine(.opened(OpenedConversation(id: "c2", draftFiles: files)))
        == [.attachment(.read(3, .path("/tmp/a.txt"))), .engine(.weigh([image]))])
    #expect(sample.names == ["a.txt", "dot.png"])
  }

  @Test func `is refused beyond 32`() {
    var sample = Sample(columns: 80, rows: 24)
    for _ in 1...32 { _ = sample.enter("/attach a") }
    #expect(sample.enter("/attach a") == [.bell])
    #expect(
      sample.state.notice?.notice.text == "32 files are attached; no more go with one prompt.")
  }
}

@Suite struct `A paste of paths` {
  @Test func `becomes files where all are files`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(
      sample.paste("'/tmp/a b.png' /tmp/c.txt ")
        == [.attachment(.drop(1, ["/tmp/a b.png", "/tmp/c.txt"]))])
    sample.hear(.dropped(1, [("/tmp/a b.png", image), ("/tmp/c.txt", notes)]))
    #expect(sample.names == ["dot.png", "a.txt"])
    #expect(sample.state.composer.isEmpty)
  }

  @Test func `is text where they are none, also when it was sent meanwhile`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("see ")
    sample.paste("/help")
    sample.hear(.dropped(1, []))
    #expect(sample.state.composer.text == "see /help")

    sample.paste("/nowhere")
    #expect(sample.press("enter") == [.remember("see /help")])
    #expect(
      sample.hear(.dropped(2, [])) == [.engine(.ask("see /help/nowhere"))])
  }

  @Test(arguments: ["/tmp/a and more words", "a/b.png", "", "https://example.org/a.png"])
  func `with anything else is text at once`(text: String) {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.paste(text) == [])
    #expect(sample.state.composer.text == text)
  }

  @Test func `behind a command is its argument`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("/attach ")
    sample.paste("'/tmp/a b.png'")
    #expect(sample.press("enter") == [.attachment(.read(1, .path("/tmp/a b.png")))])
  }
}

@Suite struct `A path after @` {
  private func listed(_ text: String, _ folder: String, _ names: String...) -> Sample {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.type(text).contains(.attachment(.list(folder))))
    sample.hear(
      .listed(folder, names.map { PathItem($0.filter { $0 != "/" }, isFolder: $0.hasSuffix("/")) }))
    return sample
  }

  @Test func `is completed by Tab, and attached when it is whole`() {
    var sample = listed("see @", "", "src/", "srv.txt", ".hidden", "other")
    #expect(sample.state.fittingPaths.map(\.name) == ["src", "srv.txt", "other"])
    sample.type("s")
    sample.press("tab")
    #expect(sample.state.composer.text == "see @sr")
    sample.type("c")
    #expect(sample.press("tab") == [.attachment(.list("src/"))])
    #expect(sample.state.composer.text == "see @src/")
    sample.hear(.listed("src/", [PathItem("my file.swift", isFolder: false)]))

    #expect(
      sample.press("tab") == [.attachment(.read(1, .path("src/my file.swift")))])
    #expect(sample.state.composer.text == "see @src/my\\ file.swift ")
    sample.hear(.read(1, notes, path: "/src/my file.swift"))
    sample.type("now")
    #expect(
      sample.press("enter").dropFirst().first
        == .engine(.ask("see @src/my\\ file.swift now", [notes])))
  }

  @Test func `is completed as soon as the folder is known, if Tab came first`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("@no")
    #expect(sample.press("tab") == [])
    #expect(
      sample.hear(.listed("", [PathItem("notes.md", isFolder: false)]))
        == [.attachment(.read(1, .path("notes.md")))])
    #expect(sample.state.composer.text == "@notes.md ")
  }

  @Test func `that was typed to its end is attached on sending, if it is there`() {
    var sample = Sample(columns: 80, rows: 24)
    for character in "ask @alice about @a.txt." { sample.type(String(character)) }

    #expect(
      sample.press("enter") == [
        .remember("ask @alice about @a.txt."), .attachment(.read(1, .path("a.txt"))),
        .attachment(.read(2, .path("alice"))),
      ])
    #expect(sample.hear(.read(1, notes, path: "/a.txt")).isEmpty)
    #expect(
      sample.hear(.failed(2, "It is not there.", isFile: false)) == [
        .engine(.ask("ask @alice about @a.txt.", [notes]))
      ])
    #expect(sample.state.notice == nil)
  }

  @Test func `that came at once with what follows it is attached as well`() {
    for pieces in [["see @a.txt please"], ["see @a", ".txt, please"], ["@a.txt\n", "please"]] {
      var sample = Sample(columns: 80, rows: 24)
      for piece in pieces { sample.type(piece) }
      #expect(
        sample.press("enter").dropFirst().first == .attachment(.read(1, .path("a.txt"))))
    }
  }

  @Test func `that was pasted before something is typed attaches nothing either`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.paste("@~/.ssh/id_rsa")
    sample.type(" what is this?")
    #expect(
      sample.press("enter").dropFirst().first
        == .engine(.ask("@~/.ssh/id_rsa what is this?")))
  }

  @Test func `that is a file and cannot be read is said, and the prompt is not sent`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("see @a.bin")
    sample.press("enter")

    #expect(sample.hear(.failed(1, "It is neither text nor an image.")) == [.bell])
    #expect(sample.state.notice?.notice.text == "It is neither text nor an image.")
    #expect(sample.state.composer.text == "see @a.bin")
    #expect(sample.state.outgoing == nil)
  }

  @Test func `that was pasted attaches nothing`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.paste("look at @~/.ssh/id_rsa please")
    #expect(
      sample.press("enter").dropFirst().first
        == .engine(.ask("look at @~/.ssh/id_rsa please")))
  }

  @Test func `that is deleted takes its file along`() {
    var sample = listed("@", "", "a.txt")
    sample.press("tab")
    sample.hear(.read(1, notes, path: "/a.txt"))
    #expect(sample.names == ["a.txt"])
    sample.press("ctrl-w")
    #expect(sample.names == [])
  }

  @Test func `is none in the middle of a word`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.type("me@example.org") == [])
    #expect(sample.press("enter").contains(.engine(.ask("me@example.org"))))
  }
}

@Suite struct `A URL to be attached` {
  private func asked() -> Sample {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.enter("/attach https://example.org/a.png") == [])
    sample.now += .seconds(1)
    return sample
  }

  @Test func `is fetched after y`() {
    var sample = asked()
    #expect(sample.type("y") == [.attachment(.read(1, .url("https://example.org/a.png")))])
    #expect(sample.state.fetchQuestion == nil)
    #expect(sample.state.composer.isEmpty)
  }

  @Test(arguments: ["enter", "escape", "n", "space", "ctrl-c"])
  func `is not fetched after another key`(key: String) {
    var sample = asked()
    #expect(sample.press(key) == [])
    #expect(sample.state.notice?.notice.text == "Not fetched.")
    #expect(sample.state.attachments.isEmpty)
  }

  @Test func `is not fetched by what is pasted or was typed ahead`() {
    var sample = asked()
    #expect(sample.paste("y") == [])
    #expect(sample.state.fetchQuestion == nil)

    #expect(sample.enter("/attach https://example.org/a.png") == [])
    #expect(sample.type("y") == [])
    #expect(sample.state.fetchQuestion != nil)
    #expect(sample.state.attachments.isEmpty)
  }

  @Test(arguments: [
    "http://example.org/a.png", "https://127.0.0.1/a", "https://printer.local/a",
    "https://user:word@example.org/a",
  ])
  func `of this network, or not by https, is refused`(url: String) {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.enter("/attach \(url)") == [.bell])
    #expect(
      sample.state.notice?.notice.text.hasSuffix("Save it yourself, and attach the file.") == true)
    #expect(sample.state.fetchQuestion == nil)
  }

  @Test func `is not asked about where the question could not be seen`() {
    var sample = Sample(columns: 80, rows: 6)
    #expect(sample.enter("/attach https://example.org/a.png") == [.bell])
  }
}
