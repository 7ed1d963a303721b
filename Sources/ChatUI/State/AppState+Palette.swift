import ChatEngine

/// The list of all commands.
extension AppState {
  mutating func openPalette() {
    if case .palette = overlay {
      opened = nil
    } else {
      opened = .palette(FilteredList(PaletteItem.all) { $0.help + "  " + $0.name })
    }
  }

  /// Does what was marked; a command that needs an argument is put into the prompt to be finished.
  mutating func accept(_ item: PaletteItem?) -> [AppEffect] {
    guard let item else { return [.bell] }
    opened = nil
    switch item {
    case .command(let command): return perform(command)
    case .typed(let command):
      let isWhole = command.argument.isEmpty
      guard isWhole || !command.needsArgument && command.argument.hasPrefix("[") else {
        guard composer.isEmpty else {
          return refuse("/\(command.rawValue) wants an empty prompt to be typed into.")
        }
        composer.insert("/\(command.rawValue) ")
        return []
      }
      return run(command, argument: "")
    }
  }
}
