import Testing

@testable import ChatUI

@Suite struct `The draft of a long prompt` {
  /// Of 200,000 characters, with a paste amid them.
  private func long() -> Composer {
    var composer = Composer()
    composer.insert(String(repeating: "words, é and more\n", count: 11_200))
    composer.place(70_000)
    composer.paste(String(repeating: "line\n", count: 30))
    return composer
  }

  @Test func `is spelled anew where it was changed, and is what it would be`() {
    var composer = long()
    var draft = DraftText()
    #expect(draft.text(of: [composer]) == composer.draft)
    #expect(draft.spelled == composer.elements.count)

    let changes: [(inout Composer) -> Void] = [
      { $0.insert("x") }, { $0.deleteBackward() }, { $0.killToLineEnd() }, { $0.undo() },
      { $0.unfoldChip() }, { $0.place(0) }, { $0.insert("first\n") },
      { $0.place($0.elements.count) }, { $0.insert("last") },
    ]
    for change in changes {
      change(&composer)
      #expect(draft.text(of: [composer]) == composer.draft)
      #expect(draft.spelled <= 3 * PromptText.longestPiece)
    }
  }

  @Test func `has other prompts before it, which are known as well`() {
    var (first, last) = (long(), Composer())
    last.insert("Thanks")
    var draft = DraftText()
    _ = draft.text(of: [first, last])

    last.insert("!")
    #expect(draft.text(of: [first, last]) == first.draft + "\n\nThanks!")
    #expect(draft.spelled == 7)
    first.clear()
    first.insert("Please")
    #expect(draft.text(of: [first]) == "Please")
    #expect(draft.text(of: []) == "")
  }
}
