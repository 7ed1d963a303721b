/// The section `mcp`.
extension ConfigurationReader {
  mutating func contextServer(
    _ member: ConfigurationNode.Member
  ) -> Configuration.ContextServer? {
    let node = member.value
    let keys = [
      "command", "url", "headers", "key", "environment", "folder", "timeout", "allow",
    ]
    guard isObject(node, of: keys) else { return nil }
    // It is the beginning of the names that models are told.
    guard (1...32).contains(member.name.utf8.count),
      member.name.utf8.allSatisfy({ $0.isLetterOrDigit || "-_".utf8.contains($0) })
    else {
      refuse(
        member.place,
        "a server's name must have 1 to 32 letters, digits, \"-\" and \"_\"; "
          + "\(SafeQuote.quoted(member.name)) has others.")
      return nil
    }
    guard (node["command"] == nil) != (node["url"] == nil) else {
      refuse(member.place, "\(node.path) needs either \"command\" or \"url\".")
      return nil
    }
    let others = node["url"] == nil ? ["headers", "key"] : ["environment", "folder"]
    for other in node.members where others.contains(other.name) {
      let owner = node["url"] == nil ? "url" : "command"
      refuse(other.place, "\(other.value.path) goes with \"\(owner)\" only.")
    }
    guard let connection = connection(node) else { return nil }
    var server = Configuration.ContextServer(name: member.name, connection: connection)
    server.environment = strings(node["environment"]) ?? []
    server.folder = path(node["folder"])
    server.timeout = duration(node["timeout"]) ?? server.timeout
    server.allowed = strings(node["allow"]) ?? []
    return server
  }

  private mutating func connection(
    _ node: ConfigurationNode
  ) -> Configuration.ContextServer.Connection? {
    if let command = command(node["command"]) { return .command(command) }
    guard let place = node["url"], let text = string(place) else { return nil }
    guard let url = URLText(text), !url.hasUserInfo,
      url.scheme == "https" || (url.scheme == "http" && url.isLoopback)
    else {
      refuse(
        place.place,
        "\(place.path) must be a URL such as \"https://host/mcp\"; plain http goes to this machine "
          + "only.")
      return nil
    }
    let key = node["key"].flatMap { keySource($0) }
    return .url(text, headers: headers(node["headers"]), key: key)
  }
}
