/// What becomes of a command of the full screen where there are only lines.
enum SpokenUse: Sendable, Equatable {
  case works
  /// The terminal itself edits the line.
  case terminal
  /// It moves or changes what is seen.
  case screen
  /// It does something to the row of a list, which is said with the row's number.
  case list

  /// Why nothing is done; nil where something is.
  var refusal: SafeText? {
    switch self {
    case .works: nil
    case .terminal: "Here the terminal itself edits the line."
    case .screen: "That is about the full screen, which is not there."
    case .list: "That is for an open list, with the number of a line behind it."
    }
  }
}

extension Command {
  var spokenUse: SpokenUse {
    switch self {
    case .newLine, .earlierPrompt, .laterPrompt, .complete, .lineStart, .lineEnd, .left, .right,
      .wordLeft, .wordRight, .deleteBackward, .deleteForward, .killLineEnd, .killLineStart,
      .killWordBackward, .killSmallWord, .killWordForward, .yank, .yankEarlier, .undo, .redo,
      .upperWord, .lowerWord, .capitalWord, .suspend:
      .terminal
    case .scrollUp, .scrollDown, .redraw, .paneAfter, .paneBefore, .zoomPane, .lockPanes,
      .compareWords:
      .screen
    case .accept, .itemUp, .itemDown, .markTarget, .switchTool, .pinConversation,
      .tagConversation, .renameConversation, .archiveConversation, .deleteConversation, .deny,
      .allowOnce, .allowAlways, .difference, .adoptNumber:
      .list
    case .send, .searchPrompts, .editExternally, .pasteClipboard, .dropQueue, .tree, .forkMessage,
      .deleteMessage, .bringBack, .palette, .picker, .recentTarget, .olderTarget, .regenerate,
      .newConversation, .openConversation, .top, .bottom, .close, .interrupt, .endOfInput,
      .messageUp, .messageDown, .editMessage, .regenerateMessage, .copyMessage, .details,
      .siblingBefore, .siblingAfter, .copyAnswer, .fold, .help, .find, .findNext, .findPrevious,
      .restoreConversation, .compare, .adopt, .vote, .voteTie, .voteBad, .blind, .merge,
      .askPaneAgain, .askPaneAlone:
      .works
    }
  }
}
