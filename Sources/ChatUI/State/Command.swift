/// Everything a key can do; keys, help, palette and manual come from this one table.
package enum Command: String, CaseIterable, Sendable {
  case send, newLine = "new-line"
  case earlierPrompt = "earlier-prompt", laterPrompt = "later-prompt"
  case searchPrompts = "search-prompts", complete
  case editExternally = "edit-externally", pasteClipboard = "paste-clipboard"
  case lineStart = "line-start", lineEnd = "line-end", left, right
  case wordLeft = "word-left", wordRight = "word-right"
  case deleteBackward = "delete-backward", deleteForward = "delete-forward"
  case killLineEnd = "kill-line-end", killLineStart = "kill-line-start"
  case killWordBackward = "kill-word-backward", killSmallWord = "kill-small-word"
  case killWordForward = "kill-word-forward", yank, undo, redo
  case yankEarlier = "yank-earlier"
  case upperWord = "upper-word", lowerWord = "lower-word", capitalWord = "capital-word"
  case dropQueue = "drop-queue"
  case tree, forkMessage = "fork-message", deleteMessage = "delete-message"
  case bringBack = "bring-back", palette
  case picker, recentTarget = "recent-target", olderTarget = "older-target"
  case regenerate, newConversation = "new-conversation", openConversation = "open-conversation"
  case scrollUp = "scroll-up", scrollDown = "scroll-down", top, bottom
  case close, interrupt, endOfInput = "end-of-input"
  case messageUp = "message-up", messageDown = "message-down"
  case editMessage = "edit-message", regenerateMessage = "regenerate-message"
  case copyMessage = "copy-message", details
  case siblingBefore = "sibling-before", siblingAfter = "sibling-after"
  case copyAnswer = "copy-answer", fold, help
  case suspend, redraw
  case accept, itemUp = "item-up", itemDown = "item-down"
  case find, findNext = "find-next", findPrevious = "find-previous"
  case switchTool = "switch-tool"
  case pinConversation = "pin-conversation", tagConversation = "tag-conversation"
  case renameConversation = "rename-conversation", archiveConversation = "archive-conversation"
  case deleteConversation = "delete-conversation", restoreConversation = "restore-conversation"
  case compare, markTarget = "mark-target"
  case paneAfter = "pane-after", paneBefore = "pane-before"
  case adopt, adoptNumber = "adopt-number", vote, voteTie = "vote-tie", voteBad = "vote-bad"
  case zoomPane = "zoom-pane", lockPanes = "lock-panes", compareWords = "compare-words", blind
  case merge, askPaneAgain = "ask-pane-again", askPaneAlone = "ask-pane-alone"
  case deny, allowOnce = "allow-once", allowAlways = "allow-always", difference

  /// Where its keys work.
  package enum Context: String, Sendable, CaseIterable {
    /// Everywhere.
    case global
    /// While the composer has the focus.
    case composer
    /// While a message is selected.
    case message
    /// In a list that is filtered by typing: picker, conversations.
    case list
    /// In the list of targets and routes, where the keys of lists work too.
    case picker
    /// While a pane of a comparison has the focus.
    case panes
    /// On a page to be read: help, details.
    case page
    /// In the list of tools, where the keys of lists work too.
    case tools
    /// While something is looked for in the transcript, where the keys of lists work too.
    case find
    /// In the list of conversations, where the keys of lists work too.
    case library
    /// In the map of the branches.
    case tree
    /// While a tool call waits for a word.
    case approval
  }

  /// A row of the table.
  package struct Row: Sendable {
    package let command: Command
    package let contexts: [Context]
    /// Keys unless the configuration says otherwise, most usual first.
    package let keys: [String]
    package let help: String

    init(_ command: Command, _ contexts: [Context], _ keys: [String], _ help: String) {
      self.command = command
      self.contexts = contexts
      self.keys = keys
      self.help = help
    }
  }

  /// Wherever there is something to scroll.
  private static let reading: [Context] = [
    .composer, .message, .list, .page, .tree, .approval, .panes,
  ]
  /// Wherever there are lines to go through.
  private static let lines: [Context] = [.list, .page, .tree, .approval, .panes]

  package static let table: [Row] = [
    Row(.send, [.composer], ["enter"], "send the prompt"),
    Row(.newLine, [.composer], ["alt-enter", "ctrl-j"], "new line (also \\ then Enter)"),
    Row(.earlierPrompt, [.composer], ["up"], "line above, then earlier prompts"),
    Row(.laterPrompt, [.composer], ["down"], "line below, then later prompts"),
    Row(.searchPrompts, [.composer, .list], ["ctrl-r"], "search the earlier prompts"),
    Row(.complete, [.composer], ["tab"], "complete a / command, @path; unfold a paste"),
    Row(.pasteClipboard, [.composer], ["ctrl-v"], "attach the clipboard's image, or its text"),
    Row(.editExternally, [.composer], ["ctrl-g", "ctrl-x ctrl-e"], "edit the prompt in $EDITOR"),
    Row(.lineStart, [.composer], ["ctrl-a", "home"], "start of the line"),
    Row(.lineEnd, [.composer], ["ctrl-e", "end"], "end of the line"),
    Row(.left, [.composer], ["left", "ctrl-b"], "one character left"),
    Row(.right, [.composer], ["right", "ctrl-f"], "one character right"),
    Row(.wordLeft, [.composer], ["alt-b", "ctrl-left"], "one word left"),
    Row(.wordRight, [.composer], ["alt-f", "ctrl-right"], "one word right"),
    Row(.deleteBackward, [.composer, .list], ["backspace"], "delete the character before"),
    Row(.deleteForward, [.composer], ["delete"], "delete the character after"),
    Row(.killLineEnd, [.composer], ["ctrl-k"], "cut to the end of the line"),
    Row(.killLineStart, [.composer, .list], ["ctrl-u"], "cut to the start of the line"),
    Row(.killWordBackward, [.composer, .list], ["ctrl-w"], "cut back to a space"),
    Row(.killSmallWord, [.composer], ["alt-backspace"], "cut the word before"),
    Row(.killWordForward, [.composer], ["alt-d"], "cut the word after"),
    Row(.yank, [.composer], ["ctrl-y"], "paste what was cut"),
    Row(.yankEarlier, [.composer], ["alt-shift-y"], "then, what was cut before it"),
    Row(.undo, [.composer], ["ctrl-_", "ctrl-x ctrl-u"], "undo"),
    Row(.redo, [.composer], ["alt-z", "ctrl-x ctrl-r"], "do again what was undone"),
    Row(.upperWord, [.composer], ["alt-u"], "the rest of the word in capitals"),
    Row(.lowerWord, [.composer], ["alt-l"], "the rest of the word in small letters"),
    Row(.capitalWord, [.composer], ["alt-c"], "a capital, then small letters"),
    Row(.dropQueue, [.composer], ["ctrl-x ctrl-k"], "drop the prompts that wait"),
    Row(.picker, [.global], ["ctrl-p"], "choose provider and model"),
    Row(.compare, [.global], ["ctrl-t"], "compare several targets, or end it"),
    Row(.recentTarget, [.global], ["f2"], "switch to the one used before"),
    Row(.olderTarget, [.global], ["shift-f2"], "switch the other way round"),
    Row(.regenerate, [.composer, .message, .panes], ["alt-r"], "answer again, here or elsewhere"),
    Row(.newConversation, [.global], ["ctrl-n"], "new conversation"),
    Row(.openConversation, [.global], ["ctrl-o"], "open a conversation"),
    Row(.scrollUp, reading, ["pageup"], "scroll up"),
    Row(.scrollDown, reading, ["pagedown"], "scroll down"),
    Row(.top, reading, ["ctrl-home"], "to the beginning"),
    Row(.bottom, reading, ["ctrl-end"], "to the end, and follow"),
    Row(.messageUp, [.composer, .message], ["alt-up"], "select the message above"),
    Row(.messageDown, [.composer, .message], ["alt-down"], "select the message below"),
    Row(.details, [.message], ["i", "enter"], "details of the message"),
    Row(.copyMessage, [.message, .panes], ["y"], "copy the message"),
    Row(.editMessage, [.message], ["e"], "edit the prompt and ask again"),
    Row(.regenerateMessage, [.message], ["r"], "answer it again"),
    Row(.forkMessage, [.message, .tree], ["f"], "go on from here in a copy"),
    Row(.deleteMessage, [.message, .tree], ["d"], "take it out of sight, with what follows"),
    Row(.bringBack, [.message, .tree], ["u"], "bring the last deleted one back"),
    Row(.tree, [.composer, .message, .tree], ["alt-m"], "map of all branches"),
    Row(.siblingBefore, [.composer, .message], ["alt-left"], "the version before"),
    Row(.siblingAfter, [.composer, .message], ["alt-right"], "the next version"),
    Row(
      .copyAnswer, [.composer, .message, .panes], ["alt-y"],
      "copy the answer; a number: a code block"),
    Row(
      .fold, [.composer, .message, .panes, .find], ["alt-t"], "fold, unfold reasoning and tools"),
    Row(.close, [.global], ["escape"], "stop the answer, close what is open"),
    Row(.interrupt, [.global], ["ctrl-c"], "stop; clear the prompt; twice: quit"),
    Row(.endOfInput, [.composer, .approval], ["ctrl-d"], "quit, if the prompt is empty"),
    Row(.accept, [.list, .tree], ["enter"], "take the marked line"),
    Row(.itemUp, lines, ["up", "ctrl-k"], "one line up"),
    Row(.itemDown, lines, ["down", "ctrl-j"], "one line down"),
    Row(.markTarget, [.picker], ["space"], "mark it; Enter compares those marked"),
    Row(.paneAfter, [.panes], ["tab"], "the next pane, then the prompt"),
    Row(.paneBefore, [.panes, .composer], ["backtab"], "the pane before"),
    Row(.adopt, [.panes], ["enter"], "go on from this answer: a vote for it"),
    Row(.adoptNumber, [.panes], ["1", "2", "3", "4", "5", "6"], "go on from that pane's answer"),
    Row(.vote, [.panes], ["v"], "this answer is the best"),
    Row(.voteTie, [.panes], ["t"], "they are as good as each other"),
    Row(.voteBad, [.panes], ["x"], "none of them is any good"),
    Row(.zoomPane, [.panes], ["z"], "this pane alone, or all"),
    Row(.lockPanes, [.panes], ["s"], "scroll all panes together, or not"),
    Row(.compareWords, [.panes], ["d"], "what differs word by word from the next pane"),
    Row(.blind, [.panes], ["b"], "hide the names until a vote"),
    Row(.merge, [.panes], ["m"], "have a target make one answer of all"),
    Row(.askPaneAgain, [.panes], ["r"], "ask this pane again"),
    Row(.askPaneAlone, [.panes], ["p"], "send the next prompt to this pane only"),
    Row(
      .find, [.composer, .message, .find], ["alt-/", "ctrl-x ctrl-f"], "find in the conversation"),
    Row(.findNext, [.find], ["n"], "the next place"),
    Row(.findPrevious, [.find], ["N"], "the place before"),
    Row(.pinConversation, [.library], ["alt-p"], "pin the conversation, or no longer"),
    Row(.tagConversation, [.library], ["alt-t"], "its tags (tag:x in the search line)"),
    Row(.renameConversation, [.library], ["alt-e"], "its title"),
    Row(.archiveConversation, [.library], ["alt-a"], "archive it (is:archived lists those)"),
    Row(.deleteConversation, [.library], ["alt-d", "delete"], "move it to the trash"),
    Row(.restoreConversation, [.library], ["alt-u"], "bring back what was deleted last"),
    Row(.switchTool, [.tools], ["space"], "tell models of the tool, or not"),
    Row(.deny, [.approval], ["n", "enter"], "do not run it (also Escape)"),
    Row(.allowOnce, [.approval], ["y"], "run it this once"),
    Row(.allowAlways, [.approval], ["a"], "run it, and the same again unasked"),
    Row(.difference, [.approval], ["d"], "show, hide what has changed in the tool"),
    Row(.palette, [.global], ["alt-x", "ctrl-x ctrl-p"], "list of all commands"),
    Row(.help, [.global], ["f1"], "this help (also ? in an empty prompt)"),
    Row(.suspend, [.global], ["ctrl-z"], "suspend"),
    Row(.redraw, [.global], ["ctrl-l"], "draw the screen anew"),
  ]
}
