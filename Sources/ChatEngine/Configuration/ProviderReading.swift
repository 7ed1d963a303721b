/// The section `providers`.
extension ConfigurationReader {
  private static let providerKeys = [
    "preset", "dialect", "base_url", "api_version", "key", "models", "headers", "extra_body",
    "limits", "timeouts", "tls", "proxy", "allow_insecure_http",
  ]

  mutating func providers(_ node: ConfigurationNode?) -> [Provider] {
    members(node).compactMap { provider($0) }
  }

  private mutating func provider(_ member: ConfigurationNode.Member) -> Provider? {
    let node = member.value
    guard isProviderName(member.name) else {
      refuse(
        member.place,
        "a provider's name must have letters, digits, \"-\", \"_\" and \".\" only, for it stands "
          + "before the slash of a target; \(SafeQuote.quoted(member.name)) has others.")
      return nil
    }
    guard isObject(node, of: Self.providerKeys) else { return nil }
    let preset = preset(for: member)
    let dialect = dialect(node["dialect"]) ?? (node["dialect"] == nil ? preset?.dialect : nil)
    let security = security(node)
    // Under a dialect of other servers a preset's address and key place are not its own.
    let settled = dialect.flatMap { preset?.speaking($0) }
    let given = baseURL(node["base_url"], allowsInsecureHTTP: security.allowsInsecureHTTP)
    let base = given.map { url in
      node["api_version"] == nil ? settled?.baseURL(at: url) ?? url : url
    }
    var provider = settings(of: node, over: settled, dialect: dialect ?? .openAIChat)
    guard let dialect, let base = base ?? settled?.baseURL else {
      refuseIncomplete(member, preset: preset, dialect: dialect)
      return nil
    }
    provider.name = member.name
    provider.dialect = dialect
    provider.baseURL = base
    provider.security = security
    provider.preset = preset?.name
    return provider
  }

  private func isProviderName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 64
      && name.utf8.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
  }

  /// The preset that is named, or the one that has the provider's name.
  private mutating func preset(for member: ConfigurationNode.Member) -> Preset? {
    guard let named = member.value["preset"] else { return Preset.named(member.name) }
    if case .string(let name) = named.content, let preset = Preset.named(name) { return preset }
    refuseWord(named, known: Preset.all.map(\.name))
    return nil
  }

  /// Says what is missing; what is there and wrong was refused already.
  private mutating func refuseIncomplete(
    _ member: ConfigurationNode.Member, preset: Preset?, dialect: Dialect?
  ) {
    let node = member.value
    let hasDialect = node["dialect"] != nil
    let isRefused = (hasDialect && dialect == nil) || (node["preset"] != nil && preset == nil)
    if isRefused { return }
    if node["base_url"] != nil {
      if dialect == nil {
        refuse(member.place, "\(node.path) needs \"dialect\", such as \"openai-chat\".")
      }
    } else if let preset, !hasDialect {
      refuse(
        member.place,
        "\(node.path) needs \"base_url\": every account at \(preset.displayName) has its own.")
    } else if hasDialect {
      refuse(member.place, "\(node.path) needs \"base_url\", such as \"https://host/v1\".")
    } else {
      let question = Suggestion.question(for: member.name, among: Preset.all.map(\.name))
      refuse(
        member.place,
        "\(node.path) is no preset, so it needs \"dialect\" and \"base_url\", or a \"preset\"."
          + question)
    }
  }

  /// What does not depend on where the provider is.
  private mutating func settings(
    of node: ConfigurationNode, over preset: Preset?, dialect: Dialect
  ) -> Provider {
    var provider =
      preset?.provider(baseURL: "") ?? Provider(name: "", dialect: dialect, baseURL: "")
    if let key = node["key"] {
      provider.key = keySource(key)
      provider.authentication = preset?.authentication ?? .usual(for: dialect)
      if provider.authentication == .none { provider.authentication = .usual(for: dialect) }
    }
    if provider.key == nil { provider.authentication = .none }
    if let models = models(node["models"], at: preset?.name) { provider.models = models }
    provider.headers = headers(node["headers"])
    provider.extraBody = extraBody(node["extra_body"])
    provider.timeouts = timeouts(node["timeouts"])
    provider.limits = limits(node["limits"])
    if let version = string(node["api_version"]) {
      switch dialect {
      case .openAIChat, .openAIResponses, .ollama: provider.quirks.azureAPIVersion = version
      case .anthropic: provider.quirks.anthropicVersion = version
      case .gemini, .geminiGRPC: provider.quirks.geminiVersion = version
      }
    }
    return provider
  }

  // MARK: Where it is

  private mutating func dialect(_ node: ConfigurationNode?) -> Dialect? {
    guard let node else { return nil }
    return word(node, as: Dialect.self)
  }

  private mutating func baseURL(
    _ node: ConfigurationNode?, allowsInsecureHTTP: Bool
  ) -> String? {
    guard let node, let text = string(node) else { return nil }
    guard let url = URLText(text), url.scheme == "https" || url.scheme == "http" else {
      refuse(
        node.place,
        "\(node.path) must be a URL such as \"https://host/v1\" or \"http://127.0.0.1:8080/v1\".")
      return nil
    }
    guard !url.hasUserInfo else {
      refuse(node.place, "\(node.path) must not hold a name or password: give them as \"key\".")
      return nil
    }
    guard !url.rest.contains("?"), !url.rest.contains("#"), !url.rest.contains("\\") else {
      refuse(node.place, "\(node.path) must end before \"?\" and \"#\": paths are added to it.")
      return nil
    }
    guard url.scheme == "https" || url.isLoopback || allowsInsecureHTTP else {
      refuse(
        node.place,
        "\(node.path) must begin with https://, as keys and prompts would go unencrypted to another "
          + "machine. To have that, add \"allow_insecure_http\": true.")
      return nil
    }
    var base = text[...]
    while base.hasSuffix("/") { base = base.dropLast() }
    return String(base)
  }

  private mutating func security(_ node: ConfigurationNode) -> TransferSecurity {
    var security = TransferSecurity()
    security.allowsInsecureHTTP = bool(node["allow_insecure_http"]) ?? false
    if let certificates = certificates(node["tls"]) {
      security.ca = certificates.ca
      security.clientCertificate = certificates.clientCertificate
      security.clientKey = certificates.clientKey
    }
    let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]
    if let proxy = node["proxy"], let text = string(proxy) {
      if let url = URLText(text), schemes.contains(url.scheme) {
        security.proxy = text
      } else {
        refuse(
          proxy.place,
          "\(proxy.path) must be a proxy's URL such as \"socks5h://127.0.0.1:1080\"; known are "
            + "\(schemes.joined(separator: ", ")).")
      }
    }
    return security
  }

  mutating func certificates(_ node: ConfigurationNode?) -> Configuration.Certificates? {
    guard let node, isObject(node, of: ["ca", "client_cert", "client_key"]) else { return nil }
    if (node["client_cert"] == nil) != (node["client_key"] == nil) {
      refuse(node.place, "\(node.path) needs \"client_cert\" and \"client_key\" together.")
    }
    return Configuration.Certificates(
      ca: path(node["ca"]), clientCertificate: path(node["client_cert"]),
      clientKey: path(node["client_key"]))
  }
}
