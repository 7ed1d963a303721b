import Testing

@testable import ChatEngine

@Suite struct `A discovery` {
  @Test func `finds nothing where there is nothing`() {
    let discovery = Discovery(environment: ["PATH": "/bin", "OPENAI_API_KEY": " "])

    #expect(discovery.entries.isEmpty)
    #expect(discovery.routes.isEmpty)
    #expect(discovery.selection == nil)
  }

  @Test(arguments: ["GEMINI_API_KEY", "GOOGLE_API_KEY"])
  func `needs no more than a key in the environment`(variable: String) {
    let discovery = Discovery(environment: [variable: "AIza"])

    #expect(discovery.providers.map(\.name) == ["gemini"])
    #expect(discovery.entries.first?.keyOrigin == .environment(variable))
    #expect(
      discovery.selection == .target(Target(provider: "gemini", model: "gemini-3.8-flash")))
  }

  @Test func `makes a route of all that can be asked, this machine last`() {
    let discovery = Discovery(
      environment: ["OPENAI_API_KEY": "a", "ANTHROPIC_API_KEY": "b"],
      localServers: [.init(port: 11434, models: [Model(id: "gemma3:4b")])])

    #expect(discovery.selection == .route("main"))
    #expect(
      discovery.routes.first?.targets.map(\.target.description) == [
        "anthropic/claude-sonnet-5-5", "openai/gpt-6.1-sol", "ollama/gemma3:4b",
      ])
    #expect(discovery.routes.first?.targets.map(\.tier) == [1, 1, 2])
  }

  @Test func `asks a local server for nothing while its models are not known`() {
    let discovery = Discovery(environment: [:], localServers: [.init(port: 1234)])

    #expect(discovery.providers.map(\.name) == ["lmstudio"])
    #expect(discovery.selection == nil)
  }

  @Test func `counts local models as free`() throws {
    let discovery = Discovery(
      environment: [:], localServers: [.init(port: 8080, models: [Model(id: "gemma")])])

    let model = try #require(discovery.provider(named: "llamacpp")?.models.first)
    #expect(model.price == Price(input: 0, output: 0))
  }

  @Test func `takes a saved key where the environment has none`() {
    let saved = SavedKeys(folder: "/keys", names: ["groq", "openai"])

    let discovery = Discovery(environment: ["OPENAI_API_KEY": "a"], savedKeys: saved)

    #expect(discovery.provider(named: "groq")?.key == .file("/keys/groq"))
    #expect(discovery.provider(named: "openai")?.key == .environment(["OPENAI_API_KEY"]))
    #expect(
      discovery.entries.map(\.keyOrigin) == [
        .environment("OPENAI_API_KEY"), .savedKey("/keys/groq"),
      ])
  }

  @Test func `finds Azure by its endpoint and its key together`() {
    let key = ["AZURE_OPENAI_API_KEY": "a"]
    let both = key.merging(["AZURE_OPENAI_ENDPOINT": "https://me.openai.azure.com/"]) { $1 }

    #expect(Discovery(environment: key).entries.isEmpty)
    #expect(
      Discovery(environment: both).providers.map(\.baseURL)
        == ["https://me.openai.azure.com/openai/v1"])
  }

  @Test func `puts the configuration first, and says what is missing there`() throws {
    let file = try configuration(
      """
      {"providers": {"openai": {}, "work": {"preset": "openai", "key": {"file": "/k"}}}}
      """)

    let discovery = Discovery(environment: ["GROQ_API_KEY": "a"], file: file)

    #expect(discovery.providers.map(\.name) == ["openai", "work", "groq"])
    #expect(
      discovery.entries.map(\.obstacle) == ["no key: set OPENAI_API_KEY", nil, nil])
    #expect(
      discovery.routes.first?.targets.map(\.target.provider) == ["work", "groq"])
  }

  @Test func `keeps to the configured default and routes`() throws {
    let file = try configuration(
      """
      {"default": "fast", "routes": {"fast": {"targets": ["groq/openai/gpt-oss-20b"]}}}
      """)

    let discovery = Discovery(environment: ["GROQ_API_KEY": "a"], file: file)

    #expect(discovery.selection == .route("fast"))
    #expect(discovery.routes.map(\.name) == ["fast", "main"])
  }

  @Test func `does not count a configured server twice`() throws {
    let file = try configuration(
      """
      {"providers": {"mine": {"dialect": "openai-chat", "base_url": "http://localhost:8080/v1",
        "models": ["gemma"]}}}
      """)

    let discovery = Discovery(
      environment: [:], file: file,
      localServers: [.init(port: 8080, models: [Model(id: "gemma")])])

    #expect(discovery.providers.map(\.name) == ["mine"])
    #expect(discovery.selection == .target(Target(provider: "mine", model: "gemma")))
  }

  @Test func `shows where each value comes from`() throws {
    let file = try configuration(
      """
      {"providers": {"local": {"dialect": "openai-chat", "base_url": "http://127.0.0.1:9/v1",
        "key": {"command": ["pass", "show", "x"]}, "models": ["m"]}}, "parameters": {"seed": 7}}
      """)

    let discovery = Discovery(environment: ["GROQ_API_KEY": "canary"], file: file)

    #expect(
      discovery.settings == [
        Setting("default", "main", .standard),
        Setting("providers.local.dialect", "openai-chat", .file("c")),
        Setting("providers.local.base_url", "http://127.0.0.1:9/v1", .file("c")),
        Setting("providers.local.key", "command pass", .file("c")),
        Setting("providers.local.models", "m", .file("c")),
        Setting("providers.groq.dialect", "openai-chat", .preset("groq")),
        Setting("providers.groq.base_url", "https://api.groq.com/openai/v1", .preset("groq")),
        Setting(
          "providers.groq.key", "environment GROQ_API_KEY", .environment("GROQ_API_KEY")),
        Setting("providers.groq.models", "openai/gpt-oss-120b", .preset("groq")),
        Setting("routes.main.policy", "failover", .standard),
        Setting("routes.main.targets", "groq/openai/gpt-oss-120b local/m (tier 2)", .standard),
        Setting("parameters.seed", "7", .file("c")),
      ])
  }

  @Test func `shows limits, money, cache and Redis where they are configured, and no password`()
    throws
  {
    let file = try configuration(
      """
      {"providers": {"local": {"dialect": "openai-chat", "base_url": "http://127.0.0.1:9/v1",
        "limits": {"requests_per_minute": 60, "burst": 5, "concurrent": 2}}},
      "routes": {"main": {"targets": ["local/m"], "on_cut": "ask", "hedge": true, "attempts": 2}},
      "budget": {"day": 5}, "cache": {"chat": true, "ask": "auto", "ttl": "2h"},
      "redis": {"url": "rediss://llm:canary@host:6380/1", "prefix": "us:", "health": false},
      "metrics": {"listen": "127.0.0.1:9464"}, "log": {"level": "debug"}}
      """)

    let settings = Discovery(environment: [:], file: file).settings

    #expect(
      settings.drop { $0.path != "routes.main.targets" }.dropFirst() == [
        Setting("providers.local.limits.requests_per_minute", "60", .file("c")),
        Setting("providers.local.limits.burst", "5", .file("c")),
        Setting("providers.local.limits.concurrent", "2", .file("c")),
        Setting("routes.main.on_cut", "ask", .file("c")),
        Setting("routes.main.hedge", "true", .file("c")),
        Setting("routes.main.attempts", "2", .file("c")),
        Setting("budget.day", "$5.00", .file("c")),
        Setting("cache.chat", "true", .file("c")),
        Setting("cache.ask", "auto", .file("c")),
        Setting("cache.ttl", "2h", .file("c")),
        Setting("redis.url", "rediss://host:6380/1", .file("c")),
        Setting("redis.prefix", "us:", .file("c")),
        Setting("redis.health", "false", .file("c")),
        Setting("metrics.listen", "127.0.0.1:9464", .file("c")),
        Setting("log.level", "debug", .file("c")),
      ])
  }

  @Test func `shows everything that a file sets, and nothing that is as good as a key`() throws {
    let file = try ConfigurationFile.parse(
      Array(
        """
        {"providers": {"local": {
          "dialect": "openai-chat", "base_url": "http://127.0.0.1:9/v1", "api_version": "1",
          "models": ["m", {"id": "n", "context": 4096, "price": {"in": 1, "out": 2}}],
          "headers": {"X-Team": "canary", "X-Other": "canary"}, "extra_body": {"top_k": 40},
          "timeouts": {"idle": "30s"}, "tls": {"ca": "ca.pem"},
          "proxy": "socks5h://me:canary@host:1080"
        }},
        "routes": {"main": {"targets": [
          "local/m", {"target": "local/n", "weight": 2}, {"target": "local/o", "tier": 3}]}},
        "parameters": {"stop": ["one", "and two"]}, "titles": false,
        "roles": {"short": {"system": "Be short.", "parameters": {"seed": 7}}},
        "cache": {"max_bytes": 1}, "log": {"level": "info"},
        "redis": {"url": "redis://host", "cache": true},
        "tools": {"t": {"command": ["echo", "a"], "folder": "here", "parameters": {"type": "object"}}},
        "mcp": {"docs": {
          "url": "https://host/mcp?token=canary", "headers": {"A": "canary"}, "key": {"env": "K"}}},
        "ui": {"mouse": true, "keys": {"picker": ["ctrl-p", "f2"]}, "themes": {
          "mine": {"base": "dark", "roles": {"dim": "blue"}}}}}
        """.utf8), path: "/c/config.jsonc")

    let settings = Discovery(environment: [:], file: file).settings

    #expect(
      settings.drop { $0.path != "routes.main.targets" }.map { "\($0.path) \($0.value)" } == [
        "routes.main.targets local/m local/n (weight 2) local/o (tier 3)",
        "providers.local.api_version 1", "providers.local.models[1].context 4096",
        "providers.local.models[1].price.in 1", "providers.local.models[1].price.out 2",
        "providers.local.headers X-Team X-Other",
        "providers.local.extra_body {\"top_k\":40}", "providers.local.timeouts.idle 30s",
        "providers.local.tls.ca /c/ca.pem", "providers.local.proxy socks5h://host:1080",
        "parameters.stop [\"one\",\"and two\"]", "titles false", "roles.short.system Be short.",
        "roles.short.parameters.seed 7", "cache.max_bytes 1", "log.level info",
        "redis.url redis://host:6379", "redis.cache true", "tools.t.command echo a",
        "tools.t.folder /c/here", "tools.t.parameters {\"type\":\"object\"}",
        "mcp.docs.url https://host/mcp", "mcp.docs.headers A", "mcp.docs.key.env K",
        "ui.mouse true", "ui.keys.picker ctrl-p f2", "ui.themes.mine.base dark",
        "ui.themes.mine.roles.dim blue",
      ])
    #expect(!"\(settings)".contains("canary"))
  }

  @Test(arguments: [
    ("openai/gpt-6-sol", "openai/gpt-6-sol cannot be asked: no key: set OPENAI_API_KEY."),
    ("ollama/gemma", "ollama/gemma cannot be asked: no Ollama answered on port 11434."),
    (
      "antropic/claude",
      "There is no provider \"antropic\", neither configured nor known by name. "
        + "Did you mean \"anthropic\"?"
    ),
  ])
  func `says why a target cannot be asked`(text: String, sentence: String) throws {
    let discovery = Discovery(environment: ["GROQ_API_KEY": "a"])
    let target = try #require(Target(text))

    #expect(throws: SelectionError(sentence: sentence)) { try discovery.selection(of: target) }
  }

  @Test func `says which routes there are`() {
    let discovery = Discovery(environment: ["GROQ_API_KEY": "a"])

    #expect(
      throws: SelectionError(
        sentence: "There is no route \"mian\". There are: main. Did you mean \"main\"?")
    ) { try discovery.selection(ofRoute: "mian") }
  }

  private func configuration(_ text: String) throws -> ConfigurationFile {
    try ConfigurationFile.parse(Array(text.utf8), path: "c")
  }
}
