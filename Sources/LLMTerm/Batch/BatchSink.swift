/// Where a batch's answers go.
protocol BatchSink: AnyObject {
  /// Takes whole lines; they may be written a little later.
  func write(_ lines: [UInt8])
  /// Whether so much waits that no more should be asked for.
  var isFull: Bool { get }
  /// What stands in the way of writing; nil while nothing does.
  var trouble: BatchTrouble? { get }
  /// Writes what waits, and waits for it.
  func finish()
}

/// Why answers can no longer be written.
enum BatchTrouble: Equatable {
  /// Nobody reads any more.
  case noReader
  /// The disk has room for the answers that are on their way, and for no more.
  case noRoom
  case failed(errorNumber: Int32)
}
