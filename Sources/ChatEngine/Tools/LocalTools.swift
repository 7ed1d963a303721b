/// The tools of this machine: the configuration's commands and the built-in ones.
package final class LocalTools: ToolSource {
  package var onChange: () -> Void = {}

  private let commands: CommandTools
  private let builtIn: BuiltInTools

  package init(
    _ tools: [Configuration.Tool], surroundings: CommandSurroundings, loop: EventLoop,
    queue: any LogQueue, time: @escaping () -> Timestamp,
    makeTransport: @escaping BuiltInTools.TransportMaker
  ) {
    commands = CommandTools(tools, surroundings: surroundings, loop: loop)
    builtIn = BuiltInTools(
      tools, surroundings: surroundings, loop: loop, queue: queue, time: time,
      makeTransport: makeTransport)
    commands.onChange = { [weak self] in self?.onChange() }
  }

  package var tools: [Tool] { commands.tools + builtIn.tools }

  package func load(done: @escaping () -> Void) { commands.load(done: done) }

  package func prepare(_ call: ToolCall, for tool: Tool) throws(ToolFailure) -> PreparedCall {
    try source(of: tool).prepare(call, for: tool)
  }

  package func run(
    _ call: PreparedCall, as id: ToolRunID, progress: @escaping (String) -> Void,
    done: @escaping (ToolOutput) -> Void
  ) {
    source(of: call.tool).run(call, as: id, progress: progress, done: done)
  }

  package func cancel(_ id: ToolRunID) {
    commands.cancel(id)
    builtIn.cancel(id)
  }

  package func finish() {
    commands.finish()
    builtIn.finish()
  }

  private func source(of tool: Tool) -> any ToolSource {
    tool.source == .builtIn ? builtIn : commands
  }
}
