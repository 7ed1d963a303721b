import ChatEngine

/// What the screen says of keys, the prompt and all panes together while one compares.
enum CompareHint {
  /// The line above the prompt: what can be done where the focus is, in as many words as fit.
  static func keys(_ state: AppState, columns: Int) -> SafeText? {
    guard let comparison = state.comparison else { return nil }
    let keys = state.keys
    let forms: [[(Command, SafeText)]]
    if comparison.difference != nil {
      forms = [
        [(.compareWords, "the next one"), (.close, "back to the answer")],
        [(.compareWords, "next"), (.close, "back")], [(.close, "back")], [],
      ]
    } else if comparison.hasFocus {
      let isBusy = comparison.panes[comparison.focus].isBusy
      let close: (Command, SafeText) = (.close, isBusy ? "stops it" : "back")
      let first: [(Command, SafeText)] = [
        (.adopt, "adopt"), (.vote, "best"), (.voteTie, "tie"), (.voteBad, "all bad"),
      ]
      let more: [(Command, SafeText)] = [
        (.zoomPane, "zoom"), (.compareWords, "difference"),
        (.blind, comparison.layout.isBlind ? "show names" : "blind"), (.merge, "merge"),
        (.askPaneAgain, "again"), (.askPaneAlone, "ask only this"),
        (.lockPanes, comparison.layout.isLocked ? "unlock" : "lock"),
      ]
      forms =
        (0...more.count).reversed().map { first + more.prefix($0) + [close] }
        + [Array(first.prefix(2)) + [close], [first[0]], []]
    } else {
      let last: (Command, SafeText) =
        comparison.busyCount > 0 ? (.close, "stops all") : (.compare, "ends comparing")
      forms = [
        [(.send, sends(comparison)), (.complete, "goes into the panes: vote, adopt"), last],
        [(.complete, "goes into the panes"), last], [(.complete, "into the panes"), last],
        [(.complete, "panes"), last], [(.complete, "panes")], [],
      ]
    }
    let texts = forms.map { $0.map { keys.hint($0, $1) }.asHints() }
    return texts.first { $0.columns <= columns }
  }

  private static func sends(_ comparison: CompareState) -> SafeText {
    comparison.isAlone ? "asks only \(comparison.position + 1)" : "asks all"
  }

  /// What stands in an empty prompt.
  static func placeholder(_ state: AppState) -> SafeText? {
    guard let comparison = state.comparison else { return nil }
    if comparison.isAlone {
      let name = PaneHeading.name(comparison.focus, comparison.position, comparison)
      return "Ask only \(comparison.position + 1), \(name)."
    }
    return "Ask all \(comparison.panes.count) at once."
  }

  /// `comparing 3`, for the status bar.
  static func count(_ state: AppState) -> Line? {
    state.comparison.map { Line("comparing \($0.panes.count)") }
  }

  /// How many still answer.
  static func activity(_ state: AppState) -> Line? {
    guard let comparison = state.comparison else { return nil }
    let busy = comparison.busyCount
    if busy > 0 {
      return Line("\(busy) of \(comparison.panes.count) answering", style: state.theme.accent)
    }
    if comparison.layout.isBlind { return Line("names hidden", style: state.theme.dim) }
    return comparison.layout.isLocked ? Line("scroll locked", style: state.theme.dim) : nil
  }
}
