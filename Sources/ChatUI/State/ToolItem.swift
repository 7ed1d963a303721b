package import ChatEngine

/// A line of the list of tools.
package enum ToolItem: Sendable, Equatable {
  case tool(ToolSummary)
  case server(ToolServerSummary)

  /// What it is found by.
  var label: String {
    switch self {
    case .tool(let summary): summary.tool.name
    case .server(let server): "server " + server.name
    }
  }

  /// Each server before its tools, what belongs to none first.
  static func all(
    _ tools: [ToolSummary], servers: [ToolServerSummary]
  ) -> FilteredList<ToolItem> {
    var rest = tools
    var items: [ToolItem] = []
    for server in servers {
      items.append(.server(server))
      items += rest.filter { $0.tool.source == .server(server.name) }.map(ToolItem.tool)
      rest.removeAll { $0.tool.source == .server(server.name) }
    }
    return FilteredList(rest.map(ToolItem.tool) + items) { $0.label }
  }
}
