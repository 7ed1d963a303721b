import ChatEngine

/// The tools of the configuration and of its servers, as one source.
final class ToolServices {
  /// Nil where none is configured.
  let source: ToolBox?

  init(_ setup: Setup, loop: EventLoop) {
    source = nil
  }

  /// Servers, for the list of tools.
  var servers: [ToolServerSummary] { [] }

  func finish() { source?.finish() }
}
