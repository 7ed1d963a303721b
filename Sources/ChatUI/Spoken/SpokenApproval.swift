import ChatEngine

/// All that is to be known before a call is allowed, one thing a line: what comes from outside is
/// quoted to the letter, and the sentences are ours.
enum SpokenApproval {
  static func lines(of request: ApprovalRequest) -> [SafeText] {
    let call = request.call
    var lines: [SafeText] = []
    var heading: SafeText = "A tool wants to run"
    if request.count > 1 { heading += ", call \(request.position) of \(request.count)" }
    lines.append(heading + ".")
    for warning in request.warnings {
      lines.append("Warning: \(SafeText(warning, context: .code))")
    }
    add("tool", call.tool.originalName, to: &lines)
    switch call.tool.source {
    case .command: lines.append("from: the configuration")
    case .builtIn: lines.append("from: LLMTerm itself")
    case .server(let name): add("from server", name, to: &lines)
    }
    for fact in call.facts {
      add(SafeText(fact.label, context: .code), fact.value, to: &lines)
    }
    addReach(of: call, to: &lines)
    addDifference(request.difference, to: &lines)
    if !request.mayAlways {
      lines.append("Such a call is asked for each time: there is no “always”.")
    }
    return lines
  }

  /// A name and a value from outside, with its line breaks spelled.
  private static func add(_ name: SafeText, _ value: String, to lines: inout [SafeText]) {
    let quoted = QuotedText(value)
    var text = SafeText()
    for piece in quoted.pieces {
      switch piece {
      case .plain(let part), .escape(let part): text += part
      case .lineBreak: break
      }
    }
    lines.append("\(name): \(text)")
    if let warning = quoted.warning { lines.append("Warning: \(warning)") }
  }

  private static func addReach(of call: PreparedCall, to lines: inout [SafeText]) {
    let said = call.facts.map(\.label)
    let (sandbox, network) = ApprovalText.reach(of: call)
    if !said.contains("sandbox") { lines.append("sandbox: \(sandbox.text)") }
    if case .program(let launch) = call.action,
      case .bubblewrap(_, let writable) = launch.sandbox, !said.contains("writable")
    {
      for path in writable { add("can change", path, to: &lines) }
    }
    if !said.contains("network") { lines.append(network ? "network: yes" : "network: no") }
  }

  private static func addDifference(_ difference: [String], to lines: inout [SafeText]) {
    guard !difference.isEmpty else { return }
    lines.append("How the description has changed:")
    for line in difference {
      let text = SafeText(String(line.dropFirst()), context: .code).trimmed
      switch line.first {
      case "+": lines.append("Now: \(text)")
      case "-": lines.append("Before: \(text)")
      default: lines.append("As before: \(text)")
      }
    }
    lines.append("End of the change.")
  }
}
