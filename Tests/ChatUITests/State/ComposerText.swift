@testable import ChatUI

extension Composer {
  /// A prompt in which `|` stands where the cursor is.
  init(marked text: String) {
    let halves = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    self.init()
    insert(String(halves[0]))
    guard halves.count == 2, !halves[1].isEmpty else { return }
    insert(String(halves[1]))
    for _ in 0..<halves[1].count { moveLeft() }
  }

  /// The prompt with a `|` where the cursor is, and its chips by their labels.
  var marked: String {
    var text = ""
    for (place, element) in elements.enumerated() {
      if place == cursor { text += "|" }
      switch element {
      case .character(let character): text.append(character)
      case .chip(let paste): text += Composer.label(ofChip: paste).string
      }
    }
    return cursor == elements.count ? text + "|" : text
  }
}
