import ChatEngine

/// The list of conversations: what keys do in it.
extension AppState {
  mutating func openLibrary() -> [AppEffect] {
    if case .library = overlay {
      opened = nil
      return [.engine(.library(.endSearch))]
    }
    opened = .library(LibraryList())
    return keepDraft() + [.engine(.list)]
  }

  mutating func edit(_ list: LibraryList, _ edit: QueryEdit) -> [AppEffect] {
    var list = list
    defer { opened = .library(list) }
    guard var input = list.input else {
      guard let text = list.edit(edit) else { return [] }
      return [.engine(.library(text.isEmpty ? .endSearch : .search(text)))]
    }
    edit.apply(to: &input.text)
    list.input = input
    return []
  }

  mutating func accept(_ list: LibraryList) -> [AppEffect] {
    if let input = list.input { return take(input, of: list) }
    guard let row = list.selectedRow else { return [.bell] }
    opened = nil
    let id = row.summary.id
    wantedFind = row.found.map { WantedFind(query: list.words, message: $0.hit.message) }
    let open: EngineCommand = row.found.map { .library(.open(id, at: $0.hit.message)) } ?? .open(id)
    return depart(Departure(commands: [.library(.endSearch), open], again: "open it again"))
  }

  private mutating func take(_ input: LibraryList.Input, of list: LibraryList) -> [AppEffect] {
    var list = list
    list.input = nil
    opened = .library(list)
    let text = input.text.trimmingEnd()
    switch input.purpose {
    case .title:
      return text.isEmpty ? [.bell] : [.engine(.library(.rename(input.id, title: text)))]
    case .tags:
      let tags = text.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
      return [.engine(.library(.mark(input.id, .tags(tags))))]
    }
  }

  /// What a command does with the marked conversation.
  mutating func performInLibrary(_ command: Command) -> [AppEffect] {
    guard case .library(var list) = overlay else { return [] }
    if command == .restoreConversation { return [.engine(.library(.restore("")))] }
    guard let summary = list.selectedRow?.summary, list.input == nil else { return [.bell] }
    let id = summary.id
    switch command {
    case .pinConversation:
      return [.engine(.library(.mark(id, .pin(!summary.marks.isPinned))))]
    case .archiveConversation:
      show(
        .info,
        summary.marks.isArchived
          ? "Back among the others." : "Archived: is:archived in the search line lists it.")
      return [.engine(.library(.mark(id, .archive(!summary.marks.isArchived))))]
    case .deleteConversation:
      // What brings it back is a key of the list.
      keepsLibrary = id == conversationID
      return [.engine(.library(.delete(id)))]
    case .renameConversation: list.begin(.title)
    case .tagConversation: list.begin(.tags)
    default: return []
    }
    opened = .library(list)
    return []
  }
}
