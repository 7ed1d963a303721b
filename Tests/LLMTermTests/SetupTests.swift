import ChatEngine
import ChatUI
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `A server that is typed in` {
  @Test(arguments: [
    ("http://127.0.0.1:8081/v1", "http://127.0.0.1:8081/v1"),
    ("http://127.0.0.1:8081", "http://127.0.0.1:8081/v1"),
    ("http://localhost:8081/", "http://localhost:8081/v1"),
    ("https://models.example.org/api/v2/", "https://models.example.org/api/v2"),
  ])
  func `is asked under its base URL`(text: String, base: String) throws {
    let server = try AddedServer(text)
    #expect(server.provider.baseURL == base)
    #expect(server.provider.authentication == Provider.Authentication.none)
  }

  @Test(arguments: [
    ("models", "That is no URL."), ("ftp://127.0.0.1/", "That is no URL."),
    ("http://models.example.org/v1", "Plain http goes to this machine only."),
    ("https://me:secret@models.example.org/v1", "Leave name and password out of the URL"),
  ])
  func `is refused with a sentence`(text: String, sentence: String) {
    do throws(Notice) {
      _ = try AddedServer(text)
      Issue.record("\(text) was taken")
    } catch {
      #expect(error.text.hasPrefix(sentence))
      #expect(!error.text.contains("secret"))
    }
  }

  @Test func `is configured by what it writes`() throws {
    let server = try AddedServer("http://127.0.0.1:8081/v1")

    let file = try ConfigurationFile.parse(Array(server.configuration.utf8), path: "config.jsonc")

    #expect(file.configuration.providers.map(\.name) == ["server"])
    #expect(file.configuration.providers.first?.baseURL == "http://127.0.0.1:8081/v1")
    #expect(file.problems.isEmpty)
  }
}

@Suite struct `The servers of this machine` {
  private func preset(port: UInt16) throws -> Preset {
    var preset = try #require(Preset.named("ollama"))
    preset.port = port
    preset.baseURL = "http://127.0.0.1:\(port)/v1"
    return preset
  }

  private func find(_ presets: [Preset]) throws -> [Discovery.LocalServer] {
    let loop = try EventLoop()
    let runner = TurnRunner(loop: loop) { _, done in done(.success(nil)) }
    var found: [Discovery.LocalServer]?
    let listening = LocalServers.listening(among: presets)
    LocalServers.find(listening, with: runner, limit: .seconds(30)) { found = $0 }
    loop.run { found == nil }
    return found ?? []
  }

  @Test func `are found by their list of models`() throws {
    let server = try DemoServer(.always(DemoReply(text: "")))

    let found = try find([preset(port: server.port)])

    #expect(found.map(\.port) == [server.port])
    #expect(found.first?.models.first?.id == "demo-fast")
  }

  @Test func `are not taken for what lists no models`() throws {
    var script = DemoScript.always(DemoReply(text: ""))
    script.keys = ["none that we have"]
    let server = try DemoServer(script)

    #expect(try find([preset(port: server.port)]).isEmpty)
  }

  @Test func `are not looked for on closed ports`() throws {
    // The server is gone when its last use is over, and its port with it.
    let port = try DemoServer(.always(DemoReply(text: ""))).port

    #expect(LocalServers.listening(among: [try preset(port: port)]).isEmpty)
  }
}

@Suite struct `The servers of a recording` {
  /// Answers every request with a list of one model.
  private final class ModelLister: Transport {
    let deliver: (TransferID, TransferEvent) -> Void
    private(set) var urls: [String] = []

    init(_ deliver: @escaping (TransferID, TransferEvent) -> Void) { self.deliver = deliver }

    func start(_ id: TransferID, _ request: HTTPRequest) {
      urls.append(request.url)
      deliver(id, .responded(status: 200, headers: [], httpVersion: "1.1"))
      deliver(id, .body(Array(#"{"models": [{"name": "llama", "model": "llama"}]}"#.utf8)))
      deliver(id, .ended(TransferTimings()))
    }

    func cancel(_ id: TransferID) {}
    func pause(_ id: TransferID) {}
    func resume(_ id: TransferID) {}
  }

  @Test func `are those that listened when it was made, not those of this machine`() throws {
    let folder = TemporaryFolder()
    folder.write("config.jsonc", "{}")
    let ports: [UInt16] = [11434]
    let setup = try Setup(
      configurationPath: folder.path + "/config.jsonc",
      replaying: Recording.Surroundings(keyVariables: [], ports: ports))
    let loop = try EventLoop()
    let runner = TurnRunner(loop: loop) { _, done in done(.success(nil)) }
    var lister: ModelLister?
    runner.makeTransport = { _, deliver in
      let made = ModelLister(deliver)
      lister = made
      return made
    }

    let catalog = setup.catalog(asking: runner, loop, isChosen: false)

    #expect(setup.listening.compactMap(\.port) == ports)
    #expect(lister?.urls == ["http://127.0.0.1:11434/api/tags"])
    #expect(catalog.destination == .target(Target(provider: "ollama", model: "llama")))
  }
}

@Suite struct `A binding that cannot be` {
  @Test(arguments: [
    (
      KeyMap.Problem.unknownCommand("fly"),
      "ui.keys names no command: \"fly\". F1 in the chat lists them."
    ),
    (
      .badKey(command: "picker", key: "hyper-p"),
      "ui.keys.picker is no key: \"hyper-p\". Write it as in \"ctrl-p\" or \"alt-enter\"."
    ),
    (
      .conflict(key: "ctrl-p", .picker, .help),
      "ui.keys binds ctrl-p to both picker and help. Give one another key."
    ),
  ])
  func `is told with what to do`(problem: KeyMap.Problem, sentence: String) {
    #expect(problem.sentence == sentence)
  }
}

@Suite struct `The external editor` {
  @Test func `gives what it saved, from a file that nobody else can read`() throws {
    let folder = TemporaryFolder()
    let seen = folder.path + "/seen"
    let script = folder.write(
      "editor", "#!/bin/sh\nstat -c %a \"$1\" > \(seen)\necho changed >> \"$1\"\n", mode: 0o700)
    let editor = ExternalEditor("text ", folder: folder.path + "/state", command: [script])

    #expect(try editor.run().get() == "text changed\n")
    #expect(String(decoding: Shared.bytes(seen) ?? [], as: UTF8.self) == "600\n")
    #expect(Shared.names(in: folder.path + "/state").isEmpty)
  }

  @Test(arguments: [
    ("/nonexistent/editor", "/nonexistent/editor did not start."),
    ("false", "The editor was left without saving"),
  ])
  func `says why nothing came of it`(command: String, sentence: String) throws {
    let folder = TemporaryFolder()
    let editor = ExternalEditor("text", folder: folder.path, command: [command])

    guard case .failure(let notice) = editor.run() else {
      Issue.record("it gave something")
      return
    }
    #expect(notice.text.hasPrefix(sentence))
  }
}

@Suite struct `A child` {
  @Test func `starts with no signal blocked or ignored`() throws {
    let folder = TemporaryFolder()
    let seen = folder.path + "/seen"
    signal(SIGPIPE, SIG_IGN)
    let script = "grep -E 'SigBlk|SigIgn' /proc/self/status > \(seen)"

    #expect(ChildProcess.run(["sh", "-c", script]) == 0)

    let lines = String(decoding: Shared.bytes(seen) ?? [], as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "SigBlk:\t0000000000000000")
    // SIGPIPE is signal 13: bit 12 of the mask.
    let ignored = lines.last.flatMap { UInt64($0.suffix(16), radix: 16) } ?? .max
    #expect(ignored & (1 << 12) == 0)
  }

  @Test func `gets what it is given`() throws {
    let folder = TemporaryFolder()
    let command = ["sh", "-c", "cat > \(folder.path)/got; exit 7"]

    #expect(ChildProcess.run(command, input: Array("text".utf8)) == 7)
    #expect(Shared.bytes(folder.path + "/got") == Array("text".utf8))
  }
}
