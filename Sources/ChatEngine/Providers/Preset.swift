/// A vendor or local server that is known by name, so that a key is all that is missing.
package struct Preset: Sendable, Equatable {
  package var name: String
  /// As its maker writes it.
  package var displayName: String
  package var dialect: Dialect
  /// Nil where everyone has his own (Azure).
  package var baseURL: String?
  /// The environment variable that holds such a base URL.
  package var baseURLVariable: String?
  /// The environment variables that may hold the key, the usual one first; none for local servers.
  package var keyVariables: [String]
  package var authentication: Provider.Authentication
  package var quirks: Quirks
  /// What is asked when nothing else was chosen; nil where only the server knows its models.
  package var defaultModel: String?
  /// The loopback port on which it listens as installed; nil for what is not local.
  package var port: UInt16?

  init(
    _ name: String, _ displayName: String, dialect: Dialect = .openAIChat, baseURL: String?,
    keys: [String], authentication: Provider.Authentication? = nil, model: String? = nil,
    quirks: (inout Quirks) -> Void = { _ in }
  ) {
    self.name = name
    self.displayName = displayName
    self.dialect = dialect
    self.baseURL = baseURL
    keyVariables = keys
    self.authentication = authentication ?? .usual(for: dialect)
    defaultModel = model
    self.quirks = Quirks()
    quirks(&self.quirks)
  }

  /// A local server, which takes no key.
  init(
    local name: String, _ displayName: String, dialect: Dialect = .openAIChat, port: UInt16,
    quirks: (inout Quirks) -> Void
  ) {
    let base = "http://127.0.0.1:\(port)"
    self.init(
      name, displayName, dialect: dialect, baseURL: dialect == .ollama ? base : base + "/v1",
      keys: [], authentication: Provider.Authentication.none, quirks: quirks)
    self.port = port
  }

  /// The same service in another dialect that it has at the same place; nil where it has it not.
  package func speaking(_ other: Dialect) -> Preset? {
    if other == dialect { return self }
    var preset = self
    preset.dialect = other
    switch (dialect, other) {
    case (.openAIChat, .openAIResponses), (.gemini, .geminiGRPC), (.geminiGRPC, .gemini):
      return preset
    // Ollama's layers for the clients of others.
    case (.ollama, .openAIChat), (.ollama, .openAIResponses):
      preset.baseURL = baseURL.map { $0 + "/v1" }
      return preset
    case (.ollama, .anthropic): return preset
    default: return nil
    }
  }

  package var isLocal: Bool { port != nil }

  /// How its key is got unless the configuration says otherwise; nil where it needs none.
  package var key: KeySource? { keyVariables.isEmpty ? nil : .environment(keyVariables) }

  /// The provider that this preset describes; nil where the base URL is not known.
  package func provider(named name: String? = nil, baseURL: String? = nil) -> Provider? {
    guard let baseURL = baseURL ?? self.baseURL else { return nil }
    return Provider(
      name: name ?? self.name, dialect: dialect, baseURL: baseURL, authentication: authentication,
      key: key,
      models: defaultModel.map { [ModelTable.model($0, at: self.name) ?? Model(id: $0)] } ?? [],
      quirks: quirks, preset: self.name)
  }

  /// The base URL for a host that was given by its owner.
  ///
  /// Azure's portal shows the host alone; the API is under `/openai/v1` there.
  package func baseURL(at text: String) -> String {
    var base = text
    while base.hasSuffix("/") { base.removeLast() }
    guard baseURLVariable != nil, let url = URLText(base), url.rest.isEmpty else { return base }
    return base + "/openai/v1"
  }

  package static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// The preset whose keys begin as this one does; nil where the form says nothing.
  ///
  /// For the welcome card, as a first guess: several vendors write `sk-` like OpenAI.
  package static func recognized(byKey key: String) -> Preset? {
    keyPrefixes.first { key.hasPrefix($0.prefix) }.flatMap { named($0.preset) }
  }

  // Longer prefixes stand before those that they begin with.
  private static let keyPrefixes: [(prefix: String, preset: String)] = [
    ("sk-ant-", "anthropic"), ("sk-or-", "openrouter"), ("AIza", "gemini"), ("gsk_", "groq"),
    ("xai-", "xai"), ("csk-", "cerebras"), ("fw_", "fireworks"), ("tgp_", "together"),
    ("pplx-", "perplexity"), ("sk-", "openai"),
  ]
}
