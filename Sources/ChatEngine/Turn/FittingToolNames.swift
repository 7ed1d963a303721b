/// Gives every tool a name that all dialects take, and no two the same.
///
/// MCP's tools have dots, slashes and 128 characters in their names. A model calls what it was told
/// of, so its calls are mapped back by `originals`.
struct FittingToolNames {
  /// By the name on the wire, the offered tools whose own name is another.
  private(set) var originals: [String: String] = .init()
  /// By a tool's own name, the one on the wire where that is another.
  private var wire: [String: String] = .init()

  init(of request: ChatRequest) {
    let offered = request.tools.map(\.name)
    var all = offered
    for part in request.messages.lazy.flatMap(\.parts) {
      switch part {
      case .toolCall(let call): all.append(call.name)
      case .toolResult(let result): all.append(result.name)
      case .text, .reasoning, .attachment: continue
      }
    }
    // Who has a fit name keeps it, whoever comes first.
    var taken = Set(all.filter { ToolName.wire($0) == $0 })
    for name in all where wire[name] == nil && ToolName.wire(name) != name {
      let plain = ToolName.wire(name)
      let chosen = taken.contains(plain) ? FittingToolNames.hashed(name, plain) : plain
      taken.insert(chosen)
      wire[name] = chosen
    }
    for name in offered { if let chosen = wire[name] { originals[chosen] = name } }
  }

  func rename(_ request: inout ChatRequest) {
    guard !wire.isEmpty else { return }
    for place in request.tools.indices {
      request.tools[place].name = name(request.tools[place].name)
    }
    if case .tool(let name)? = request.parameters.toolChoice {
      request.parameters.toolChoice = .tool(self.name(name))
    }
    for place in request.messages.indices {
      let parts = request.messages[place].parts
      if parts.contains(where: isRenamed) { request.messages[place].parts = parts.map(renamed) }
    }
  }

  private func name(_ name: String) -> String { wire[name] ?? name }

  private func isRenamed(_ part: ContentPart) -> Bool {
    switch part {
    case .toolCall(let call): wire[call.name] != nil
    case .toolResult(let result): wire[result.name] != nil
    case .text, .reasoning, .attachment: false
    }
  }

  private func renamed(_ part: ContentPart) -> ContentPart {
    switch part {
    case .toolCall(var call):
      call.name = name(call.name)
      return .toolCall(call)
    case .toolResult(var result):
      result.name = name(result.name)
      return .toolResult(result)
    case .text, .reasoning, .attachment: return part
    }
  }

  /// The plain name with eight digits of the name's hash, which stay the same whoever else is there.
  private static func hashed(_ name: String, _ plain: String) -> String {
    plain.prefix(55) + "_" + StableHash.digits(name, count: 8)
  }
}
