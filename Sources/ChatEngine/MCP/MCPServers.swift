/// The servers of the configuration and their tools, prompts and resources.
///
/// A server is started when it is first needed, and ends with this object at the latest.
package final class MCPServers: ToolSource {
  package private(set) var tools: [Tool] = []
  /// What is not offered, and why, a sentence each.
  package private(set) var notes: [String] = []
  package var onChange: () -> Void = {}

  let loop: EventLoop
  let servers: [MCPServer]
  private var known: [String: MCPTool] = [:]
  private var loads: [(timer: TimerID, done: () -> Void)] = []
  private var isRefreshing = false
  private var lastKey: UInt64 = 1 << 63

  /// `ToolSource.load`: over after 10 s at the latest.
  private static let loadTime: Duration = .seconds(10)

  /// Starts nothing yet.
  ///
  /// `environment` and `folder` are the program's own.
  package init(
    _ settings: [Configuration.ContextServer], loop: EventLoop, environment: [String: String],
    folder: String, clientVersion: String
  ) {
    self.loop = loop
    let keys = MCPKeys(loop: loop, environment: environment)
    let surroundings = MCPServer.Surroundings(
      environment: environment, folder: folder, clientVersion: clientVersion, key: keys.read)
    servers = settings.map { MCPServer($0, loop: loop, surroundings) }
    for server in servers { server.onChange = { [weak self] in self?.refreshSoon() } }
  }

  /// How each server is, in the configuration's order.
  package var summaries: [ToolServerSummary] {
    servers.map {
      ToolServerSummary(
        name: $0.name, place: $0.place.joined(separator: " "), state: $0.state)
    }
  }

  /// What a server wrote to standard error last, unfiltered; at most 128 kB.
  package func errors(of server: String) -> [UInt8] { self.server(server)?.errors ?? [] }

  package func load(done: @escaping () -> Void) {
    for server in servers {
      server.start()
      server.refresh()
    }
    guard !servers.allSatisfy(\.isSettled) else {
      loop.schedule(at: loop.now(), done)
      return
    }
    let timer = loop.schedule(at: loop.now() + Self.loadTime) { [weak self] in
      guard let self else { return }
      // Once is enough: the next load does not wait for it.
      for server in servers where !server.isSettled { server.isSlow = true }
      endLoads()
    }
    loads.append((timer, done))
  }

  package func finish() {
    for load in loads { loop.cancel(load.timer) }
    loads = []
    for server in servers { server.finish() }
  }

  func server(_ name: String) -> MCPServer? { servers.first { $0.name == name } }

  /// A key that no run of a tool has.
  func nextKey() -> MCPCall.Key {
    lastKey += 1
    return MCPCall.Key(lastKey)
  }

  // MARK: What there is

  /// Once for all that changes in one turn of the loop.
  private func refreshSoon() {
    guard !isRefreshing else { return }
    isRefreshing = true
    loop.schedule(at: loop.now()) { [weak self] in
      self?.isRefreshing = false
      self?.refresh()
    }
  }

  private func refresh() {
    var list = MCPToolList()
    for server in servers { list.add(server) }
    (tools, notes, known) = (list.tools, list.notes, list.known)
    if servers.allSatisfy(\.isSettled) { endLoads() }
    onChange()
  }

  private func endLoads() {
    let ended = loads
    loads = []
    for load in ended {
      loop.cancel(load.timer)
      load.done()
    }
  }

  func tool(named name: String) -> MCPTool? { known[name] }
}

/// The tools of all servers under names that no two share.
struct MCPToolList {
  private(set) var tools: [Tool] = []
  private(set) var notes: [String] = []
  private(set) var known: [String: MCPTool] = [:]

  mutating func add(_ server: MCPServer) {
    let isOverHTTP = if case .url = server.settings.connection { true } else { false }
    add(
      server.lists[.tools] ?? [], of: server.name, at: server.place, isOverHTTP: isOverHTTP,
      allowed: server.settings.allowed)
  }

  mutating func add(
    _ items: [JSON], of server: String, at place: [String], isOverHTTP: Bool, allowed: [String]
  ) {
    for item in items {
      let label = SafeQuote.quoted(item["name"]?.stringValue ?? "")
      do throws(MCPTool.Refusal) {
        let tool = try MCPTool(
          item, server: server, place: place, isOverHTTP: isOverHTTP, allowed: allowed)
        if let other = known[tool.tool.name] {
          throw MCPTool.Refusal(reason: "has the name of another: \(Self.owner(other.tool))")
        }
        known[tool.tool.name] = tool
        tools.append(tool.tool)
      } catch {
        notes.append("Server \"\(server)\": tool \(label) \(error.reason); off.")
      }
    }
  }

  private static func owner(_ tool: Tool) -> String {
    guard case .server(let server) = tool.source else { return tool.name }
    return "\(SafeQuote.quoted(tool.originalName)) of \"\(server)\""
  }
}
