/// Puts answers back into the order of the input, within bounds.
struct BatchWindow {
  /// Bytes that may wait for an answer before them.
  private static let mostBytes = 64 << 20

  private let isOrdered: Bool
  private let most: Int
  /// The number that the next line gets.
  private var next = 0
  /// Before it all are out.
  private var front = 0
  /// What waits for one before it; empty for one that has no line.
  private var held: [Int: [UInt8]] = [:]
  private var bytes = 0

  /// `most` lines may be taken beyond the first one that has not ended.
  init(isOrdered: Bool, most: Int) {
    self.isOrdered = isOrdered
    self.most = most
  }

  /// Whether another line would have to wait too long for its turn.
  var isFull: Bool { isOrdered && (next - front >= most || bytes > Self.mostBytes) }

  /// A place for a line of the input.
  mutating func take() -> Int {
    next += 1
    return next - 1
  }

  /// Ends one; gives the lines whose turn it is.
  mutating func end(_ place: Int, _ line: [UInt8]) -> [UInt8] {
    guard isOrdered else { return line }
    held[place] = line
    bytes += line.count
    var lines: [UInt8] = []
    while let line = held.removeValue(forKey: front) {
      lines += line
      bytes -= line.count
      front += 1
    }
    return lines
  }

  /// Gives all that waits, for a run that ends early.
  mutating func drain() -> [UInt8] {
    let lines = held.keys.sorted().reduce(into: [UInt8]()) { $0 += held[$1] ?? [] }
    held = [:]
    bytes = 0
    front = next
    return lines
  }
}
