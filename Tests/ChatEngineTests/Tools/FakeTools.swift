@testable import ChatEngine

/// Tools that answer when they are told to.
final class FakeTools: ToolSource {
  var tools: [ChatEngine.Tool]
  var onChange: () -> Void = {}
  /// Whether `load` never ends.
  var isSlow = false
  /// What runs give at once; nil where a test ends them itself.
  var output: ((PreparedCall) -> ToolOutput)? = { ToolOutput("result of \($0.tool.name)") }
  private(set) var loads = 0
  private(set) var ran: [PreparedCall] = []
  private(set) var cancelled: [ToolRunID] = []
  private(set) var isFinished = false
  var running: [ToolRunID: (ToolOutput) -> Void] = [:]
  private let loop: EventLoop?

  init(_ tools: [ChatEngine.Tool], loop: EventLoop? = nil) {
    self.tools = tools
    self.loop = loop
  }

  func load(done: @escaping () -> Void) {
    loads += 1
    if !isSlow { later(done) }
  }

  func prepare(_ call: ToolCall, for tool: ChatEngine.Tool) throws(ToolFailure) -> PreparedCall {
    PreparedCall(
      callID: call.id, tool: tool, action: .builtIn(name: tool.name, arguments: [:]),
      facts: [.init("arguments", call.arguments)])
  }

  func run(
    _ call: PreparedCall, as id: ToolRunID, progress: @escaping (String) -> Void,
    done: @escaping (ToolOutput) -> Void
  ) {
    ran.append(call)
    running[id] = done
    guard let output = output?(call) else { return }
    later { [weak self] in self?.end(id, output) }
  }

  func end(_ id: ToolRunID, _ output: ToolOutput) { running.removeValue(forKey: id)?(output) }

  func cancel(_ id: ToolRunID) {
    if running.removeValue(forKey: id) != nil { cancelled.append(id) }
  }

  func finish() { isFinished = true }

  private func later(_ action: @escaping () -> Void) {
    guard let loop else { return action() }
    loop.schedule(at: loop.now(), action)
  }
}
