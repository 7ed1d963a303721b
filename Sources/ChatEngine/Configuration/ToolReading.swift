/// The section `tools`.
extension ConfigurationReader {
  mutating func tool(_ member: ConfigurationNode.Member) -> Configuration.Tool? {
    let node = member.value
    guard isObject(node) else { return nil }
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
    return node["built_in"].map { builtInTool($0, member) } ?? commandTool(member)
  }

  // MARK: Commands

  private mutating func commandTool(_ member: ConfigurationNode.Member) -> Configuration.Tool? {
    let node = member.value
    let keys = [
      "description", "parameters", "command", "input", "output", "environment", "folder", "timeout",
      "allow", "options", "sandbox", "network", "writable", "built_in",
    ]
    guard isObject(node, of: keys) else { return nil }
    var parameters: JSON = ["type": "object", "properties": [:]]
    if let schema = node["parameters"], isObject(schema) { parameters = schema.json }
    guard let place = node["command"] else {
      refuse(member.place, "\(node.path) needs \"command\", a list of a program and its arguments.")
      return nil
    }
    guard var command = command(place), let program = command.first else { return nil }
    // A path, unlike a name that is looked for in PATH, is one of the configuration's.
    if program.contains("/") { command[0] = located(program) }
    let definition = ToolDefinition(
      name: member.name, description: string(node["description"]) ?? "", parameters: parameters)
    var tool = Configuration.Tool(definition: definition, command: command)
    let hasPlaces = checkPlaces(of: tool, place)
    tool.input =
      word(node["input"], as: Configuration.Tool.Input.self) ?? (hasPlaces ? .none : .json)
    tool.output = word(node["output"], as: Configuration.Tool.Output.self) ?? tool.output
    tool.variables = variables(node["environment"])
    tool.folder = path(node["folder"])
    tool.timeout = duration(node["timeout"]) ?? tool.timeout
    tool.isAllowed = bool(node["allow"]) ?? tool.isAllowed
    tool.takesOptions = bool(node["options"]) ?? tool.takesOptions
    tool.isSandboxed = bool(node["sandbox"]) ?? tool.isSandboxed
    tool.usesNetwork = bool(node["network"]) ?? tool.usesNetwork
    tool.writable = (strings(node["writable"], orOne: true) ?? []).map { located($0) }
    if tool.isAllowed, hasPlaces, OpenEnded.isOne(program), let allow = node["allow"] {
      note(
        allow,
        "\(allow.path) has no effect: \(SafeQuote.quoted(program)) does whatever its arguments say, "
          + "so each call is asked for.")
      tool.isAllowed = false
    }
    return tool
  }

  /// Whether the command has places for arguments; refuses those that the parameters do not name.
  private mutating func checkPlaces(
    of tool: Configuration.Tool, _ node: ConfigurationNode
  ) -> Bool {
    let known = tool.definition.parameters["properties"]?.objectValue?.keys ?? []
    let template = CommandTemplate(tool.command)
    if CommandTemplate.names(in: tool.command[0]).isEmpty == false {
      refuse(node.place, "\(node.path) must begin with a program that no argument chooses.")
    }
    for name in template.names where !known.contains(name) {
      let question = Suggestion.question(for: name, among: known)
      refuse(
        node.place,
        "\(node.path) uses \(SafeQuote.quoted("{" + name + "}")), which its parameters do not have."
          + question)
    }
    return !template.names.isEmpty
  }

  private mutating func variables(_ node: ConfigurationNode?) -> [String] {
    guard let node, let names = strings(node, orOne: true) else { return [] }
    let keys = Set(Preset.all.flatMap(\.keyVariables))
    for name in names {
      if keys.contains(name) {
        refuse(node.place, "\(node.path) may not name \(name): tools get no provider's key.")
      } else if name.isEmpty || name.contains("=") || name.utf8.contains(0) {
        refuse(node, mustBe: "a list of names of variables")
      }
    }
    return names.filter { !keys.contains($0) }
  }

  /// A path as `path` reads one.
  func located(_ text: String) -> String {
    if text.hasPrefix("~/"), let home { return home + text.dropFirst() }
    return text.hasPrefix("/") || folder.isEmpty ? text : folder + "/" + text
  }

  // MARK: Built-in tools

  private mutating func builtInTool(
    _ choice: ConfigurationNode, _ member: ConfigurationNode.Member
  ) -> Configuration.Tool? {
    let node = member.value
    guard isObject(node, of: ["built_in", "description", "root", "timeout", "allow"]) else {
      return nil
    }
    var name = member.name
    switch choice.content {
    case .bool(true): break
    case .string(let text): name = text
    case .bool(false), .null, .number, .array, .object:
      refuse(choice, mustBe: "true or the name of a built-in tool")
      return nil
    }
    guard let builtIn = BuiltInTool(rawValue: name) else {
      let known = BuiltInTool.allCases.map(\.rawValue)
      refuse(
        choice.place,
        "there is no built-in tool \(SafeQuote.quoted(name)). Known are: "
          + "\(known.joined(separator: ", ")).")
      return nil
    }
    let description = string(node["description"]) ?? builtIn.description
    let definition = ToolDefinition(
      name: member.name, description: description, parameters: builtIn.parameters)
    var tool = Configuration.Tool(definition: definition, builtIn: builtIn)
    tool.timeout = duration(node["timeout"]) ?? .seconds(30)
    tool.isAllowed = bool(node["allow"]) ?? tool.isAllowed
    tool.root = path(node["root"])
    if builtIn.needsRoot == (tool.root == nil) {
      let sentence =
        builtIn.needsRoot
        ? "needs \"root\", the folder that it stays in." : "has no use for \"root\"."
      refuse(member.place, "\(node.path) \(sentence)")
      return nil
    }
    return tool
  }
}

/// The section `ui`.
extension ConfigurationReader {
  mutating func interface(_ node: ConfigurationNode?) -> Configuration.Interface {
    var interface = Configuration.Interface()
    let known = [
      "theme", "themes", "keys", "mouse", "frame_ms", "editing", "notify", "screen_reader",
      "images",
    ]
    guard let node, isObject(node, of: known) else { return interface }
    interface.editing = word(node["editing"], as: Configuration.Interface.Editing.self) ?? .readline
    interface.notify = word(node["notify"], as: Configuration.Interface.Notify.self) ?? .automatic
    interface.images = word(node["images"], as: Configuration.Interface.Images.self) ?? .automatic
    interface.themes = members(node["themes"]).compactMap { theme($0) }
    interface.theme = string(node["theme"])
    interface.usesMouse = bool(node["mouse"]) ?? interface.usesMouse
    interface.isScreenReader = bool(node["screen_reader"]) ?? interface.isScreenReader
    if let milliseconds = int(node["frame_ms"], from: 1, to: 1000) {
      interface.frame = .milliseconds(milliseconds)
    }
    interface.keys = members(node["keys"]).compactMap { member in
      guard let keys = strings(member.value, orOne: true) else { return nil }
      return Configuration.Interface.KeyAssignment(command: member.name, keys: keys)
    }
    return interface
  }

  /// Roles and colours are checked by the screen, which knows them.
  private mutating func theme(
    _ member: ConfigurationNode.Member
  ) -> Configuration.Interface.ThemeColours? {
    guard isObject(member.value, of: ["base", "roles"]) else { return nil }
    let roles = members(member.value["roles"]).compactMap { role in
      string(role.value).map {
        Configuration.Interface.ThemeColours.Role(name: role.name, style: $0)
      }
    }
    return Configuration.Interface.ThemeColours(
      name: member.name, base: string(member.value["base"]), roles: roles)
  }
}
