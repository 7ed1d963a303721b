import ChatEngine

/// What lies over the transcript.
enum OverlayView {
  static func draw(_ state: AppState, in frame: Rect, on grid: inout Grid) {
    guard let overlay = state.overlay, !frame.isEmpty else { return }
    switch overlay {
    case .picker(let picker): PickerView.draw(picker, state, in: frame, on: &grid)
    case .library(let list): LibraryView.draw(list, state, in: frame, on: &grid)
    case .history(let list): HistoryView.draw(list, state, in: frame, on: &grid)
    case .help(let scroll):
      PageView.draw("Keys and commands", scroll, state, in: frame, on: &grid)
    case .details(_, let scroll): PageView.draw("Details", scroll, state, in: frame, on: &grid)
    case .usage(let summary, let scroll):
      PageView.draw(
        "Asked \(UsagePage.span(summary, state))", scroll, state, in: frame, on: &grid)
    case .welcome(let welcome): WelcomeView.draw(welcome, state, in: frame, on: &grid)
    case .tools(let list): ToolsView.draw(list, state, in: frame, on: &grid)
    case .tree(let map): TreeView.draw(map, state, in: frame, on: &grid)
    case .palette(let list): PaletteView.draw(list, state, in: frame, on: &grid)
    case .themes(let themes): ThemeView.draw(themes, state, in: frame, on: &grid)
    case .approval(let dialog): ApprovalView.draw(dialog, state, in: frame, on: &grid)
    }
  }
}
