import ChatEngine

@testable import ChatUI

extension Scene {
  static let prompts: [Scene] = [
    Scene("prompt-of-many-rows") { sample in
      sample.exchange(1, "Ask", "Answer")
      sample.type(
        "What do these lines have in common, and which of them took the longest to be answered? ")
      sample.paste(String(repeating: "GET /\n", count: 48))
      sample.type("\none\ntwo\nthree")
    },
    Scene("prompt-wide") { $0.type("いろは e\u{301} 👍 שלום مرحبا") },
    Scene("prompt-edited") { sample in
      sample.exchange(1, "Ask", "Answer")
      sample.press("escape", "escape")
      sample.wait(.seconds(7))
    },
    Scene("prompt-vi") { columns, rows in
      var sample = Sample(columns: columns, rows: rows, editing: .vi)
      sample.exchange(1, "Ask", "Answer")
      sample.type("one two")
      sample.press("escape")
      sample.type("2d")
      return sample
    },
    Scene("completion") { $0.type("/s") },
    Scene("completion-of-all") { sample in
      sample.engine(
        .serverPrompts([
          ServerPrompt(
            server: "git", name: "review", title: "Reviews a change",
            arguments: [.init("branch", isRequired: true), .init("depth")])
        ]))
      sample.type("/")
    },
    Scene("path-completion") { sample in
      sample.type("see @s")
      let names = ["src", "samples", "spoken words", "sketch.png", "s\u{1B}.txt", "日本語.txt"]
      let more = (1...9).map { "scan-\($0).pdf" }
      sample.hear(
        .listed(
          "", (names + more).enumerated().map { PathItem($1, isFolder: $0 < 2) }))
    },
    Scene("attachments") { sample in
      sample.exchange(1, "Hello", "Hi")
      let files = [
        Attachment(
          name: "dot.png", mimeType: "image/png", data: Array(repeating: 1, count: 1234)),
        Attachment(name: "a\u{1B}.txt", mimeType: "text/plain", data: Array("milk".utf8)),
      ]
      for (place, file) in files.enumerated() {
        sample.type("/attach /tmp/\(place)")
        sample.press("enter")
        sample.hear(.read(place + 1, file, path: "/tmp/\(place)"))
      }
      sample.engine(.objections(["claude-sonnet-5 takes no images: dot.png is only named.", nil]))
      sample.press("ctrl-v")
      sample.type("Look")
    },
    Scene("attachments-sent") { sample in
      let image = Attachment(
        name: "dot.png", mimeType: "image/png", data: Array(repeating: 1, count: 1234))
      let prompt = Message(
        id: MessageID("p1"), parent: nil, role: .user, parts: [.attachment(image), .text("Look")],
        time: Sample.morning)
      sample.engine(.messageAdded(PathMessage(prompt)))
      sample.engine(.messageAdded(PathMessage(Sample.answer(1, "A dot.", to: prompt))))
    },
    Scene("fetch-question") { sample in
      sample.exchange(1, "Hello", "Hi")
      sample.type("/attach https://example.org/a/long/path/to/a/picture.png?size=large")
      sample.press("enter")
    },
    queued,
    queued.then("queue-edited") { $0.press("up") },
    queued.then("queue-held") { sample in
      sample.press("escape")
      sample.engine(.turn(.idle))
    },
    Scene("which-key") { sample in
      sample.exchange(1, "Ask", "Answer")
      sample.press("ctrl-x")
      sample.wait(.milliseconds(600))
    },
  ]

  private static let queued = Scene("queue") { sample in
    sample.begin(1, "First")
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    for prompt in ["Second", "Third\nof two lines", "Fourth", "And the last of them"] {
      sample.type(prompt)
      sample.press("enter")
    }
  }

  static let notices: [Scene] = [
    said("notice", .info, "Copied the answer."),
    said(
      "notice-warning", .warning, "anthropic answered 529 (overloaded); openai is asked instead."),
    said(
      "notice-error", .error,
      """
      anthropic answered 429 (rate limited). Tried 3 times over 12 s, then openai, which answered \
      401. Set OPENAI_API_KEY, or press ^P to choose another provider.
      """),
    Scene("budget") { sample in
      sample.exchange(1, "Hello", "Hi")
      sample.engine(.context(used: 12_300, isEstimated: false, window: 200_000))
      sample.engine(
        .spent(0.031, isEstimated: true, left: BudgetLeft(session: 6, day: 4.97, month: 60)))
    },
    Scene("budget-low") { sample in
      sample.exchange(1, "Hello", "Hi")
      sample.engine(.context(used: 180_000, isEstimated: true, window: 200_000))
      var left = BudgetLeft(day: 0.31)
      left.isLow = true
      sample.engine(.spent(4.69, isEstimated: false, left: left))
    },
  ]

  private static func said(_ name: String, _ level: Notice.Level, _ text: String) -> Scene {
    Scene(name) { sample in
      sample.exchange(1, "Hello", "Hi")
      sample.engine(.notice(Notice(level, text)))
    }
  }
}
