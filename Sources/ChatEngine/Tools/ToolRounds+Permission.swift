/// Which calls run without asking.
extension ToolRounds {
  enum Permission: Equatable {
    case free
    case ask(warnings: [String], difference: [String], mayAlways: Bool)
  }

  func permission(for call: PreparedCall) -> Permission {
    let tool = call.tool
    let difference = book.difference(of: tool)
    // A tool that is not what was allowed is allowed by nobody.
    if difference == nil, isFree(call) { return .free }
    var warnings: [String] = []
    if difference != nil {
      warnings.append(
        "What \(tool.source.text) says of this tool has changed since it was let run.")
    }
    if isBound(tool) {
      warnings.append(
        "Words from outside came into this turn, and this tool \(tool.reach.sentence): they may "
          + "have asked for this call.")
    }
    return .ask(warnings: warnings, difference: difference ?? [], mayAlways: mayAlways(call))
  }

  private func isFree(_ call: PreparedCall) -> Bool {
    // The person's word for this very turn.
    if rules.freeTools.contains(call.tool.name) { return true }
    if isBound(call.tool) { return false }
    if case .program(let launch) = call.action, launch.isShell { return false }
    return call.tool.isAllowed || (mayAlways(call) && book.allows(call))
  }

  /// Whether "always" is a promise that can be kept.
  func mayAlways(_ call: PreparedCall) -> Bool {
    if case .program(let launch) = call.action, launch.isOpenEnded { return false }
    return !isBound(call.tool)
  }

  /// The lethal trifecta: foreign words in the turn, and a tool that could carry out what they ask.
  private func isBound(_ tool: Tool) -> Bool { isTainted && !tool.reach.isEmpty }
}

extension Tool.Reach {
  fileprivate var sentence: String {
    switch (contains(.writes), contains(.network)) {
    case (true, true): "can change and send things"
    case (true, false): "can change things"
    case (false, _): "can send things"
    }
  }
}
