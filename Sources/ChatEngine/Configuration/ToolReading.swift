/// The sections `tools` and `ui`.
extension ConfigurationReader {
  mutating func tool(_ member: ConfigurationNode.Member) -> Configuration.Tool? {
    let node = member.value
    let keys = ["description", "parameters", "command", "timeout", "allow"]
    guard isObject(node, of: keys) else { return nil }
    // The names that every dialect takes.
    guard (1...64).contains(member.name.utf8.count),
      member.name.utf8.allSatisfy({ $0.isLetterOrDigit || "-_".utf8.contains($0) })
    else {
      refuse(
        member.place,
        "a tool's name must have 1 to 64 letters, digits, \"-\" and \"_\"; "
          + "\(SafeQuote.quoted(member.name)) has others.")
      return nil
    }
    var parameters: JSON = ["type": "object", "properties": [:]]
    if let schema = node["parameters"], isObject(schema) { parameters = schema.json }
    guard node["command"] != nil else {
      refuse(member.place, "\(node.path) needs \"command\", a list of a program and its arguments.")
      return nil
    }
    guard let command = command(node["command"]) else { return nil }
    let definition = ToolDefinition(
      name: member.name, description: string(node["description"]) ?? "", parameters: parameters)
    var tool = Configuration.Tool(definition: definition, command: command)
    tool.timeout = duration(node["timeout"]) ?? tool.timeout
    tool.isAllowed = bool(node["allow"]) ?? tool.isAllowed
    return tool
  }

  mutating func interface(_ node: ConfigurationNode?) -> Configuration.Interface {
    var interface = Configuration.Interface()
    guard let node, isObject(node, of: ["theme", "keys", "mouse", "frame_ms"]) else {
      return interface
    }
    interface.theme = string(node["theme"])
    interface.usesMouse = bool(node["mouse"]) ?? interface.usesMouse
    if let milliseconds = int(node["frame_ms"], from: 1, to: 1000) {
      interface.frame = .milliseconds(milliseconds)
    }
    interface.keys = members(node["keys"]).compactMap { member in
      guard let keys = strings(member.value, orOne: true) else { return nil }
      return Configuration.Interface.KeyAssignment(command: member.name, keys: keys)
    }
    return interface
  }
}
