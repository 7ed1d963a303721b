/// The whole file, and its sections besides providers and routes.
extension ConfigurationReader {
  private static let sections = [
    "default", "providers", "routes", "parameters", "system", "roles", "budget", "cache", "redis",
    "metrics", "log", "tools", "mcp", "ui", "titles", "$schema",
  ]

  mutating func configuration(_ node: ConfigurationNode) -> Configuration {
    var result = Configuration()
    guard isObject(node, of: Self.sections) else { return result }
    _ = string(node["$schema"])
    providerNames = node["providers"]?.members.map(\.name) ?? []
    routeNames = node["routes"]?.members.map(\.name) ?? []
    result.selection = selection(node["default"])
    result.providers = providers(node["providers"])
    result.routes = routes(node["routes"])
    result.parameters = parameters(node["parameters"])
    result.system = string(node["system"])
    result.titles = titles(node["titles"])
    result.roles = members(node["roles"]).compactMap { role($0) }
    result.budget = budget(node["budget"])
    result.cache = cache(node["cache"])
    result.redis = redis(node["redis"])
    result.metrics = metrics(node["metrics"])
    result.logLevel = logLevel(node["log"]) ?? .info
    result.tools = members(node["tools"]).compactMap { tool($0) }
    result.contextServers = members(node["mcp"]).compactMap { contextServer($0) }
    result.interface = interface(node["ui"])
    return result
  }

  /// `true`, `false` or a target.
  private mutating func titles(_ node: ConfigurationNode?) -> Engine.TitleUse {
    guard let node else { return .answerer }
    if case .bool(let isWished) = node.content { return isWished ? .answerer : .firstWords }
    if case .string(let text) = node.content, let target = Target(text) {
      return isKnown(target, at: node) ? .target(target) : .answerer
    }
    refuse(node, mustBe: "true, false, or a target as provider/model")
    return .answerer
  }

  mutating func parameters(_ node: ConfigurationNode?) -> Parameters {
    var parameters = Parameters()
    let keys = [
      "temperature", "top_p", "seed", "max_output_tokens", "reasoning_effort", "stop",
    ]
    guard let node, isObject(node, of: keys) else { return parameters }
    parameters.temperature = number(node["temperature"], "a number from 0 to 2") {
      (0...2).contains($0)
    }
    parameters.topP = number(node["top_p"], "a number above 0, at most 1") { $0 > 0 && $0 <= 1 }
    parameters.seed = int(node["seed"])
    parameters.maxOutputTokens = int(node["max_output_tokens"], from: 1)
    parameters.reasoningEffort = word(node["reasoning_effort"], as: ReasoningEffort.self)
    if let stop = node["stop"], let texts = strings(stop, orOne: true) {
      if texts.count > 4 || texts.contains("") {
        refuse(stop, mustBe: "one to four texts")
      } else {
        parameters.stop = texts
      }
    }
    return parameters
  }

  private mutating func role(
    _ member: ConfigurationNode.Member
  ) -> Configuration.NamedRole? {
    let node = member.value
    guard isObject(node, of: ["system", "target", "parameters"]) else { return nil }
    return Configuration.NamedRole(
      name: member.name, system: string(node["system"]), selection: selection(node["target"]),
      parameters: parameters(node["parameters"]))
  }

  private mutating func budget(_ node: ConfigurationNode?) -> Configuration.Budget {
    guard let node, isObject(node, of: ["session", "day", "month"]) else {
      return Configuration.Budget()
    }
    let dollars = "US dollars, 0 or more"
    return Configuration.Budget(
      session: number(node["session"], dollars) { $0 >= 0 },
      day: number(node["day"], dollars) { $0 >= 0 },
      month: number(node["month"], dollars) { $0 >= 0 })
  }

  private mutating func cache(_ node: ConfigurationNode?) -> Configuration.Cache {
    var cache = Configuration.Cache()
    guard let node, isObject(node, of: ["chat", "ask", "ttl", "max_bytes"]) else { return cache }
    cache.chat = cacheUse(node["chat"]) ?? cache.chat
    cache.ask = cacheUse(node["ask"]) ?? cache.ask
    cache.lifetime = duration(node["ttl"], to: .seconds(366 * 86_400)) ?? cache.lifetime
    cache.maxBytes = int(node["max_bytes"], from: 0) ?? cache.maxBytes
    return cache
  }

  private mutating func cacheUse(_ node: ConfigurationNode?) -> Configuration.Cache.Use? {
    guard let node else { return nil }
    switch node.content {
    case .bool(true): return .always
    case .bool(false): return .never
    case .string("auto"): return .automatic
    case .null, .number, .string, .array, .object:
      refuse(node, mustBe: "true, false or \"auto\"")
      return nil
    }
  }

  private mutating func redis(_ node: ConfigurationNode?) -> Configuration.Redis? {
    let keys = ["url", "prefix", "cache", "limits", "health", "tls"]
    guard let node, isObject(node, of: keys) else { return nil }
    var redis = Configuration.Redis(url: Secret(""))
    redis.prefix = string(node["prefix"]) ?? redis.prefix
    redis.sharesCache = bool(node["cache"]) ?? redis.sharesCache
    redis.sharesLimits = bool(node["limits"]) ?? redis.sharesLimits
    redis.sharesHealth = bool(node["health"]) ?? redis.sharesHealth
    redis.certificates = certificates(node["tls"])
    guard let place = node["url"], case .string(let text) = place.content else {
      refuse(node["url"]?.place ?? node.place, "\(node.path).url must be a Redis URL.")
      return nil
    }
    do throws(RedisURL.Problem) {
      _ = try RedisURL(text)
    } catch {
      // Not repeated: it may hold a password.
      refuse(place.place, "\(node.path).url is no Redis URL: \(error.sentence).")
      return nil
    }
    redis.url = Secret(text)
    return redis
  }

  private mutating func metrics(_ node: ConfigurationNode?) -> Configuration.Metrics {
    var metrics = Configuration.Metrics()
    guard let node, isObject(node, of: ["listen", "textfile"]) else { return metrics }
    metrics.textfile = path(node["textfile"])
    if let listen = node["listen"], let text = string(listen) {
      if let address = ListenAddress(text), address.port != 0 {
        metrics.listen = address
      } else {
        refuse(listen, mustBe: "an address and port such as \"127.0.0.1:9464\"")
      }
    }
    return metrics
  }

  private mutating func logLevel(_ node: ConfigurationNode?) -> Configuration.LogLevel? {
    guard let node, isObject(node, of: ["level"]) else { return nil }
    return word(node["level"], as: Configuration.LogLevel.self)
  }
}
