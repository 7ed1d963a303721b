/// The whole screen: a pure function of the state.
package enum Screen {
  package static func render(_ state: AppState) -> Grid {
    var memory = ScreenMemory()
    return render(state, &memory)
  }

  /// The same, with what is left of the last frame.
  package static func render(_ state: AppState, _ memory: inout ScreenMemory) -> Grid {
    var grid = memory.grid(state.size)
    let layout = ScreenLayout(state)
    TopBar.draw(state, in: layout.top, on: &grid, &memory)
    if state.comparison == nil {
      TranscriptView.draw(state, in: layout.transcript, on: &grid, &memory.transcript)
      StartView.draw(state, in: layout.transcript, on: &grid)
    } else {
      CompareView.draw(state, on: &grid, &memory)
    }
    RuleView.draw(state, in: layout, on: &grid)
    QueueView.draw(state, in: layout.queue, on: &grid)
    AttachmentsView.draw(state, in: layout.attachments, on: &grid)
    ComposerView.draw(state, in: layout.composer, on: &grid)
    StatusBar.draw(state, in: layout, on: &grid)
    FindView.draw(state, in: layout, on: &grid)
    CompletionView.draw(state, above: layout.attachments, on: &grid)
    PathCompletionView.draw(state, above: layout.attachments, on: &grid)
    SelectionView.draw(state, on: &grid)
    OverlayView.draw(state, in: layout.overlay, on: &grid)
    WhichKeyView.draw(state, above: layout.composer, on: &grid)
    return grid
  }
}
