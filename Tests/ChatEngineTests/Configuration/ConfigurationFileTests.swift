import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A configuration file` {
  @Test(
    .enabled(if: Shared.root != nil, "shared designs not found"))
  func `may hold everything that its description shows`() throws {
    let text = try Example.text()

    let file = try ConfigurationFile.parse(Array(text.utf8), path: "/etc/llmterm/config.jsonc")

    let configuration = file.configuration
    #expect(configuration.selection == .route("main"))
    #expect(configuration.providers.map(\.name) == ["anthropic", "work", "local"])
    #expect(configuration.parameters.temperature == 0.7)
    #expect(configuration.parameters.reasoningEffort == .low)
    #expect(configuration.budget == Configuration.Budget(session: 1, day: 5, month: 50))
    #expect(configuration.cache == Configuration.Cache())
    #expect(configuration.redis?.holdsPassword == true)
    #expect(configuration.metrics.textfile == "/etc/llmterm/PATH")
    #expect(configuration.tools.map(\.definition.name) == ["weather"])
    #expect(configuration.contextServers.map(\.name) == ["time", "docs"])
    #expect(
      configuration.interface.keys == [.init(command: "picker", keys: ["ctrl-p"])])
    #expect(file.problems.allSatisfy { $0.severity == .note })
  }

  @Test(.enabled(if: Shared.root != nil, "shared designs not found"))
  func `fills in what it says of its providers and routes`() throws {
    let text = try Example.text()

    let configuration = try ConfigurationFile.parse(Array(text.utf8), path: "c").configuration

    let work = try #require(configuration.providers.first { $0.name == "work" })
    #expect(work.baseURL == "https://api.openai.com/v1")
    #expect(work.key == .command(["pass", "show", "openai/work"]))
    #expect(work.quirks.usesMaxCompletionTokens)
    #expect(work.limits.concurrent == 8)
    let local = try #require(configuration.providers.first { $0.name == "local" })
    #expect(local.key == nil)
    #expect(local.authentication == .none)
    #expect(local.models.first?.context == 4096)
    #expect(local.models.first?.price == Price(input: 0, output: 0))
    #expect(local.headers == [HTTPHeader("X-Team", "a")])
    #expect(local.extraBody["top_k"] == 40)
    #expect(local.timeouts == Timeouts())
    #expect(local.security.proxy == "socks5h://127.0.0.1:1080")
    let route = try #require(configuration.routes.first)
    #expect(route.policy == .weighted)
    #expect(route.targets.map(\.weight) == [1, 2, 1])
    #expect(route.targets.map(\.tier) == [1, 1, 2])
  }

  @Test(arguments: Configuration.Interface.Images.allCases)
  func `says how images are shown`(images: Configuration.Interface.Images) throws {
    let text = "{\"ui\": {\"images\": \"\(images.rawValue)\"}}"
    let file = try ConfigurationFile.parse(Array(text.utf8), path: "c")
    #expect(file.configuration.interface.images == images)
    #expect(["auto", "off", "kitty", "sixel"].contains(images.rawValue))
  }

  @Test func `says all that is wrong with it, in its order`() {
    let text = """
      {
        "defualt": "main",
        "providers": {
          "local": {
            "dialect": "openai-chat", "base_url": "http://127.0.0.1:8081/v1",
            "timeout": {},
            "timeouts": {"idle": 90}
          }
        },
        "ui": {"mouse": "yes"}
      }
      """

    #expect(
      errors(in: text) == [
        "config.jsonc:2:3: unknown key \"defualt\". Did you mean \"default\"?",
        "config.jsonc:6:7: unknown key \"timeout\" in providers.local. Did you mean \"timeouts\"?",
        "config.jsonc:7:28: providers.local.timeouts.idle must be a duration such as \"500ms\", "
          + "\"90s\" or \"1h\", not the number 90.",
        "config.jsonc:10:19: ui.mouse must be true or false, not \"yes\".",
      ])
  }

  @Test(arguments: Mistake.all)
  func `is refused in one sentence`(_ mistake: Mistake) {
    #expect(errors(in: mistake.text) == ["config.jsonc:" + mistake.sentence])
  }

  @Test(.enabled(if: Shared.root != nil, "shared designs not found"))
  func `is refused, and nothing worse, wherever it is cut off`() throws {
    let bytes = Array(try Example.text().utf8)
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))

    for length in 0..<end {
      #expect(throws: ConfigurationErrors.self) {
        try ConfigurationFile.parse(Array(bytes[..<length]), path: "c")
      }
    }
  }

  @Test(arguments: ["[[]]", "{\"providers\": [", "\u{FEFF}{}x", "{\"\": {\"\": []}}", "", "\0"])
  func `of a hostile form is refused`(text: String) {
    #expect(!errors(in: text).isEmpty)
  }

  @Test(arguments: ["null", "true", "7", "-1e400", "\"\"", "[]", "[null]", "{\"\": null}"])
  func `with a wrong value anywhere is refused or read`(value: String) {
    let sections = [
      "default", "providers", "routes", "parameters", "system", "roles", "budget", "cache",
      "redis", "metrics", "log", "tools", "mcp", "ui",
    ]
    let keys = [
      "key", "models", "headers", "limits", "timeouts", "tls", "proxy", "targets", "policy", "stop",
      "seed", "temperature", "ttl", "url", "listen", "level", "command", "keys", "frame_ms",
    ]
    for section in sections {
      var texts = ["{\"\(section)\": \(value)}"]
      for key in keys {
        texts.append("{\"\(section)\": {\"\(key)\": \(value)}}")
        texts.append("{\"\(section)\": {\"openai\": {\"\(key)\": \(value)}}}")
      }
      let sentences = texts.flatMap(errors)
      #expect(sentences.allSatisfy { $0.hasPrefix("config.jsonc:1:") })
    }
  }

  @Test func `takes the other versions and addresses of a preset`() throws {
    let text = """
      {"providers": {
        "azure": {"base_url": "https://me.openai.azure.com/"},
        "classic": {"preset": "azure", "base_url": "https://me.openai.azure.com",
          "api_version": "2026-01-01"},
        "gemini": {"api_version": "v1", "key": null},
        "ollama": {"dialect": "anthropic", "base_url": "http://127.0.0.1:11434"},
      }}
      """

    let providers = try ConfigurationFile.parse(Array(text.utf8), path: "c").configuration.providers

    #expect(
      providers.map(\.baseURL) == [
        "https://me.openai.azure.com/openai/v1", "https://me.openai.azure.com",
        "https://generativelanguage.googleapis.com", "http://127.0.0.1:11434",
      ])
    #expect(providers.map(\.quirks.azureAPIVersion) == [nil, "2026-01-01", nil, nil])
    #expect(providers.map(\.quirks.geminiVersion) == ["v1beta", "v1beta", "v1", "v1beta"])
    #expect(providers.map(\.quirks.anthropicVersion) == Array(repeating: "2023-06-01", count: 4))
    #expect(
      providers.map(\.authentication) == [.header("api-key"), .header("api-key"), .none, .none])
  }

  @Test func `speaks a preset's other dialects at its own place and with its key`() throws {
    let text = """
      {"providers": {
        "openai": {"dialect": "openai-responses"},
        "grok": {"preset": "xai", "dialect": "openai-responses"},
        "ollama": {},
        "layer": {"preset": "ollama", "dialect": "openai-chat"},
        "other": {"preset": "ollama", "dialect": "openai-responses"},
      }}
      """

    let providers = try ConfigurationFile.parse(Array(text.utf8), path: "c").configuration.providers

    #expect(
      providers.map(\.dialect) == [
        .openAIResponses, .openAIResponses, .ollama, .openAIChat, .openAIResponses,
      ])
    #expect(
      providers.map(\.baseURL) == [
        "https://api.openai.com/v1", "https://api.x.ai/v1", "http://127.0.0.1:11434",
        "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1",
      ])
    #expect(providers.map(\.authentication) == [.bearer, .bearer, .none, .none, .none])
    #expect(providers.first?.key == .environment(["OPENAI_API_KEY"]))
    #expect(providers.first?.models.map(\.id) == ["gpt-6.1-sol"])
  }

  @Test func `takes a provider's limits, and says nothing of them`() throws {
    let text = """
      {"providers": {"openai": {"limits": {
        "requests_per_minute": 60, "tokens_per_minute": 100000, "concurrent": 8, "burst": 5
      }}}}
      """

    let file = try ConfigurationFile.parse(Array(text.utf8), path: "c")

    let wanted = Provider.RateLimits(
      requestsPerMinute: 60, tokensPerMinute: 100_000, concurrent: 8, burst: 5)
    #expect(file.configuration.providers.map(\.limits) == [wanted])
    #expect(file.problems.isEmpty)
  }

  @Test func `takes paths as beside itself, or under the home folder`() throws {
    let text = """
      {"providers": {
        "openai": {"key": {"file": "keys/openai"}},
        "anthropic": {"key": {"file": "~/anthropic"}},
        "gemini": {"key": {"file": "/run/gemini"}},
      }}
      """

    let file = try ConfigurationFile.parse(
      Array(text.utf8), path: "/home/a/.config/llmterm/config.jsonc", home: "/home/a")

    #expect(
      file.configuration.providers.map(\.key) == [
        .file("/home/a/.config/llmterm/keys/openai"), .file("/home/a/anthropic"),
        .file("/run/gemini"),
      ])
  }

  @Test func `is looked for where it was named before where it usually is`() throws {
    let environment = ["LLMTERM_CONFIG": "/b"]

    let named = ConfigurationFile.place(option: "/a", environment: environment, folder: "/c")
    let inEnvironment = ConfigurationFile.place(option: nil, environment: environment, folder: "/c")
    let usual = ConfigurationFile.place(option: nil, environment: [:], folder: "/c")
    let none = ConfigurationFile.place(option: nil, environment: [:], folder: nil)

    #expect(try #require(named) == (path: "/a", mustExist: true))
    #expect(try #require(inEnvironment) == (path: "/b", mustExist: true))
    #expect(try #require(usual) == (path: "/c/config.jsonc", mustExist: false))
    #expect(none == nil)
  }

  @Test func `may be absent unless it was named`() throws {
    let folder = TemporaryFolder()

    #expect(try load(folder.path + "/config.jsonc", mustExist: false) == nil)
    #expect(throws: ConfigurationErrors.self) {
      try load(folder.path + "/config.jsonc", mustExist: true)
    }
  }

  @Test(arguments: [(UInt32(0o644), 1), (0o600, 0)])
  func `with a password in it should be its owner's alone`(mode: UInt32, warnings: Int) throws {
    let folder = TemporaryFolder()
    let path = folder.write(
      "config.jsonc", "{\"redis\": {\"url\": \"redis://u:hunter22@host/0\"}}", mode: mode)

    let file = try #require(try load(path, mustExist: true))

    let found = file.problems.filter { $0.severity == .warning }.map(\.description)
    #expect(found.count == warnings)
    #expect(
      found.allSatisfy {
        $0 == "\(path): this file holds a password and can be read by others. Close it with: "
          + "chmod 600 \(path)"
      })
  }

  private func load(
    _ path: String, mustExist: Bool
  ) throws(ConfigurationErrors) -> ConfigurationFile? {
    try ConfigurationFile.load(path, mustExist: mustExist, home: nil)
  }
}

/// What the file's owner is told of that text.
func errors(in text: String) -> [String] {
  do throws(ConfigurationErrors) {
    _ = try ConfigurationFile.parse(Array(text.utf8), path: "config.jsonc")
    return []
  } catch {
    return error.problems.map(\.description)
  }
}

/// The example in the description of the configuration.
private enum Example {
  static func text() throws -> String {
    let path = try #require(Shared.root) + "/design/config.md"
    let page = String(decoding: try #require(Shared.bytes(path)), as: UTF8.self)
    let start = try #require(page.range(of: "```jsonc\n"))
    let rest = page[start.upperBound...]
    let end = try #require(rest.range(of: "\n```"))
    return String(rest[..<end.lowerBound])
  }
}

extension String {
  /// Where the text stands first: the tests have no Foundation.
  fileprivate func range(of text: String) -> Range<Index>? { self[...].range(of: text) }
}

extension Substring {
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
