/// What a simulated target suffers from for a part of the run.
package struct SimulatedFault: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// No connection.
    case down
    /// Answers come after twenty times the time, at a tenth of the speed.
    case slow
    /// 429, with a hint.
    case limit
    /// 500.
    case error
    /// The answer ends in the middle, cleanly.
    case cut
    /// The answer stops, and nothing follows.
    case silent
    /// What comes cannot be read.
    case malformed
  }

  package var target: Target
  package var kind: Kind
  /// From its beginning up to, and not with, its end, as shares of the run.
  package var span: Range<Double>

  package init(_ kind: Kind, of target: Target, during span: Range<Double>) {
    self.kind = kind
    self.target = target
    self.span = span
  }

  /// Reads `TARGET=KIND@FROM-TO`, in percent of the run; nil where it is not that.
  ///
  /// Targets may hold `=` and `@` themselves: the last of each counts.
  package init?(_ text: String) {
    guard let at = text.lastIndex(of: "@"),
      let equals = text[..<at].lastIndex(of: "="), let target = Target(String(text[..<equals])),
      let kind = Kind(rawValue: String(text[text.index(after: equals)..<at]))
    else { return nil }
    let ends = text[text.index(after: at)...].split(
      separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let from = Double(String(ends[0])), let to = Double(String(ends[1])),
      from >= 0, to <= 100, from < to
    else { return nil }
    self.init(kind, of: target, during: from / 100..<to / 100)
  }
}
