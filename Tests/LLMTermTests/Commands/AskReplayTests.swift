import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `llmterm ask from a recording` {
  private static let usual = ["ask", "--json", "--schema", "age int", "How old?"]

  private func ask(_ shell: AskShell, _ arguments: [String]) throws -> Run {
    try #require(Run([Terminal.binary("llmterm")] + arguments, environment: shell.environment))
  }

  /// Without what a clock says.
  private func lasting(_ output: String) throws -> JSON {
    guard case .object(var object) = try JSON.parse(output) else { return .null }
    object["timing"] = nil
    object["attempts"] = nil
    return .object(object)
  }

  @Test func `says the same again with nobody to ask and without a key`() throws {
    let shell = try AskShell(.corrected(#"{"age": "7"}"#, #"{"age": 7}"#))
    let path = shell.folder.path + "/talk.jsonl"

    let first = try ask(shell, Self.usual + ["--record", path])
    shell.server.stop()
    let again = try #require(
      Run(
        [Terminal.binary("llmterm")] + Self.usual + ["--replay", path],
        environment: shell.environment.filter { $0.key != "DEMO_KEY" }))

    #expect(first.status == 0 && again.status == 0, Comment(rawValue: first.errors + again.errors))
    #expect(try lasting(again.output) == lasting(first.output))
    #expect(try JSON.parse(again.output)["attempts"]?.arrayValue?.count == 2)
    let file = String(decoding: Shared.bytes(path) ?? [], as: UTF8.self)
    #expect(!file.contains("demo-secret"))
    #expect(!file.contains("How old?"))
    #expect(file.split(separator: "\n").count == 3)
  }

  @Test func `refuses what was not recorded, and a file that is there`() throws {
    let shell = try AskShell(DemoReply(text: "Hello."))
    let path = shell.folder.path + "/talk.jsonl"
    #expect(try ask(shell, ["ask", "--record", path, "Hi"]).status == 0)

    let other = try ask(shell, ["ask", "--replay", path, "Ho"])
    let over = try ask(shell, ["ask", "--record", path, "Hi"])
    let none = try ask(shell, ["ask", "--replay", path + "x", "Hi"])
    let broken = try ask(shell, ["ask", "--replay", shell.folder.path + "/config.jsonc", "Hi"])

    #expect(other.status == 2)
    #expect(
      other.errors.hasPrefix("llmterm: This request is not in the recording \"")
        && other.errors.hasSuffix(
          "and nothing was sent. Ask as it was asked then, or record anew with --record.\n")
    )
    #expect(over.status == 2)
    #expect(over.errors.contains("exists and is not written over."))
    #expect(none.status == 2)
    #expect(none.errors.contains("cannot be read. Name a file that --record has written."))
    #expect(broken.status == 2)
    #expect(broken.errors.contains("is no recording of this program."))
    #expect(shell.server.requests.count == 1)
  }

  @Test func `leaves no file where a mistake came first`() throws {
    let shell = try AskShell(DemoReply(text: "Hello."))
    let path = shell.folder.path + "/talk.jsonl"

    let run = try ask(shell, ["ask", "--record", path, "--tool", "nothing", "Hi"])

    #expect(run.status == 2)
    #expect(access(path, F_OK) != 0)
  }

  @Test func `fails again as it failed then`() throws {
    let shell = try AskShell(DemoReply(text: "Half", finish: .filtered))
    let path = shell.folder.path + "/talk.jsonl"

    let first = try ask(shell, ["ask", "--record", path, "Hi"])
    let again = try ask(shell, ["ask", "--replay", path, "Hi"])

    #expect(first.status == 3 && again.status == 3)
    #expect(again.output == "Half\n")
  }

  @Test func `is kept nowhere`() throws {
    let shell = try AskShell(DemoReply(text: "Hello."))
    let path = shell.folder.path + "/talk.jsonl"
    #expect(try ask(shell, ["ask", "--record", path, "Hi"]).status == 0)
    let state = shell.folder.path + "/state"
    let kept = Shared.names(in: state).map { Shared.bytes(state + "/" + $0) }
    let again = try ask(shell, ["ask", "--replay", path, "Hi"])

    #expect(again.output == "Hello.\n")
    #expect(kept.contains { $0?.isEmpty == false })
    #expect(Shared.names(in: state).map { Shared.bytes(state + "/" + $0) } == kept)
    #expect(try ask(shell, ["ask", "--replay", path, "--save", "Hi"]).status == 2)
  }
}
