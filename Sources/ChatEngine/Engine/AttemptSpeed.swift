extension AttemptRecord {
  /// Output tokens a second from the first one on; nil where a figure is missing.
  package var tokensPerSecond: Double? {
    guard let tokens = usage?.outputTokens, tokens > 1, let firstToken else { return nil }
    let seconds = Double((total - firstToken).nanoseconds) / 1e9
    return seconds > 0.001 ? Double(tokens - 1) / seconds : nil
  }
}
