/// The words of the showcase's answers.
struct ShowcaseText {
  private let echo: String
  private let model: String
  /// What came with the prompt, described.
  private let files: [String]
  /// Picks among the variants.
  private let pick: Int

  init(prompt: String, model: String, files: [String] = []) {
    self.files = files
    echo = Self.echo(of: prompt)
    self.model = model.isEmpty ? "this model" : model
    pick = Int(DemoSignature.hash(prompt) % 997)
  }

  /// A few words of the prompt, fit to stand in a sentence.
  static func echo(of prompt: String) -> String {
    let words = prompt.split { $0.isWhitespace }.prefix(8).joined(separator: " ")
    let plain = words.unicodeScalars.filter { scalar in
      scalar.value >= 0x20 && scalar.value != 0x7F && !"`*_|\"".unicodeScalars.contains(scalar)
    }
    let text = String(String.UnicodeScalarView(plain)).prefix(60)
    return text.isEmpty ? "your message" : String(text)
  }

  func answer(to words: Showcase.Words, isLong: Bool) -> String {
    if !files.isEmpty { return notice + arrived + ending }
    if words.have("unicode") { return notice + Self.unicode }
    if words.have("escape") { return notice + Self.escapes }
    if words.have("code") { return notice + code }
    if isLong || words.have("long") { return notice + long }
    return notice + explanation + list + code + table + ending
  }

  var reasoning: String {
    """
    The user wrote “\(echo)”. I am a demo and cannot think about it, so I go through what a \
    thoughtful answer would need: an opening that says it is canned, a few points, an example and \
    a table.

    There are \(2 + pick % 3) ways to put it. The short one is best here.
    """
  }

  var afterTools: String {
    notice + """
      The tool has answered, and its result came back to me as it should. A real model would now \
      read it and reply to “\(echo)”.

      - The call, its arguments and its result are all part of the conversation.
      - Another provider can take over from here: nothing is lost on the way.

      """
  }

  private var notice: String {
    "**This is a canned answer from the demo** (\(model)); no model has read your words.\n\n"
  }

  private var arrived: String {
    let list = files.map { "- \($0)\n" }.joined()
    return """
      With “\(echo)” came:

      \(list)
      A real model would look at \(files.count == 1 ? "it" : "them"); this demo can only say that \
      \(files.count == 1 ? "it has" : "they have") arrived whole.


      """
  }

  private var explanation: String {
    let openings = [
      "You wrote “\(echo)”. A real provider would answer that; this one shows how an answer looks.",
      "About “\(echo)”: here is how a reply to it would be laid out.",
      "“\(echo)” is a fine thing to ask. Have a look at what an answer is made of.",
    ]
    return openings[pick % openings.count] + "\n\n"
  }

  private var list: String {
    """
    ## What an answer is made of

    1. Text streams in *as it is written*, a word or two at a time.
    2. `Ctrl-P` switches to another provider, and the whole conversation goes along:
       - [x] what you wrote and what was answered,
       - [x] calls of tools and their results.
    3. Words such as **code**, **long**, **think**, **unicode**, **escape** and **fail** in a \
    message bring other answers.


    """
  }

  private var code: String {
    """
    ```swift
    // From the demo, about: \(echo)
    struct Greeting {
      var name: String

      func text(times count: Int = \(1 + pick % 3)) -> String {
        Array(repeating: "Hello, \\(name)!", count: count).joined(separator: " ")
      }
    }
    ```


    """
  }

  private var table: String {
    """
    | Part      | Where it comes from | Tokens |
    |:----------|:--------------------|-------:|
    | Notice    | the demo            |     14 |
    | Echo      | your message        | \(Self.column(echo.split(separator: " ").count, 6)) |
    | The rest  | a shelf             | \(Self.column(120 + pick, 6)) |


    """
  }

  private var ending: String { "> Nothing of this left your computer, and nothing was charged.\n" }

  /// About 1,500 words.
  private var long: String {
    var text = "# On “\(echo)”, at length\n\n"
    for chapter in 1...12 {
      text += "## \(chapter). \(Self.subjects[(pick + chapter) % Self.subjects.count])\n\n"
      for sentence in 0..<6 {
        let place = pick + chapter * 7 + sentence * 5
        text += Self.sentences[place % Self.sentences.count] + " "
      }
      text += "\n\n"
      if chapter % 4 == 0 { text += code }
    }
    return text + ending
  }

  private static func column(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: " ", count: max(width - digits.utf8.count, 0)) + digits
  }

  private static let subjects = [
    "Where to begin", "What a stream is", "Why order matters", "A word about waiting",
    "The middle part", "When things fail", "Going on after a fault", "What it costs",
    "How it is measured", "What stays on disk", "The other providers",
  ]

  private static let sentences = [
    "A long answer is good for scrolling, for stopping in the middle, and for looking something up.",
    "Nothing in it is true or false, since it was written before you asked anything at all.",
    "You can scroll up while it goes on; the view stays where you put it until you come back.",
    "Every word of it arrives on its own, as it would from a model that makes it up on the way.",
    "If you stop it now, what has come so far is kept and marked as stopped by you.",
    "A second provider can be asked the same at any time, and the two answers stand side by side.",
    "The number in the bar below is the pace, counted in tokens over the last few seconds.",
    "When the line is cut, the text stays and the cut is named, with a way to go on from there.",
    "Chapters have headings so that you can see how they are told apart from the text around them.",
    "It is written to a file as it comes, so that a crash takes no more than its last second.",
    "There are a few `words in code` and some that are *stressed* or **strong**, as in any answer.",
    "Should a sentence seem to come twice, that is because there are only a dozen and one of them.",
    "By now the window has more above it than in it, which is what this answer is there for.",
  ]

  private static let unicode = """
    | Script   | Sample                     |
    |:---------|:---------------------------|
    | Chinese  | 你好，世界 — 中文排版         |
    | Japanese | こんにちは、カタカナ ｶﾀｶﾅ      |
    | Korean   | 안녕하세요                   |
    | Arabic   | مرحبا بالعالم               |
    | Hebrew   | שלום עולם                   |
    | Hindi    | नमस्ते दुनिया                  |
    | Thai     | สวัสดีชาวโลก                 |

    Emoji: 🙂 👩‍👩‍👧‍👦 🏳️‍🌈 🇯🇵 👍🏽 ☂️ ☂︎ 1️⃣

    Combining: e\u{301} a\u{308} n\u{303} Z\u{35B}\u{35C}a\u{317}\u{309}l\u{32B}g\u{34D}o\u{33A}

    Mixed directions: the word שלום stands in the middle, and 123 مرحبا 456 too.

    ```swift
    let 名前 = "世界 🙂 🇩🇪"      // 全角の名前
    let שם = "שלום"            // right to left
    let cafe\u{301} = "👩‍👩‍👧‍👦 e\u{301}" // joined and combined
    ```

    Zero width: a\u{200B}b\u{200D}c, soft hyphen: hy\u{AD}phen, line separator:\u{2028}next.

    """

  private static let escapes = """
    What follows would clear a careless terminal, change its title and colour the rest red:

    \u{1B}[2J\u{1B}[H\u{1B}]0;owned\u{07}\u{1B}[31mred\u{1B}[0m \u{9B}5mC1\u{9C} \
    \u{1B}]52;c;aGFybWxlc3M=\u{07}\u{1B}P+q544e\u{1B}\\ a\u{08}b\rc

    ```sh
    printf '\u{1B}[8mhidden\u{1B}[0m'
    ```

    A link that lies: \u{1B}]8;;http://example.invalid\u{1B}\\https://example.com\u{1B}]8;;\u{1B}\\

    And one that reverses: \u{202E}txt.exe\u{202C}. If you can read this, all was harmless.

    """
}
