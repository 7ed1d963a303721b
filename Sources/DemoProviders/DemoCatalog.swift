/// A model that the demo pretends to have.
package struct DemoModel: Sendable, Equatable {
  package var id: String
  package var contextWindow: Int
  package var maxOutput: Int
  /// US dollars per million tokens; made up, so that cost is there to be seen.
  package var inputPrice: Double
  package var outputPrice: Double
  package var reasons = false
}

/// A provider that the demo pretends to be.
package struct DemoProvider: Sendable, Equatable {
  package var name: String
  package var dialect: DemoDialect
  /// What follows host and port: "/openai/v1".
  package var basePath: String
  package var models: [DemoModel]
  /// A limit for the client to keep, so that there is one to be met.
  package var requestsPerMinute: Int?

  /// The address to configure; the dialect's own path is joined to it.
  package func baseURL(port: UInt16) -> String { "http://127.0.0.1:\(port)\(basePath)" }
}

/// The providers of a demo server.
package struct DemoCatalog: Sendable, Equatable {
  package var providers: [DemoProvider]

  package init(_ providers: [DemoProvider]) { self.providers = providers }

  /// The provider whose base path a request's base begins with.
  package func provider(at base: String) -> DemoProvider? {
    providers.first { base == $0.basePath || base.hasPrefix($0.basePath + "/") }
      ?? providers.first { provider in
        let name = provider.basePath.split(separator: "/").first
        return name != nil && base.split(separator: "/").first == name
      }
  }

  /// What `llmterm --demo` offers.
  package static let showcase = DemoCatalog([
    DemoProvider(
      name: "demo-openai", dialect: .openAIChat, basePath: "/openai/v1",
      models: [.fast, .thinker, .long]),
    DemoProvider(
      name: "demo-anthropic", dialect: .anthropic, basePath: "/anthropic/v1",
      models: [.fast, .thinker, .long]),
    DemoProvider(
      name: "demo-gemini", dialect: .gemini, basePath: "/gemini/v1beta",
      models: [.cheap, .thinker, .long]),
    DemoProvider(
      name: "demo-responses", dialect: .openAIResponses, basePath: "/responses/v1",
      models: [.fast, .thinker, .long]),
    DemoProvider(
      name: "demo-ollama", dialect: .ollama, basePath: "/ollama",
      models: [.fast, .thinker, .long]),
    DemoProvider(
      name: "demo-gemini-grpc", dialect: .geminiGRPC, basePath: "/gemini-grpc",
      models: [.cheap, .thinker, .long]),
    DemoProvider(
      name: "demo-flaky", dialect: .openAIChat, basePath: "/flaky/v1", models: [.fast]),
    DemoProvider(
      name: "demo-slow", dialect: .openAIChat, basePath: "/slow/v1", models: [.fast, .long]),
    DemoProvider(
      name: "demo-uneven", dialect: .openAIChat, basePath: "/uneven/v1", models: [.fast]),
    DemoProvider(
      name: "demo-limited", dialect: .openAIChat, basePath: "/limited/v1", models: [.fast],
      requestsPerMinute: 4),
  ])
}

extension DemoModel {
  package static let fast = DemoModel(
    id: "demo-fast", contextWindow: 32_000, maxOutput: 8_000, inputPrice: 0.15, outputPrice: 0.6)
  /// The same for less.
  package static let cheap = DemoModel(
    id: "demo-fast", contextWindow: 32_000, maxOutput: 8_000, inputPrice: 0.1, outputPrice: 0.4)
  package static let thinker = DemoModel(
    id: "demo-thinker", contextWindow: 200_000, maxOutput: 32_000, inputPrice: 3,
    outputPrice: 15, reasons: true)
  package static let long = DemoModel(
    id: "demo-long", contextWindow: 1_000_000, maxOutput: 64_000, inputPrice: 1, outputPrice: 4)
}
