/// The help: every command of the table with its keys, and the commands that are typed.
package enum HelpPage {
  /// The places where keys work, in the order of the page.
  package static let groups: [(title: SafeText, context: Command.Context)] = [
    ("Everywhere", .global), ("Prompt", .composer), ("Selected message", .message),
    ("Lists", .list), ("Conversations", .library), ("Found text", .find), ("Pages", .page),
    ("Targets and routes", .picker), ("Panes side by side", .panes), ("Tools", .tools),
    ("Branches", .tree),
    ("A tool that wants to run", .approval),
  ]

  /// What stands beside targets, routes and amounts.
  private static let marks: [(SafeText, SafeText)] = [
    ("●", "answers well"),
    ("◐", "fails at times, is slow, or comes back after an outage; of a route: some of it"),
    ("○", "is not asked for a while, as long as another one can be: it failed"),
    ("·", "was not asked lately"),
    ("▸", "answers next"),
    ("VTSR", "vision, tools, JSON schema, reasoning"),
    ("840 ms", "usual time to the first token"),
    ("req left, tok left", "what your limits and the provider's leave, whichever is less"),
    ("~", "estimated"),
  ]

  static func lines(_ state: AppState, columns: Int) -> [Line] {
    var page = PageText(columns: columns, theme: state.theme)
    for group in groups {
      // A command that works in several places is listed in the first of them.
      let rows = Command.table.filter { $0.contexts.first == group.context }
      guard !rows.isEmpty else { continue }
      page.heading(group.title)
      for row in rows {
        add(SafeText(state.keys.label(of: row.command)), SafeText(row.help), to: &page)
      }
      page.blank()
    }
    page.heading("Commands")
    for command in SlashCommand.allCases {
      let name = SafeText("/" + command.rawValue + " " + command.argument)
      add(name, SafeText(command.help), to: &page)
    }
    page.blank()
    page.heading("Marks and figures")
    for (mark, help) in marks { add(mark, help, to: &page) }
    return page.lines
  }

  private static func add(_ name: SafeText, _ help: SafeText, to page: inout PageText) {
    page.row("  \(name)", help, nameColumns: 22, nameStyle: Style(attributes: .bold))
  }
}
