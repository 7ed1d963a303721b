package import ChatEngine

/// Several targets side by side: what each has said, and where the person is among them.
package struct CompareState: Sendable {
  package internal(set) var panes: [ComparePane]
  package internal(set) var layout: Comparison.Layout
  /// The panes' numbers as they lie on the screen.
  package private(set) var order: [Int]
  /// Keys go to the focused pane; to the prompt if not.
  package internal(set) var hasFocus = false
  /// The next prompt goes to the focused pane alone.
  package internal(set) var isAlone = false
  package internal(set) var verdict: Verdict?
  /// What is shown in the place of a pane's answer.
  package internal(set) var difference: CompareDifference?

  init(_ opened: OpenedComparison) {
    panes = zip(opened.comparison.destinations, opened.paths).map { ComparePane($0, $1) }
    layout = opened.comparison.layout
    order = opened.comparison.order
    verdict = opened.verdict
  }

  /// Takes another set or order; who stays keeps rows and place.
  mutating func replace(with opened: OpenedComparison) {
    let old = panes
    panes = zip(opened.comparison.destinations, opened.paths).map { destination, path in
      guard var pane = old.first(where: { $0.destination == destination }) else {
        return ComparePane(destination, path)
      }
      pane.transcript.replace(with: path)
      return pane
    }
    layout = opened.comparison.layout
    order = opened.comparison.order
    verdict = opened.verdict
    difference = nil
  }

  /// The number of the focused pane.
  package var focus: Int { panes.indices.contains(layout.focus) ? layout.focus : 0 }

  /// The focused pane's place on the screen, from 0.
  package var position: Int { order.firstIndex(of: focus) ?? 0 }

  package var busyCount: Int { panes.count { $0.isBusy } }

  mutating func take(_ update: EngineUpdate, inPane number: Int, at now: Instant) {
    guard panes.indices.contains(number) else { return }
    panes[number].take(update, at: now)
    guard case .messageEnded = update, let shown = difference,
      shown.pane == number || shown.other == number
    else { return }
    difference = CompareDifference(pane: shown.pane, other: shown.other, in: panes)
  }

  /// Moves the focus so many places on; the prompt lies between the last pane and the first.
  mutating func moveFocus(by step: Int) {
    let places = order.count + 1
    let place = hasFocus ? position + 1 : 0
    let next = ((place + step) % places + places) % places
    hasFocus = next > 0
    if next > 0 { layout.focus = order[next - 1] }
  }

  /// The panes that a scroll moves: all where they are locked together.
  var scrolled: [Int] { layout.isLocked ? Array(panes.indices) : [focus] }

  /// When something that is shown changes by itself.
  func nextTick(after now: Instant) -> Instant? {
    let notices = panes.compactMap { $0.notice?.until }.min()
    guard busyCount > 0 else { return notices }
    return min(notices ?? now + .milliseconds(500), now + .milliseconds(500))
  }
}
