/// How often a server may be started: three times again within a minute (faults.md, section 6).
struct MCPRestarts {
  private static let most = 3
  private static let window: Duration = .seconds(60)
  private var starts: [Instant] = []

  /// Whether it may be started now; if so, that is counted.
  mutating func mayStart(at now: Instant) -> Bool {
    starts.removeAll { now - $0 >= Self.window }
    guard starts.count <= Self.most else { return false }
    starts.append(now)
    return true
  }
}
