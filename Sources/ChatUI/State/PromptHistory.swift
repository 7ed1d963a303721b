/// Earlier prompts, walked with ↑ and ↓ while what was being written waits at the end.
package struct PromptHistory: Sendable, Equatable {
  /// Prompts that are kept.
  package static let limit = 1000

  package private(set) var prompts: [String]
  /// The prompt that is shown; `prompts.count` is what was being written.
  private var place: Int
  private var written = ""

  package init(_ prompts: [String] = []) {
    self.prompts = Array(prompts.suffix(PromptHistory.limit))
    place = self.prompts.count
  }

  /// Adds a prompt that was sent, unless it repeats the last one.
  package mutating func add(_ prompt: String) {
    if prompts.last != prompt { prompts.append(prompt) }
    if prompts.count > PromptHistory.limit { prompts.removeFirst() }
    stop()
  }

  /// Ends the walk: what is written now has nothing to do with the prompt that was shown.
  package mutating func stop() {
    place = prompts.count
    written = ""
  }

  /// The prompt before the shown one; nil at the oldest.
  package mutating func earlier(than current: String) -> String? {
    guard place > 0 else { return nil }
    if place == prompts.count { written = current }
    place -= 1
    return prompts[place]
  }

  /// The prompt after the shown one, at last what was being written; nil there.
  package mutating func later() -> String? {
    guard place < prompts.count else { return nil }
    place += 1
    return place == prompts.count ? written : prompts[place]
  }
}
