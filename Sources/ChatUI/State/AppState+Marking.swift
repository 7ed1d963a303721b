import ChatEngine

/// Marking text with the mouse, in the conversation or in a pane of a comparison; beyond the edges it
/// scrolls.
extension AppState {
  mutating func beginMarking(at point: Point, inPane pane: Int?) {
    guard let place = MarkedArea(self, pane: pane)?.place(at: point) else { return }
    selection = TextSelection(
      pane: pane, pressed: point, start: place, end: place, pointer: point,
      wasFollowing: isFollowing(pane))
  }

  mutating func dragMark(to point: Point) {
    guard let marked = selection, let area = MarkedArea(self, pane: marked.pane) else { return }
    // What is marked must not run away under the mouse.
    if !marked.isMoved, marked.wasFollowing { scrollMarked(by: 0) }
    selection?.pointer = point
    if let place = area.place(at: point) { selection?.end = place }
    if area.overshoot(of: point, in: size) == 0 {
      selection?.pulled = nil
    } else if marked.pulled == nil {
      selection?.pulled = now
      pull()
    }
  }

  /// Scrolls on while the mouse is held beyond the edge.
  mutating func pullMark() {
    guard let due = nextPull, due <= now else { return }
    selection?.pulled = now
    pull()
  }

  /// When the next rows are scrolled.
  var nextPull: Instant? { selection?.pulled.map { $0 + TextSelection.pullTime } }

  /// Scrolls a row, or more the further the mouse is away.
  private mutating func pull() {
    guard let marked = selection, let area = MarkedArea(self, pane: marked.pane) else { return }
    let rows = max(-5, min(area.overshoot(of: marked.pointer, in: size), 5))
    scrollMarked(by: rows)
    layOut()
    guard let place = MarkedArea(self, pane: marked.pane)?.place(at: marked.pointer) else { return }
    // There is no more to be scrolled.
    if place == marked.end { selection?.pulled = nil }
    selection?.end = place
    selection?.hasScrolled = true
  }

  mutating func copyMarked() -> [AppEffect] {
    guard let marked = selection else { return [] }
    let text = MarkedArea(self, pane: marked.pane)?.text(of: marked, self) ?? ""
    if marked.wasFollowing, !marked.hasScrolled {
      if let pane = marked.pane {
        comparison?.panes[pane].transcript.scrollToTail()
      } else {
        transcript.scrollToTail()
      }
    }
    selection = nil
    guard !text.isEmpty else { return [] }
    show(.info, "Copied what was marked.")
    return [.copy(text)]
  }

  private func isFollowing(_ pane: Int?) -> Bool {
    guard let pane else { return transcript.scroll == .tail }
    return comparison?.panes[pane].transcript.scroll == .tail
  }

  private mutating func scrollMarked(by rows: Int) {
    guard let pane = selection?.pane else { return transcript.scroll(by: rows) }
    scrollPane(pane, by: rows)
  }
}
