import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

/// `llmterm batch` as a shell runs it, over demo providers `a` and `b`, each with a model `m`.
final class BatchShell {
  let folder = TemporaryFolder()
  let server: DemoServer

  init(_ script: DemoScript, limits: String = "{}") throws {
    server = try DemoServer(script, keepsRequests: 100_000)
    folder.write(
      "config.jsonc",
      """
      {
        "default": "a/m",
        "providers": {
          "a": {
            "dialect": "openai-chat", "base_url": "\(server.baseURL)/a/v1", "limits": \(limits),
            "models": [{"id": "m", "context": 32000, "price": {"in": 1, "out": 1}}]
          },
          "b": {
            "dialect": "anthropic", "base_url": "\(server.baseURL)/b/v1",
            "models": [{"id": "m", "context": 32000, "price": {"in": 2, "out": 2}}]
          }
        },
        "routes": {"main": {"targets": ["a/m", "b/m"]}}
      }
      """)
  }

  var environment: [String: String] {
    [
      "LLMTERM_HOME": folder.path, "LLMTERM_CONFIG": folder.path + "/config.jsonc",
      "LANG": "C.UTF-8",
    ]
  }

  var output: String { folder.path + "/out.jsonl" }

  /// Writes the input; each text is a line.
  func input(_ lines: String...) { input(lines) }

  func input(_ lines: [String]) {
    folder.write("in.jsonl", lines.map { $0 + "\n" }.joined())
  }

  /// `llmterm batch in.jsonl -o out.jsonl` with more behind it.
  func command(_ arguments: [String]) -> [String] {
    [Terminal.binary("llmterm"), "batch", folder.path + "/in.jsonl", "-o", output] + arguments
  }

  func run(_ arguments: String...) throws -> Run {
    try #require(Run(command(arguments), environment: environment))
  }

  /// The same with a command line of one's own.
  func runBare(_ arguments: String..., input: String = "") throws -> Run {
    try #require(
      Run([Terminal.binary("llmterm")] + arguments, input: input, environment: environment))
  }

  func start(_ arguments: String...) throws -> Running {
    let running = try #require(Running(command(arguments), environment: environment))
    running.write("")
    return running
  }

  var text: String { TextFile.read(output) ?? "" }

  /// The lines of the output.
  var answers: [JSON] {
    text.split(separator: "\n").compactMap { try? JSON.parse(String($0)) }
  }

  /// Ids of the output, in its order, with `!` where the line failed.
  var ids: [String] {
    answers.map { ($0["id"]?.stringValue ?? "?") + ($0["error"]?.isNull == true ? "" : "!") }
  }

  /// What was said on standard error, without the folder's own name.
  func said(_ run: Run) -> String { run.errors.replacing(folder.path + "/", with: "") }
}

extension DemoScript {
  /// Says what it was asked; "fail" is refused, "slow" takes a while, "hang" does not end.
  static let echo = DemoScript { request in
    let words = request.prompt.split(separator: " ")
    var reply = DemoReply(text: "You said: \(request.prompt)")
    if words.contains("fail") { reply.faults = [.status(400)] }
    if words.contains("slow") { reply.faults = [.delay(.milliseconds(300))] }
    if words.contains("hang") { reply.faults = [.stallAfter(tokens: 1)] }
    return reply
  }
}

/// An input line with an id and a prompt.
func line(_ id: String, _ prompt: String = "Hi") -> String {
  #"{"id": "\#(id)", "prompt": "\#(prompt)"}"#
}
