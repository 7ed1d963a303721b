/// What a provider is given besides its place: key, models, headers, limits.
extension ConfigurationReader {
  /// A key's source; nil where there is none, or where it is no source.
  mutating func keySource(_ node: ConfigurationNode) -> KeySource? {
    let forms =
      "{\"env\": \"NAME\"}, {\"command\": [\"PROGRAM\", …]}, {\"file\": \"PATH\"} "
      + "or {\"keyring\": \"NAME\"}"
    switch node.content {
    case .null: return nil
    case .string:
      // The text is not repeated: it is the key itself.
      refuse(
        node.place,
        "\(node.path) must say where the key is, and never hold it. Take the key out of this file "
          + "and write \(forms).")
      return nil
    case .bool, .number, .array:
      refuse(node, mustBe: forms)
      return nil
    case .object: break
    }
    guard isObject(node, of: ["env", "command", "file", "keyring"]) else { return nil }
    guard node.members.count == 1, let member = node.members.first else {
      refuse(node.place, "\(node.path) must be one of \(forms).")
      return nil
    }
    switch member.name {
    case "env": return variable(member.value)
    case "command": return command(member.value).map(KeySource.command)
    case "file": return path(member.value).map(KeySource.file)
    case "keyring": return string(member.value).map(KeySource.keyring)
    default: return nil
    }
  }

  private mutating func variable(_ node: ConfigurationNode) -> KeySource? {
    guard let name = string(node) else { return nil }
    guard !name.isEmpty, name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "_") })
    else {
      // Not repeated: it may well be the key.
      refuse(
        node.place,
        "\(node.path) must be the name of an environment variable, such as \"OPENAI_API_KEY\".")
      return nil
    }
    return .environment([name])
  }

  mutating func models(_ node: ConfigurationNode?, at preset: String?) -> [Model]? {
    guard let node else { return nil }
    guard case .array(let elements) = node.content else {
      refuse(node, mustBe: "a list of models")
      return nil
    }
    var models: [Model] = []
    for element in elements {
      guard let model = model(element, at: preset) else { continue }
      if models.contains(where: { $0.id == model.id }) {
        refuse(
          element.place, "\(element.path) names \(SafeQuote.quoted(model.id)) a second time.")
      }
      models.append(model)
    }
    return models
  }

  /// An id alone, or an object with what is known of the model.
  private mutating func model(_ node: ConfigurationNode, at preset: String?) -> Model? {
    if case .string(let id) = node.content {
      return isModelName(id, at: node) ? known(Model(id: id), at: preset) : nil
    }
    guard isObject(node, of: Self.modelKeys) else { return nil }
    guard let idNode = node["id"] else {
      refuse(node.place, "\(node.path) needs \"id\", the name under which the server knows it.")
      return nil
    }
    guard let id = string(idNode), isModelName(id, at: idNode) else { return nil }
    var model = Model(
      id: id, context: int(node["context"], from: 1), maxInput: int(node["max_input"], from: 1),
      maxOutput: int(node["max_output"], from: 1), price: price(node["price"]),
      vision: bool(node["vision"]), tools: bool(node["tools"]),
      jsonSchema: bool(node["json_schema"]), reasoning: bool(node["reasoning"]))
    model.sampling = bool(node["temperature"]).map { $0 ? .yes : .no }
    for (name, ability) in Self.abilityKeys { model.abilities[ability] = bool(node[name]) }
    model.efforts = efforts(node["reasoning_efforts"])
    model.cacheMinimum = int(node["cache_minimum"], from: 0)
    return known(model, at: preset)
  }

  private mutating func isModelName(_ id: String, at node: ConfigurationNode) -> Bool {
    if id.isEmpty { refuse(node, mustBe: "the name under which the server knows it") }
    return !id.isEmpty
  }

  private static let abilityKeys: [(String, Ability)] = [
    ("pdf", .pdf), ("audio", .audio), ("seed", .seed), ("stop", .stop),
    ("forced_tools", .forcedTools), ("parallel_tools", .parallelTools),
  ]

  private static let modelKeys =
    [
      "id", "context", "max_input", "max_output", "price", "vision", "tools", "json_schema",
      "reasoning", "temperature", "reasoning_efforts", "cache_minimum",
    ] + abilityKeys.map(\.0)

  private mutating func efforts(_ node: ConfigurationNode?) -> Efforts? {
    guard let node else { return nil }
    guard case .array(let elements) = node.content else {
      refuse(node, mustBe: "a list such as [\"low\", \"high\"]")
      return nil
    }
    return Efforts(elements.compactMap { word($0, as: ReasoningEffort.self) })
  }

  private func known(_ model: Model, at preset: String?) -> Model {
    guard let preset, let known = ModelTable.model(model.id, at: preset) else { return model }
    return model.completed(from: known)
  }

  private mutating func price(_ node: ConfigurationNode?) -> Price? {
    guard let node, isObject(node, of: ["in", "out", "cached_in", "cache_write"]) else {
      return nil
    }
    let dollars = "US dollars per million tokens, 0 or more"
    let input = number(node["in"], dollars) { $0 >= 0 }
    let output = number(node["out"], dollars) { $0 >= 0 }
    let cached = number(node["cached_in"], dollars) { $0 >= 0 }
    let write = number(node["cache_write"], dollars) { $0 >= 0 }
    if node["in"] == nil || node["out"] == nil {
      refuse(node.place, "\(node.path) needs \"in\" and \"out\", in \(dollars).")
    }
    guard let input, let output else { return nil }
    return Price(input: input, output: output, cachedInput: cached, cacheWrite: write)
  }

  mutating func headers(_ node: ConfigurationNode?) -> [HTTPHeader] {
    members(node).compactMap { member in
      guard let value = string(member.value) else { return nil }
      let header = HTTPHeader(member.name, value)
      guard header.isSendable else {
        refuse(member.place, "\(member.value.path) is no header that can be sent.")
        return nil
      }
      if ["authorization", "x-api-key", "x-goog-api-key", "api-key"].contains(where: header.isNamed)
      {
        refuse(
          member.place,
          "\(member.value.path) must not be set here: a key is given by \"key\", and never stands "
            + "in this file.")
        return nil
      }
      return header
    }
  }

  mutating func extraBody(_ node: ConfigurationNode?) -> JSONObject {
    guard let node, isObject(node) else { return JSONObject() }
    return node.json.objectValue ?? JSONObject()
  }

  mutating func timeouts(_ node: ConfigurationNode?) -> Timeouts {
    var timeouts = Timeouts()
    guard let node, isObject(node, of: ["connect", "first_part", "idle", "total"]) else {
      return timeouts
    }
    timeouts.connect = duration(node["connect"]) ?? timeouts.connect
    timeouts.firstPart = duration(node["first_part"]) ?? timeouts.firstPart
    timeouts.idle = duration(node["idle"]) ?? timeouts.idle
    timeouts.total = duration(node["total"]) ?? timeouts.total
    return timeouts
  }

  mutating func limits(_ node: ConfigurationNode?) -> Provider.RateLimits {
    guard let node,
      isObject(node, of: ["requests_per_minute", "tokens_per_minute", "concurrent", "burst"])
    else { return Provider.RateLimits() }
    let limits = Provider.RateLimits(
      requestsPerMinute: int(node["requests_per_minute"], from: 1),
      tokensPerMinute: int(node["tokens_per_minute"], from: 1),
      concurrent: int(node["concurrent"], from: 1), burst: int(node["burst"], from: 1))
    if let burst = node["burst"], node["requests_per_minute"] == nil {
      refuse(
        burst.place,
        "\(burst.path) needs \"requests_per_minute\" beside it: it says how many of those may go "
          + "out at once.")
    }
    return limits
  }
}
