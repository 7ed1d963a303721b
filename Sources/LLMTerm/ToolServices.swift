import ChatEngine

/// The tools of the configuration and of its servers, as one source.
final class ToolServices {
  /// Nil where none is configured.
  let source: ToolBox?
  private let context: MCPServers?

  init(_ setup: Setup, loop: EventLoop, queue: any LogQueue) {
    let configuration = setup.configuration
    let surroundings = setup.surroundings
    var sources: [any ToolSource] = []
    if !configuration.tools.isEmpty {
      let around = CommandSurroundings(
        environment: surroundings.environment, workingFolder: surroundings.workingFolder,
        own: setup.folders, keyNames: setup.keyVariables)
      sources.append(
        LocalTools(
          configuration.tools, surroundings: around, loop: loop, queue: queue,
          time: SystemClock.timestamp,
          makeTransport: { CurlTransport(loop: loop, deliver: $0) }))
    }
    context =
      configuration.contextServers.isEmpty
      ? nil
      : MCPServers(
        configuration.contextServers, loop: loop, environment: surroundings.environment,
        folder: surroundings.workingFolder, clientVersion: Program.version)
    if let context { sources.append(context) }
    source = sources.isEmpty ? nil : ToolBox(sources)
  }

  /// Servers, for the list of tools.
  var servers: [ToolServerSummary] { context?.summaries ?? [] }

  /// What is not offered, and why, a sentence each.
  var notes: [String] { (context?.notes ?? []) + (source?.notes ?? []) }

  var prompts: [ServerPrompt] {
    (context?.prompts ?? []).map { prompt in
      ServerPrompt(
        server: prompt.server, name: prompt.name, title: prompt.description,
        arguments: prompt.arguments.map {
          ServerPrompt.Argument($0.name, isRequired: $0.isRequired)
        })
    }
  }

  func fillIn(
    _ prompt: FilledPrompt,
    _ done: @escaping (Result<[MCPPromptMessage], ToolFailure>) -> Void
  ) {
    guard let context else {
      return done(.failure(ToolFailure(.unavailable, "No servers are configured.")))
    }
    context.prompt(
      server: prompt.server, name: prompt.name, arguments: prompt.arguments, done: done)
  }

  /// Asks a server what fits a blank of its prompt.
  func complete(_ blank: PromptBlank, _ done: @escaping ([String]) -> Void) {
    guard let context else { return done([]) }
    context.complete(blank, done: done)
  }

  func finish() { source?.finish() }
}
