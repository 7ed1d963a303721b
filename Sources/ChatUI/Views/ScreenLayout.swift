/// Where the parts of the screen are; small terminals lose the least needed parts first.
package struct ScreenLayout: Equatable, Sendable {
  /// Reading gets harder beyond.
  static let widestText = 120

  package let top: Rect
  package let transcript: Rect
  package let rule: Rect
  /// The prompts that wait.
  package let queue: Rect
  /// Where the files stand that go with the prompt.
  package let attachments: Rect
  package let composer: Rect
  package let status: Rect

  package init(_ state: AppState) {
    let prompt = ComposerLayout(
      state.composer, columns: state.size.columns, screen: state.size.rows)
    let chips = AttachmentsView.lines(state, columns: state.size.columns - ComposerLayout.indent)
    self.init(
      size: state.size, composerRows: prompt.rows.count, attachmentRows: chips.count,
      queueRows: QueueView.rows(state.queue, screen: state.size))
  }

  package init(size: Size, composerRows: Int, attachmentRows: Int = 0, queueRows: Int = 0) {
    var rest = Rect(columns: size.columns, rows: size.rows)
    (rest, status) = rest.split(bottom: size.rows >= 2 ? 1 : 0)
    // A third of the screen for the prompt, and one row of it always.
    (rest, composer) = rest.split(bottom: max(1, min(composerRows, size.rows / 3)))
    (rest, attachments) = rest.split(bottom: min(attachmentRows, size.rows / 6))
    (rest, queue) = rest.split(bottom: queueRows)
    (rest, rule) = rest.split(bottom: size.rows >= 8 ? 1 : 0)
    (top, transcript) = rest.split(top: size.rows >= 6 ? 1 : 0)
  }

  /// Where lists and pages lie: notices, prompt and status bar stay in view while there is room.
  package var overlay: Rect {
    let bottom = rule.isEmpty ? composer.bottom : transcript.bottom
    return Rect(columns: composer.columns, rows: bottom)
  }

  /// Columns of a message's text within the transcript.
  package static func textColumns(in transcript: Rect) -> Int {
    max(1, min(transcript.columns - 2 * margin(of: transcript), widestText))
  }

  /// Columns left free on both sides; the left ones have a selected message's bar.
  static func margin(of transcript: Rect) -> Int {
    switch transcript.columns {
    // Panes that are a column narrower than their neighbours look as these do.
    case 44...: 2
    case 12..<44: 1
    default: 0
    }
  }
}
