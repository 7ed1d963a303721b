import ChatEngine

/// An open list as numbered lines with a question.
struct SpokenList: Sendable {
  struct Row: Sendable, Equatable {
    /// What it is known by while the list changes.
    var key: String
    var text: SafeText
  }

  /// What tells one list from another: where it differs, the list is read out anew.
  struct Mark: Sendable, Equatable {
    var title: SafeText
    var query: String
    /// Nil where other rows alone are no reason to read it out: figures change all the time.
    var keys: [String]?
  }

  var title: SafeText
  var query = ""
  var rows: [Row] = []
  /// Where each row stands in the list itself.
  var places: [Int] = []
  /// The marked one in the list itself.
  var selected = 0
  /// All that belongs to it is there.
  var isWhole = true
  /// Rows that change are read out: they change when somebody wants it.
  var isWatched = false
  var empty: SafeText = "There is nothing."
  /// What can be done with a row beside taking it.
  var deeds: [(word: String, command: Command)] = []
  var takesSeveral = false

  var mark: Mark { Mark(title: title, query: query, keys: isWatched ? rows.map(\.key) : nil) }

  /// The list that is open; nil where none is.
  init?(_ state: AppState) {
    switch state.opened {
    case .picker(let picker): self = SpokenList(picker, state)
    case .library(let list):
      guard list.input == nil else { return nil }
      self = SpokenList(list, state)
    case .history(let list):
      self = SpokenList("Earlier prompts", list) {
        Row(key: $0, text: SafeText($0, context: .code))
      }
    case .welcome(let welcome):
      guard welcome.input == nil else { return nil }
      self = SpokenList(welcome)
    case .tools(let list):
      self = SpokenList("Tools that models are told of", list) { SpokenRows.tool($0) }
      isWatched = true
      empty = "None yet: the configuration names them under tools and mcp."
    case .tree(let map): self = SpokenList(map)
    case .palette(let list):
      let places = list.rows.indices.filter { list.rows[$0].item.isSpoken }
      self.init(
        title: "All commands", query: list.query,
        rows: places.map { SpokenRows.command(list.rows[$0].item) }, selected: list.selected)
      self.places = places
    case .help, .details, .usage, .themes, .approval, nil: return nil
    }
  }

  private init(title: SafeText, query: String = "", rows: [Row], selected: Int = 0) {
    self.title = title
    self.query = query
    self.rows = rows
    places = Array(rows.indices)
    self.selected = selected
  }

  private init<Item>(
    _ title: SafeText, _ list: FilteredList<Item>, row: (Item) -> Row
  ) {
    self.init(
      title: title, query: list.query, rows: list.rows.map { row($0.item) },
      selected: list.selected)
  }

  private init(_ picker: Picker, _ state: AppState) {
    let title: SafeText =
      switch picker.purpose {
      case .select: "Who answers next"
      case .regenerate: "Answer again with"
      case .compare: "Compare 2 to 6 of these"
      case .merge: "Who makes one answer of all"
      }
    self.init(title, picker.list) { SpokenRows.choice($0, state) }
    takesSeveral = picker.takesMarks
    empty = "Nothing fits, but any PROVIDER/MODEL can be taken."
  }

  private init(_ list: LibraryList, _ state: AppState) {
    self.init(
      title: "Conversations", query: list.query,
      rows: list.rows.map { SpokenRows.conversation($0, state) }, selected: list.selected)
    isWhole = !list.isLoading && !list.isSearching
    isWatched = true
    empty =
      list.query.isEmpty
      ? "There are no conversations yet."
      : "No conversation fits. is:archived looks in the archive."
    deeds = [
      ("pin", .pinConversation), ("tag", .tagConversation), ("rename", .renameConversation),
      ("archive", .archiveConversation), ("delete", .deleteConversation),
      ("restore", .restoreConversation),
    ]
  }

  private init(_ map: BranchMap) {
    self.init(
      title: "Branches", rows: map.rows.map { SpokenRows.message($0) }, selected: map.selected)
    isWatched = true
    deeds = [("fork", .forkMessage), ("delete", .deleteMessage), ("restore", .bringBack)]
  }

  private init(_ welcome: Welcome) {
    self.init(
      title: "Welcome to LLMTerm. No key was found, and no server on this machine answered",
      rows: Welcome.Item.allCases.map {
        Row(
          key: String($0.rawValue),
          text: "\(WelcomeView.title(of: $0)): \(WelcomeView.help(of: $0))")
      }, selected: welcome.selected.rawValue)
  }

  /// Rows that are read out at once.
  static let most = 20

  /// The title, so many rows with their numbers, and how one goes on.
  func lines(from first: Int = 0) -> [SafeText] {
    guard !rows.isEmpty else { return ["\(title)\(looked): \(empty)"] }
    let shown = rows.dropFirst(first).prefix(Self.most)
    var lines: [SafeText] = []
    if first == 0 { lines.append("\(title)\(looked), \(rows.count):") }
    for (place, row) in zip(shown.indices, shown) { lines.append("\(place + 1). \(row.text)") }
    let left = rows.count - first - shown.count
    if left > 0 { lines.append("And \(left) more: more reads on, and a few letters search.") }
    if first == 0, !deeds.isEmpty {
      let words = deeds.map { SafeText($0.word) }.joined(separator: ", ")
      lines.append("With a number behind it: \(words).")
    }
    if first == 0, takesSeveral { lines.append("Several numbers compare those.") }
    return lines
  }

  private var looked: SafeText { query.isEmpty ? "" : " with “\(SafeText(query, context: .code))”" }
}
