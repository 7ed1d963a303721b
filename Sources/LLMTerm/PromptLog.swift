import ChatEngine

/// The prompts of before and the theme that was chosen, kept for the next start.
final class PromptLog {
  private(set) var prompts: [String]
  private let drafts: DraftStore?
  private let worker: Worker

  init(_ drafts: DraftStore?, worker: Worker) {
    self.drafts = drafts
    self.worker = worker
    prompts = drafts?.promptHistory() ?? []
  }

  /// Adds a prompt; the file is written on the worker's thread.
  func add(_ prompt: String) {
    guard let drafts else { return }
    if prompts.last != prompt { prompts.append(prompt) }
    let kept = Array(prompts.suffix(DraftStore.maxPrompts))
    prompts = kept
    // A lost history is no reason to trouble anyone.
    worker.run { try? drafts.keep(promptHistory: kept) }
  }

  /// Keeps the name of a theme.
  func keep(theme: String) {
    guard let drafts else { return }
    worker.run { try? drafts.keep(theme: theme) }
  }
}
