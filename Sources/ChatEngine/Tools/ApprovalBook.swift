/// What persons have allowed for good, and what servers said of their tools when one was last let run.
package struct ApprovalBook: Sendable, Equatable {
  /// A call that runs without asking, the same to the byte.
  package struct Allowed: Sendable, Equatable {
    /// `PreparedCall.digest`.
    package var digest: String
    /// For a person who reads the file.
    package var tool: String

    package init(digest: String, tool: String) {
      self.digest = digest
      self.tool = tool
    }
  }

  /// A server's tool as a person or the configuration let it run.
  package struct Pinned: Sendable, Equatable {
    package var server: String
    package var tool: String
    package var pin: String
    /// Description and schema, as they were.
    package var text: String

    package init(server: String, tool: String, pin: String, text: String) {
      self.server = server
      self.tool = tool
      self.pin = pin
      self.text = text
    }
  }

  package enum Change: Sendable, Equatable {
    case allow(Allowed)
    case pin(Pinned)
  }

  /// Older ones are forgotten, and asked for again.
  static let mostEntries = 1000

  /// The oldest first.
  package private(set) var allowed: [Allowed] = []
  package private(set) var pinned: [Pinned] = []

  package init() {}

  package mutating func apply(_ change: Change) {
    switch change {
    case .allow(let entry):
      allowed.removeAll { $0.digest == entry.digest }
      allowed.append(entry)
      if allowed.count > Self.mostEntries { allowed.removeFirst() }
    case .pin(let entry):
      pinned.removeAll { $0.server == entry.server && $0.tool == entry.tool }
      pinned.append(entry)
      if pinned.count > Self.mostEntries { pinned.removeFirst() }
    }
  }

  /// Whether a person said "always" to exactly this.
  package func allows(_ call: PreparedCall) -> Bool {
    guard !allowed.isEmpty else { return false }
    let digest = call.digest
    return allowed.contains { $0.digest == digest }
  }

  /// What changed of a server's tool since it was let run; nil where nothing did.
  package func difference(of tool: Tool) -> [String]? {
    guard let now = Pinned(tool),
      let then = pinned.first(where: { $0.server == now.server && $0.tool == now.tool }),
      then.pin != now.pin
    else { return nil }
    return LineDifference.lines(from: then.text, to: now.text)
  }

  /// What is to be kept when that tool runs; nil where it stands already.
  package func newPin(of tool: Tool) -> Pinned? {
    guard let now = Pinned(tool), !pinned.contains(now) else { return nil }
    return now
  }
}

extension ApprovalBook.Pinned {
  /// Nil of what no server says.
  fileprivate init?(_ tool: Tool) {
    guard case .server(let server) = tool.source, !tool.pin.isEmpty else { return nil }
    let schema = tool.definition.parameters.text(JSON.Style(isPretty: true))
    self.init(
      server: server, tool: tool.originalName, pin: tool.pin,
      text: tool.definition.description + "\n" + schema)
  }
}
