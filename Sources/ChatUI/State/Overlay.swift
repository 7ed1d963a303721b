package import ChatEngine

/// What lies over the transcript; one thing at a time.
package enum Overlay: Sendable {
  case picker(Picker)
  case library(LibraryList)
  /// Earlier prompts, the newest first.
  case history(FilteredList<String>)
  case help(PageScroll)
  case details(PathMessage, PageScroll)
  case usage(UsageSummary, PageScroll)
  case welcome(Welcome)
  case tools(FilteredList<ToolItem>)
  case tree(BranchMap)
  case palette(FilteredList<PaletteItem>)
  case themes(ThemeList)
  /// Over all others.
  case approval(ApprovalDialog)

  /// Where keys go while it is open.
  package var context: Command.Context {
    switch self {
    case .picker: .picker
    case .history, .welcome, .palette, .themes: .list
    case .library: .library
    case .help, .details, .usage: .page
    case .tools: .tools
    case .tree: .tree
    case .approval: .approval
    }
  }
}

/// The list of targets and routes, and what choosing one does.
package struct Picker: Sendable {
  package enum Purpose: Sendable, Equatable {
    /// The next prompt goes there.
    case select
    /// The answer is asked for again, there.
    case regenerate(MessageID)
    /// The marked ones answer side by side.
    case compare
    /// It makes one answer of all that are compared, in the place of that pane.
    case merge(pane: Int)
  }

  package var list: FilteredList<Choice>
  package let purpose: Purpose
  /// Those that are to be compared, in the order in which they were marked.
  package internal(set) var marks: [Destination] = []

  /// Whether rows can be marked.
  var takesMarks: Bool { purpose == .select || purpose == .compare }

  package init(_ choices: [Choice], purpose: Purpose) {
    list = FilteredList(choices) { $0.destination.text }
    self.purpose = purpose
  }
}

/// How far a page is scrolled.
package struct PageScroll: Sendable, Equatable {
  package private(set) var offset = 0

  package init() {}

  /// Moves by so many lines, and not beyond the last offset.
  package mutating func move(by lines: Int, last: Int) {
    offset = max(0, min(offset + lines, last))
  }
}

/// The card that a person meets when there is nothing to talk to.
package struct Welcome: Sendable, Equatable {
  package enum Item: Int, Sendable, CaseIterable {
    case key, server, demo
  }

  package var selected = Item.key
  /// What is being typed; nil until an item that needs typing is taken.
  package var input: String?

  package init() {}

  package mutating func edit(_ edit: QueryEdit) {
    guard var line = input else { return }
    edit.apply(to: &line)
    input = line
  }

  /// Takes what was pasted, and begins the item that it is for.
  package mutating func paste(_ line: String) {
    if input == nil {
      selected = line.hasPrefix("http://") || line.hasPrefix("https://") ? .server : .key
      input = ""
    }
    edit(.type(line))
  }

  package mutating func move(by step: Int) {
    selected = Item(rawValue: selected.rawValue + step) ?? selected
  }
}
