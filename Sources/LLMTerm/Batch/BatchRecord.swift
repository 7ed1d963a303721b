import ChatEngine
import Glibc

/// What a line of the output says to a run that goes on.
struct BatchRecord: Equatable {
  var id: String
  var isAnswered: Bool
  /// Of the line of the input.
  var hash: UInt64

  /// Reads a line; nil for what is no answer of a batch.
  init?(_ bytes: [UInt8]) {
    var id: String?
    var isAnswered: Bool?
    var hash: UInt64?
    do throws(JSONError) {
      try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
        var options = JSONScanner.Options()
        options.maxStringBytes = .max
        options.maxDepth = 1024
        var scanner = JSONScanner(buffer, options: options)
        try scanner.forEachMember { scanner, key throws(JSONError) in
          switch key {
          case "id": id = BatchIdentity.text(of: try scanner.value())
          case "error": isAnswered = try scanner.isNull()
          case "input_hash": hash = try scanner.string().flatMap { UInt64($0, radix: 16) }
          default: break
          }
        }
        try scanner.finish()
      }
    } catch {
      return nil
    }
    guard let id, let isAnswered, let hash else { return nil }
    (self.id, self.isAnswered, self.hash) = (id, isAnswered, hash)
  }

  /// Whether these bytes may be the beginning of one: what a killed run leaves.
  static func isBeginning(_ bytes: [UInt8]) -> Bool {
    let mark = Array(#"{"id":"#.utf8)
    return bytes.prefix(mark.count).elementsEqual(mark.prefix(bytes.count))
  }
}

/// The lines of a file, read through from the front.
struct BatchFileLines {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Gives each line with its number from 1; `isWhole` says whether its end is there.
  func forEach<Problem: Error>(
    _ body: ([UInt8], _ number: Int, _ isWhole: Bool) throws(Problem) -> Void
  ) throws(Problem) {
    var rest: [UInt8] = []
    var offset = 0
    var number = 0
    var piece = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = pread(descriptor, &piece, piece.count, off_t(offset))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      offset += count
      var start = 0
      while let end = piece[start..<count].firstIndex(of: 0x0A) {
        number += 1
        try body(rest + piece[start..<end], number, true)
        rest.removeAll(keepingCapacity: true)
        start = end + 1
      }
      rest += piece[start..<count]
    }
    if !rest.isEmpty { try body(rest, number + 1, false) }
  }
}
