/// Several sources as one.
///
/// Where two have a tool of the same name, the first source's is taken and the other is left out: a
/// server cannot put itself in the place of a tool that was there before (faults.md, section 6).
package final class ToolBox: ToolSource {
  private let sources: [any ToolSource]
  /// Who prepared calls: a tool may be gone from the list before its call is let run.
  private var owners: [Tool.Source: any ToolSource] = [:]
  package var onChange: () -> Void = {}

  package init(_ sources: [any ToolSource]) {
    self.sources = sources
    for source in sources { source.onChange = { [weak self] in self?.onChange() } }
  }

  private var sorted: (taken: [(tool: Tool, source: any ToolSource)], leftOut: [Tool]) {
    var taken: [(tool: Tool, source: any ToolSource)] = []
    var leftOut: [Tool] = []
    var names: Set<String> = []
    for source in sources {
      for tool in source.tools {
        if names.insert(tool.name).inserted {
          taken.append((tool, source))
        } else {
          leftOut.append(tool)
        }
      }
    }
    return (taken, leftOut)
  }

  package var tools: [Tool] { sorted.taken.map(\.tool) }

  /// What is left out, one sentence each.
  package var notes: [String] {
    sorted.leftOut.map {
      "The tool \($0.name) of \($0.source.text) is left out: another one has that name."
    }
  }

  package func load(done: @escaping () -> Void) {
    var open = sources.count
    if open == 0 { return done() }
    for source in sources {
      source.load {
        open -= 1
        if open == 0 { done() }
      }
    }
  }

  private func source(of tool: Tool) -> (any ToolSource)? {
    sorted.taken.first { $0.tool.name == tool.name && $0.tool.source == tool.source }?.source
  }

  package func prepare(_ call: ToolCall, for tool: Tool) throws(ToolFailure) -> PreparedCall {
    guard let source = source(of: tool) else {
      throw ToolFailure(.unknownTool, "There is no tool \(tool.name) any more.")
    }
    owners[tool.source] = source
    return try source.prepare(call, for: tool)
  }

  package func run(
    _ call: PreparedCall, as id: ToolRunID, progress: @escaping (String) -> Void,
    done: @escaping (ToolOutput) -> Void
  ) {
    owners[call.tool.source]?.run(call, as: id, progress: progress, done: done)
  }

  package func cancel(_ id: ToolRunID) {
    for source in sources { source.cancel(id) }
  }

  package func finish() {
    for source in sources { source.finish() }
  }
}
