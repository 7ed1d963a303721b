/// What a front end asks of the conversations that are kept.
package enum LibraryCommand: Sendable, Equatable {
  /// Looks for a text in everything that was said; the search before ends.
  case search(String)
  case endSearch
  /// Opens a conversation on the branch of that message.
  case open(String, at: MessageID)
  case mark(String, LibraryMarks.Change)
  case rename(String, title: String)
  /// Moves a conversation to the trash.
  case delete(String)
  /// Brings back what was deleted last, or that one.
  case restore(String)
  /// Writes the open conversation to a file; without a path, to one that is named as it is titled.
  case export(to: String?, utcOffset: Int, overwrites: Bool = false)
  /// Has older turns of the open conversation summed up on a new branch, once it is agreed to.
  case compact(isAgreed: Bool = false)
  /// Brings in the conversations of another program's export.
  case importFile(String)
}

/// What a search for a text has come to.
package struct SearchUpdate: Sendable, Equatable {
  /// What was looked for, as it was given.
  package var text: String
  /// What was found since the update before.
  package var found: [LibrarySearch.Found]
  package var isDone: Bool

  package init(text: String, found: [LibrarySearch.Found], isDone: Bool) {
    self.text = text
    self.found = found
    self.isDone = isDone
  }
}
