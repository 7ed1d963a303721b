import ChatEngine

/// Telling somebody who looks elsewhere that something has come to an end.
extension AppState {
  /// After so long, one has turned to something else, even if the terminal does not say so.
  private static let longAnswer: Duration = .seconds(30)

  mutating func tellEnd() -> [AppEffect] {
    defer { answering = nil }
    let isLong = answering.map { now - $0 >= AppState.longAnswer } ?? false
    guard isFocused == false || isFocused == nil && isLong else { return [] }
    let entry = transcript.entries.last
    let who = entry?.message.origin?.target.model ?? "Nobody"
    let isWhole = entry?.message.state == .complete && entry?.failure == nil
    return [.notify(isWhole ? "\(who) has answered" : "\(who) has not answered to the end")]
  }
}
