import CSystem
import ChatUI
import Glibc

/// An answer on its way to a terminal without the full screen: Markdown as rows.
///
/// A row is left as soon as nothing can change it any more. The one after that is shown as it is
/// now, and written over from its beginning where what follows changes it.
struct TerminalMarkdown {
  /// Wider rows are hard to read.
  private static let widest = 120

  private var layout: MessageLayout
  private var printed = 0
  /// What the row at the cursor shows, and its columns.
  private var shown = ""
  private var shownColumns = 0
  private let look: Look
  private let columns: Int

  /// How rows are drawn.
  enum Look {
    /// No escape sequences.
    case plain
    case styled(Theme)

    /// What the environment asks for.
    init(environment: [String: String], theme: Theme) {
      let isBare = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
      let term = environment["TERM"] ?? "dumb"
      self = isBare || term == "dumb" || term.isEmpty ? .plain : .styled(theme)
    }
  }

  init(columns: Int, look: Look) {
    self.columns = max(1, min(columns, Self.widest))
    self.look = look
    layout = MessageLayout(width: self.columns)
  }

  /// The page for standard output as it is now, with the theme of the configuration, or the one that
  /// was chosen.
  init(_ setup: Setup) {
    var rows: UInt16 = 0
    var columns: UInt16 = 0
    let isKnown = csys_window_size(STDOUT_FILENO, &rows, &columns) == 0 && columns > 0
    let name = setup.configuration.interface.theme ?? setup.chosenTheme
    let theme = name.flatMap { Theme.named($0) } ?? .dark
    self.init(
      columns: isKnown ? Int(columns) : 80,
      look: Look(environment: setup.surroundings.environment, theme: theme))
  }

  /// Takes a delta; gives what is to be written.
  mutating func append(_ delta: String) -> String {
    layout.append(delta)
    var text = rows(upTo: layout.settledRowCount)
    if printed < layout.rowCount { text += written(layout.row(printed)) }
    return text
  }

  /// Ends the answer: gives the rest, and is ready for the next answer.
  mutating func finish() -> String {
    layout.finish()
    let rest = rows(upTo: layout.rowCount)
    layout = MessageLayout(width: columns)
    printed = 0
    return rest
  }

  private mutating func rows(upTo end: Int) -> String {
    guard end > printed else { return "" }
    var text = ""
    for index in printed..<end {
      text += written(layout.row(index)) + "\n"
      (shown, shownColumns) = ("", 0)
    }
    printed = end
    return text
  }

  /// What turns the row at the cursor into this one.
  private mutating func written(_ row: LayoutRow) -> String {
    let line = drawn(row)
    let text = self.text(of: line)
    let columns = line.columns
    defer { (shown, shownColumns) = (text, columns) }
    if text.utf8.starts(with: shown.utf8) {
      return String(decoding: text.utf8.dropFirst(shown.utf8.count), as: UTF8.self)
    }
    // What stood there goes first where it was longer: what follows goes on behind the new text.
    let blanks = shownColumns > columns ? String(repeating: " ", count: shownColumns) : ""
    return (blanks.isEmpty ? "" : "\r" + blanks) + "\r" + text
  }

  /// Code has rules above and below it and no sides, so that it can be copied with the mouse.
  private func drawn(_ row: LayoutRow) -> Line {
    var line = row.prefix
    guard case .code(let code) = row.kind else { return row.line }
    let width = max(1, columns - row.prefix.columns)
    switch code.part {
    case .top:
      var rule = Line("──", style: Style(role: .rule))
      if !code.language.isEmpty, width > 8 {
        rule.append(" \(code.language.truncated(to: width - 6)) ", style: Style(role: .rule))
      }
      rule.append(.repeating("─", width - rule.columns), style: Style(role: .rule))
      line.append(BlockPrefix.cut(rule, to: width))
    case .body: line.append(row.line)
    case .bottom: line.append(.repeating("─", width), style: Style(role: .rule))
    }
    return line
  }

  /// A whole text in rows of so many columns, and how many each row takes.
  func rows(of text: String, columns: Int) -> [(text: String, columns: Int)] {
    var page = TerminalMarkdown(columns: columns, look: look)
    page.layout.append(text)
    page.layout.finish()
    return (0..<page.layout.rowCount).map { index in
      let line = Line(Self.trimmed(page.drawn(page.layout.row(index)).runs))
      return (page.text(of: line), line.columns)
    }
  }

  private static func trimmed(_ runs: [StyledRun]) -> [StyledRun] {
    var runs = runs
    while let last = runs.last, last.text.utf8.allSatisfy({ $0 == 0x20 }) { runs.removeLast() }
    return runs
  }

  private func text(of line: Line) -> String {
    let runs = Self.trimmed(line.runs)
    guard case .styled(let theme) = look else {
      return runs.map { $0.text.string }.joined()
    }
    return runs.map { run in
      let style = theme.resolved(run.style)
      guard style != .plain else { return run.text.string }
      return style.graphicRendition + run.text.string + "\u{1B}[0m"
    }.joined()
  }
}

extension Style {
  /// The control sequence that begins the style.
  var graphicRendition: String {
    var codes: [String] = []
    let names: [(Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
      (.strikethrough, "9"),
    ]
    for (attribute, code) in names where attributes.contains(attribute) { codes.append(code) }
    codes += Self.codes(of: foreground, first: 30, bright: 90, other: 38)
    codes += Self.codes(of: background, first: 40, bright: 100, other: 48)
    return codes.isEmpty ? "" : "\u{1B}[\(codes.joined(separator: ";"))m"
  }

  private static func codes(of colour: Colour, first: Int, bright: Int, other: Int) -> [String] {
    switch colour {
    case .default: []
    case .palette(let number) where number < 8: ["\(first + Int(number))"]
    case .palette(let number) where number < 16: ["\(bright + Int(number) - 8)"]
    case .palette(let number): ["\(other);5;\(number)"]
    case .rgb(let red, let green, let blue): ["\(other);2;\(red);\(green);\(blue)"]
    }
  }
}
