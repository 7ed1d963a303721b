/// What typing does to a line that is searched for or filled in.
package enum QueryEdit: Sendable, Equatable {
  case type(String)
  case deleteBackward
  case deleteWord
  case clear

  func apply(to line: inout String) {
    switch self {
    case .type(let text): line += text
    case .deleteBackward: if !line.isEmpty { line.removeLast() }
    case .deleteWord:
      while line.last?.isWhitespace == true { line.removeLast() }
      while let last = line.last, !last.isWhitespace { line.removeLast() }
    case .clear: line = ""
    }
  }
}

/// A list that is narrowed by typing.
package struct FilteredList<Item: Sendable>: Sendable {
  /// A line that is shown.
  package struct Row: Sendable {
    package var item: Item
    /// Places of the characters that the query found in the item's label.
    package var places: [Int]
  }

  package private(set) var query = ""
  package private(set) var rows: [Row] = []
  /// The marked row; 0 while there is none.
  package private(set) var selected = 0
  private var items: [Item]
  private let label: @Sendable (Item) -> String

  /// A list of items, each found by its label.
  package init(_ items: [Item], label: @escaping @Sendable (Item) -> String) {
    self.items = items
    self.label = label
    filter()
  }

  package var selectedItem: Item? { rows.indices.contains(selected) ? rows[selected].item : nil }

  /// Takes new items; the mark stays on the item that has it, wherever that is now.
  package mutating func replace(with items: [Item]) {
    let marked = selectedItem.map(label)
    let place = selected
    self.items = items
    filter()
    selected =
      rows.firstIndex { label($0.item) == marked } ?? max(0, min(place, rows.count - 1))
  }

  package mutating func edit(_ edit: QueryEdit) {
    edit.apply(to: &query)
    filter()
  }

  /// Moves the mark; it stops at both ends.
  package mutating func move(by step: Int) {
    selected = max(0, min(selected + step, rows.count - 1))
  }

  /// Marks the first row that fits; the mark stays where it is if none does.
  package mutating func select(where matches: (Item) -> Bool) {
    selected = rows.firstIndex { matches($0.item) } ?? selected
  }

  private mutating func filter() {
    selected = 0
    if query.isEmpty {
      rows = items.map { Row(item: $0, places: []) }
    } else {
      rows = items.compactMap { item in
        FuzzyMatch(query, in: label(item)).map { (Row(item: item, places: $0.places), $0.score) }
      }
      .sorted { $0.1 > $1.1 }.map(\.0)
    }
  }
}
