/// A prompt as it is written, with the files beside it.
package struct WrittenPrompt: Sendable, Equatable {
  package var text = Composer()
  package var files = AttachmentChips()
  /// What was typed after `@`.
  var mentions: Set<String> = []

  package init() {}

  init(_ text: Composer, _ files: AttachmentChips, _ mentions: Set<String>) {
    self.text = text
    self.files = files
    self.mentions = mentions
  }

  /// Whether no word is in it; it may have files.
  var isBlank: Bool { text.isBlank }
  /// Whether there is nothing to send.
  var isNothing: Bool { text.isBlank && files.isEmpty }
}

extension AppState {
  /// The prompt that is being written.
  var written: WrittenPrompt {
    get { WrittenPrompt(composer, attachments, typedMentions) }
    set {
      // What was cut is the same for all prompts.
      let ring = composer.ring
      composer = newValue.text
      composer.ring = ring
      attachments = newValue.files
      typedMentions = newValue.mentions
    }
  }
}
