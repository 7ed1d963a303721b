import ChatEngine

/// What has become of a tool call.
struct CallRun: Sendable, Equatable {
  /// How a row says it.
  enum Status: Sendable, Equatable {
    /// It is still being written, or others come before it.
    case pending
    case waiting
    case running(since: Instant?, progress: String?)
    case done(String)
    case failed(String)
    case denied
    /// Nothing runs any more, and there is no result.
    case notRun
  }

  var result: ToolResult?
  private var state: ToolRunState?
  private var since: Instant?

  /// Takes what is said of it while it runs.
  mutating func take(_ state: ToolRunState) {
    self.state = state
    if case .running(let since) = state { self.since = since }
  }

  /// The result counts, whatever was said before it came.
  func status(isLive: Bool) -> Status {
    if let result {
      if result.isDenial { return .denied }
      return result.isError ? .failed(result.content) : .done(result.content)
    }
    guard isLive else { return .notRun }
    switch state {
    case .waiting: return .waiting
    case .running: return .running(since: since, progress: nil)
    case .progress(let text): return .running(since: since, progress: text)
    case .ended, nil: return .pending
    }
  }
}
