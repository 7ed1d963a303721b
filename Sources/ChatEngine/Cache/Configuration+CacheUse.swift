extension Configuration.Cache {
  /// What a request is made for.
  package enum Occasion: Sendable, Equatable {
    /// A question from a script; `wish` is what its command line says.
    case question(wish: Bool?)
    case chat
    /// Another answer of the chat to the same prompt.
    case regeneration
  }

  /// Whether a kept answer may be given (engine.md, "Cache").
  package func use(for occasion: Occasion) -> TurnSettings.CacheUse {
    switch occasion {
    case .question(wish: true?): .always
    case .question(wish: false?): .never
    case .question(wish: nil): Self.use(ask)
    case .chat: Self.use(chat)
    case .regeneration: chat == .never ? .never : .refresh
    }
  }

  private static func use(_ use: Use) -> TurnSettings.CacheUse {
    switch use {
    case .always: .always
    case .never: .never
    case .automatic: .automatic
    }
  }
}
