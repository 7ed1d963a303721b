package import ChatEngine

/// Everything that can happen to the screen's state.
package enum AppEvent: Sendable {
  case input(InputEvent)
  case engine(EngineUpdate)
  /// Time has passed and something that is shown depends on it.
  case tick
  /// The text that came back from the external editor; nil if it was left.
  case edited(String?)
  /// What came of an effect on files beside the prompt.
  case attachment(AttachmentEvent)
  /// What the terminal can show of images.
  case images(ImageEvent)
}

/// What the state wants done in the world.
package enum AppEffect: Sendable, Equatable {
  case engine(EngineCommand)
  /// Puts text on the clipboard.
  case copy(String)
  /// Opens the prompt in `$VISUAL` or `$EDITOR`.
  case edit(String)
  /// Adds a prompt to the history file.
  case remember(String)
  /// Keeps the theme of that name for the next start.
  case keepTheme(String)
  case attachment(AttachmentEffect)
  case bell
  /// Tells somebody who looks elsewhere, as the configuration says.
  case notify(String)
  case suspend
  case redraw
  case quit
}
