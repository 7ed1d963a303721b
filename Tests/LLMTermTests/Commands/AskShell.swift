import ChatEngine
import DemoProviders
import TestSupport
import Testing

/// The commands that ask, as a shell runs them, over demo providers `a`, `b` (both of OpenAI's
/// dialect, `b` with all that OpenAI takes) and `c` (Anthropic's).
final class AskShell {
  let folder = TemporaryFolder()
  let server: DemoServer

  /// `models` are members beside the model's id.
  init(_ script: DemoScript, model: String = "", more: String = "") throws {
    server = try DemoServer(script)
    let providers = [
      ("a", "openai-chat", "/v1"), ("b", "openai-chat", "/v1"), ("c", "anthropic", "/v1"),
    ]
    .map { name, dialect, path in
      """
      "\(name)": {
        \(name == "b" ? "\"preset\": \"openai\"," : "")
        "dialect": "\(dialect)", "base_url": "\(server.baseURL)/\(name)\(path)",
        "key": {"env": "DEMO_KEY"},
        "models": [{"id": "m", "context": 100000, "price": {"in": 1, "out": 1}\(model)}]
      }
      """
    }
    folder.write(
      "config.jsonc",
      """
      {
        "default": "a/m",
        "providers": {\(providers.joined(separator: ","))},
        "routes": {"main": {"targets": ["a/m"]}}\(more)
      }
      """)
  }

  convenience init(_ reply: DemoReply, more: String = "") throws {
    try self.init(.always(reply), more: more)
  }

  var environment: [String: String] {
    [
      "LLMTERM_HOME": folder.path, "LLMTERM_CONFIG": folder.path + "/config.jsonc",
      "DEMO_KEY": "demo-secret-0123456789", "LANG": "C.UTF-8", "TERM": "xterm-256color",
      "PATH": "/usr/local/bin:/usr/bin:/bin",
    ]
  }

  func run(_ arguments: String..., input: String = "") throws -> Run {
    try #require(
      Run([Terminal.binary("llmterm")] + arguments, input: input, environment: environment))
  }

  /// The messages of the request that came last, by their roles.
  var lastMessages: [(role: String, text: String)] {
    (server.requests.last?.body?["messages"]?.arrayValue ?? []).map {
      ($0["role"]?.stringValue ?? "", $0["content"]?.stringValue ?? "")
    }
  }
}

extension DemoScript {
  /// Answers with one text after the other, the last one again and again, by how often the answer
  /// was corrected.
  static func corrected(_ texts: String...) -> DemoScript {
    DemoScript { request in
      let corrections = (request.body?["messages"]?.arrayValue ?? []).filter {
        $0["content"]?.stringValue?.hasPrefix("That is not what was asked for:") == true
      }
      return DemoReply(text: texts[min(corrections.count, texts.count - 1)])
    }
  }
}
