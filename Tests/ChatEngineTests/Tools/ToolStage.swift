import CSystem
import Glibc
import TestSupport
import Testing

@testable import ChatEngine

/// The tools of a configuration on a loop of their own, in a folder of their own.
final class ToolStage {
  let folder = TemporaryFolder()
  let loop: EventLoop
  let tools: LocalTools
  private(set) var problems: [String] = []
  private(set) var answers: [ToolRunID: [ToolOutput]] = [:]
  private var lastRun: UInt64 = 0

  /// `section` is the text of the section `tools`; `HERE` in it is the stage's folder, which is the
  /// working folder, with a home `HERE/home`, and programs in `HERE/bin`.
  init(
    _ section: String, scripts: [String: String] = [:], environment: [String: String] = [:],
    makeTransport: @escaping BuiltInTools.TransportMaker = { SilentTransport($0) }
  ) throws {
    signal(SIGPIPE, SIG_IGN)
    loop = try EventLoop()
    // mkdtemp's path may lead over links.
    let here = ProgramSearch.resolved(folder.path) ?? folder.path
    for name in ["bin", "home", "home/.ssh", "own", "own/config"] {
      mkdir(here + "/" + name, 0o700)
    }
    for (name, text) in scripts { folder.write("bin/" + name, "#!/bin/sh\n" + text, mode: 0o700) }
    for name in ["home/.ssh/id_rsa", "own/config/x"] { folder.write(name, "SECRET") }
    var variables = ["PATH": "bin::.:\(here)/bin:/usr/bin:/bin", "HOME": here + "/home"]
    variables.merge(environment) { $1 }
    let text = "{\"tools\": " + Self.placed(section, here) + "}"
    let file = try ConfigurationFile.parse(Array(text.utf8), path: here + "/config.jsonc")
    problems = file.problems.map(\.description)
    let surroundings = CommandSurroundings(
      environment: variables, workingFolder: here, own: Folders(under: here + "/own"),
      limits: ChildProgram.Limits(fileSize: 1 << 20))
    tools = LocalTools(
      file.configuration.tools, surroundings: surroundings, loop: loop, queue: DirectQueue(loop),
      time: { Timestamp(milliseconds: 1_700_000_000_000) }, makeTransport: makeTransport)
    var isLoaded = false
    tools.load { isLoaded = true }
    turn { !isLoaded }
  }

  var here: String { ProgramSearch.resolved(folder.path) ?? folder.path }

  private static func placed(_ text: String, _ here: String) -> String {
    var result = ""
    var rest = text[...]
    while let place = rest.range(ofASCII: "HERE") {
      result += rest[..<place.lowerBound] + here
      rest = rest[place.upperBound...]
    }
    return result + rest
  }

  func turn(while condition: () -> Bool) {
    let limit = loop.now() + .seconds(30)
    while condition(), loop.now() < limit { loop.runOnce(until: loop.now() + .milliseconds(10)) }
  }

  func prepare(_ name: String, _ arguments: String) throws(ToolFailure) -> PreparedCall {
    guard let tool = tools.tools.first(where: { $0.name == name }) else {
      throw ToolFailure(.unknownTool, name)
    }
    return try tools.prepare(ToolCall(id: "1", name: name, arguments: arguments), for: tool)
  }

  func start(_ call: PreparedCall) -> ToolRunID {
    lastRun += 1
    let id = ToolRunID(lastRun)
    answers[id] = []
    tools.run(call, as: id, progress: { _ in }, done: { [unowned self] in answers[id]?.append($0) })
    // Never from within the call.
    #expect(answers[id]?.isEmpty == true)
    return id
  }

  func finish(_ id: ToolRunID) throws -> ToolOutput {
    turn { answers[id]?.isEmpty == true }
    #expect(answers[id]?.count == 1)
    return try #require(answers[id]?.first)
  }

  func call(_ name: String, _ arguments: String = "{}") throws -> ToolOutput {
    try finish(start(try prepare(name, arguments)))
  }
}

/// Does the work at once, and answers on the loop's next turn.
final class DirectQueue: LogQueue {
  private let loop: EventLoop

  init(_ loop: EventLoop) { self.loop = loop }

  func run<Result: Sendable>(
    _ work: @Sendable @escaping () -> Result, then: @escaping (Result) -> Void
  ) {
    let result = work()
    loop.schedule(at: loop.now()) { then(result) }
  }
}

/// Never answers.
final class SilentTransport: Transport {
  init(_ deliver: @escaping (TransferID, TransferEvent) -> Void) {}
  func start(_ id: TransferID, _ request: HTTPRequest) {}
  func cancel(_ id: TransferID) {}
  func pause(_ id: TransferID) {}
  func resume(_ id: TransferID) {}
}
