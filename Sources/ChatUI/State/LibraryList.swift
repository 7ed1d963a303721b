package import ChatEngine

/// The list of conversations, narrowed by what is typed: by titles, and by everything that was said.
package struct LibraryList: Sendable {
  /// A conversation as it is listed.
  package struct Row: Sendable {
    package var summary: ConversationSummary
    /// Places of the characters that the query found in the title.
    package var places: [Int]
    /// Where what is looked for was said last; nil where it was not.
    package var found: LibrarySearch.Found?
  }

  /// A line that is typed about the marked conversation.
  package struct Input: Sendable, Equatable {
    package enum Purpose: Sendable, Equatable {
      case title, tags
    }

    package let purpose: Purpose
    package let id: String
    package var text: String
  }

  package private(set) var query = ""
  package private(set) var rows: [Row] = []
  package private(set) var selected = 0
  /// What is typed in the place of the query; nil while that is typed.
  package var input: Input?
  /// Not all conversations are listed yet.
  package private(set) var isLoading = true
  /// What was said is still being looked through.
  package private(set) var isSearching = false
  private var all: [ConversationSummary] = []
  private var found: [String: LibrarySearch.Found] = [:]
  /// The person has moved the mark: it stays on that conversation.
  private var hasMoved = false

  package init() {}

  package var selectedRow: Row? { rows.indices.contains(selected) ? rows[selected] : nil }

  /// What is looked for in titles and in what was said.
  package var words: String { LibraryQuery(query).words }

  /// How many there are beside those that fit.
  package var count: Int { all.count }

  // MARK: What happens

  package mutating func take(_ conversations: [ConversationSummary], isDone: Bool) {
    all = conversations
    isLoading = !isDone
    arrange()
  }

  /// Takes what was found; what was found for another text is passed over.
  package mutating func take(_ update: SearchUpdate) {
    guard update.text == words, isSearching else { return }
    for found in update.found { self.found[found.id.text] = found }
    isSearching = !update.isDone
    if !update.found.isEmpty { arrange() }
  }

  package mutating func mark(_ id: String, _ marks: LibraryMarks.Marks) {
    guard let place = all.firstIndex(where: { $0.id == id }) else { return }
    all[place].marks = marks
    arrange()
  }

  // MARK: What the person does

  /// Changes the query; gives the text to be looked for where it is another one now.
  package mutating func edit(_ edit: QueryEdit) -> String? {
    let before = words
    edit.apply(to: &query)
    hasMoved = false
    selected = 0
    let words = words
    if words != before {
      found = [:]
      isSearching = !words.isEmpty
    }
    arrange()
    return words == before ? nil : words
  }

  package mutating func move(by step: Int) {
    hasMoved = true
    selected = max(0, min(selected + step, rows.count - 1))
  }

  /// Begins a line about the marked conversation.
  package mutating func begin(_ purpose: Input.Purpose) {
    guard let row = selectedRow else { return }
    let text =
      purpose == .title ? row.summary.title : row.summary.marks.tags.joined(separator: " ")
    input = Input(purpose: purpose, id: row.summary.id, text: text)
  }

  // MARK: Order

  /// Pinned ones first; then titles that fit, the best first; then what was said, the newest first.
  private mutating func arrange() {
    let marked = hasMoved ? selectedRow?.summary.id : nil
    let query = LibraryQuery(query)
    let fitting = all.filter { query.fits($0.marks) }
    if query.words.isEmpty {
      rows = fitting.map { Row(summary: $0, places: [], found: nil) }
      rows = rows.filter(\.summary.marks.isPinned) + rows.filter { !$0.summary.marks.isPinned }
    } else {
      var titled: [(row: Row, score: Int)] = []
      var said: [Row] = []
      for summary in fitting {
        let found = found[summary.id]
        if let match = FuzzyMatch(query.words, in: summary.title) {
          titled.append((Row(summary: summary, places: match.places, found: found), match.score))
        } else if let found {
          said.append(Row(summary: summary, places: [], found: found))
        }
      }
      rows = titled.sorted { $0.score > $1.score }.map(\.row) + said
    }
    selected =
      marked.flatMap { id in rows.firstIndex { $0.summary.id == id } }
      ?? max(0, min(selected, rows.count - 1))
  }
}
