import ChatEngine

/// All that is to be known before a call is allowed, in rows.
///
/// Names and values of the call are quoted; the sentences are ours.
enum ApprovalText {
  /// Columns for the names of facts, where there is room beside them.
  private static let nameColumns = 14
  /// Narrower rooms have the values below the names.
  private static let narrow = 40

  static func lines(of dialog: ApprovalDialog, columns: Int, _ theme: Theme) -> [Line] {
    let request = dialog.request
    let tool = request.call.tool
    var page = PageText(columns: columns, theme: theme)
    for warning in request.warnings {
      page.text("! \(SafeText(warning, context: .code))", style: theme.warning)
    }
    page.quoted("tool", tool.originalName)
    switch tool.source {
    case .command: page.said("from", "the configuration")
    case .builtIn: page.said("from", "LLMTerm itself")
    case .server(let name): page.quoted("from server", name)
    }
    for fact in request.call.facts {
      page.quoted(SafeText(fact.label, context: .code), fact.value)
    }
    addReach(of: request.call, to: &page)
    addDifference(dialog, to: &page)
    if !request.mayAlways {
      page.text("Such a call is asked for each time: there is no “always”.", style: theme.dim)
    }
    return page.lines
  }

  // MARK: What holds it back

  /// Sandbox and network in plain words, unless a fact has them already.
  private static func addReach(of call: PreparedCall, to page: inout PageText) {
    let said = call.facts.map(\.label)
    let (sandbox, network) = reach(of: call)
    if !said.contains("sandbox") {
      page.said("sandbox", sandbox.text, style: sandbox.isNone ? page.theme.warning : .plain)
    }
    if case .program(let launch) = call.action,
      case .bubblewrap(_, let writable) = launch.sandbox, !said.contains("writable")
    {
      for path in writable { page.quoted("can change", path) }
    }
    if !said.contains("network") {
      page.said("network", network ? "yes" : "no", style: network ? page.theme.warning : .plain)
    }
  }

  static func reach(
    of call: PreparedCall
  ) -> (sandbox: (text: SafeText, isNone: Bool), network: Bool) {
    switch call.action {
    case .program(let launch):
      switch launch.sandbox {
      case .bubblewrap(let network, let writable):
        let files: SafeText =
          writable.isEmpty ? "no files can be changed" : "only these can be changed:"
        return (("bubblewrap: \(files)", false), network)
      case .none(let reason):
        let why = SafeText(reason, context: .code)
        return (("none (\(why)): it can do all that you can", true), true)
      }
    case .builtIn:
      let writes = call.tool.reach.contains(.writes)
      let text: SafeText = writes ? "none: it may change files" : "none needed: it only reads"
      return ((text, writes), call.tool.reach.contains(.network))
    case .server:
      return (("none: the server does what it wants", true), true)
    }
  }

  // MARK: What has changed

  private static func addDifference(_ dialog: ApprovalDialog, to page: inout PageText) {
    let difference = dialog.request.difference
    guard !difference.isEmpty else { return }
    page.blank()
    let count = difference.count { $0.first == "+" || $0.first == "-" }
    guard dialog.showsDifference else {
      return page.heading("The description has changed in \(count) lines ▸")
    }
    page.heading("How the description has changed ▾")
    for line in difference {
      var text = WrappedText(width: page.columns, mode: .code)
      let style: Style =
        switch line.first {
        case "+": page.theme.ok
        case "-": page.theme.error
        default: page.theme.dim
        }
      text.append(SafeText(line, context: .code), style: style)
      page.add(text.rows)
    }
  }
}

extension PageText {
  fileprivate var isNarrow: Bool { columns < 40 }

  /// A name and our own words.
  fileprivate mutating func said(_ name: SafeText, _ text: SafeText, style: Style = .plain) {
    var wrapped = WrappedText(width: valueColumns, mode: .words)
    wrapped.append(text, style: style)
    place(name, wrapped.rows)
  }

  /// A name and a value from outside, to the letter.
  fileprivate mutating func quoted(_ name: SafeText, _ value: String) {
    let quoted = QuotedText(value)
    var rows = quoted.rows(columns: valueColumns, escapes: theme.warning)
    if let warning = quoted.warning {
      var wrapped = WrappedText(width: valueColumns, mode: .words)
      wrapped.append("! \(warning)", style: theme.warning)
      rows += wrapped.rows
    }
    place(name, rows)
  }

  private var indent: Int { isNarrow ? min(2, columns / 4) : 14 }
  private var valueColumns: Int { max(1, columns - indent) }

  private mutating func place(_ name: SafeText, _ rows: [Line]) {
    var rows = rows
    let isBeside = name.columns < indent && !rows.isEmpty
    var first = Line(isBeside ? name : name.truncated(to: columns), style: theme.dim)
    if isBeside {
      first.pad(to: indent)
      first.append(rows.removeFirst())
    }
    add([first])
    add(
      rows.map { row in
        var line = Line(.spaces(indent))
        line.append(row)
        return line
      })
  }
}
