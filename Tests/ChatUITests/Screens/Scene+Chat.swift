import ChatEngine

@testable import ChatUI

extension Scene {
  /// Everything that Markdown has, with text of all directions and widths beside rules and frames.
  static let page = """
    ## What the lexer *allocates*

    Three places do it, as `perf` says ([notes](https://example.org/lexer)):

    1. `Token.text` is a **String**, which owns its bytes
       - one allocation a token, ~~three~~ two where it is long
       - 日本語 and 👨‍👩‍👧 count as well
    2. the table of names
    - [x] measured
    - [ ] repaired

    > It is not the parser.
    > > Nor was it ever.

    | script | sample | tokens | share |
    |:--|:--:|--:|--:|
    | Chinese | 你好，世界 | 1204 | 31 % |
    | Arabic | مرحبا بالعالم | 96 | 2 % |
    | Hebrew | שלום עולם | 7 | 0 % |
    | emoji | 👍🏽 🇩🇪 ❤️ | 12 | 1 % |
    | marks | cafe\u{301} naïve | 3 | 0 % |

    ```swift
    /// A piece of the source: no copy of it.
    struct Token { var text: Substring; let kind = "名前" }
    ```

    The sum is $n^2 + \\alpha$, and that is all.

    ---
    """

  static let chats: [Scene] = [
    Scene("chat-empty") { _ in },
    markdown,
    markdown.then("chat-markdown-top") { $0.press("ctrl-home") },
    Scene("chat-exchange") { sample in
      sample.engine(.titled("Parser rewrite"))
      sample.exchange(1, "Why does the lexer allocate per token?", Sample.codeAnswer)
      sample.engine(.context(used: 12_300, isEstimated: false, window: 200_000))
      sample.engine(.spent(0.031, isEstimated: false))
      sample.type("and how would you measure that?")
    },
    long.then("chat-scrolled") { $0.press("pageup", "pageup") },
    long.then("chat-far-up") { $0.press("ctrl-home") },
    Scene("chat-branches") { sample in
      sample = Sample.cut(columns: sample.state.size.columns, rows: sample.state.size.rows)
    },
    long.then("message-selected") { $0.press("alt-up", "alt-up") },
    Scene("chat-read-only") { sample in
      sample.exchange(1, "Hello", "Hi")
      let path = sample.state.transcript.entries.map { PathMessage($0.message) }
      sample.engine(
        .opened(
          OpenedConversation(
            id: "c1", title: "Parser rewrite", path: path,
            readOnly:
              "Another llmterm has this conversation open: it can be read, and /fork goes on.")))
    },
    Scene("chat-not-saved") { sample in
      sample.exchange(1, "Hello", "Hi")
      sample.engine(.titled("Parser rewrite"))
      let unsaved = Unsaved(messages: 2, reason: "No space left on device")
      sample.engine(.unsaved(unsaved))
      sample.press("ctrl-d")
      sample.engine(.savingTried(unsaved))
    },
    Scene("text-marked") { sample in
      sample.exchange(1, "Count to ten.", "One, two, three, four, five, six.\n\nSeven, eight.")
      sample.state.layOut()
      let rect = ScreenLayout(sample.state).transcript
      sample.input(.mouse(MouseEvent(.press, .left, column: 4, row: rect.row)))
      sample.input(.mouse(MouseEvent(.drag, .left, column: 12, row: rect.bottom - 1)))
    },
  ]

  static let markdown = Scene("chat-markdown") { sample in
    sample.engine(.titled("日本語のタイトル 👨‍👩‍👧"))
    sample.exchange(1, "Where does the time go?\n你好，世界！ cafe\u{301} 🇩🇪 👍🏽", page)
  }

  static let long = Scene("chat-long") { sample in
    for number in 1...40 { sample.exchange(number, "Ask \(number)", "Answer \(number)") }
  }
}
