/// Takes a provider's key out of what the provider answers, before anything else reads it.
///
/// Some repeat the key that they refuse, and gateways show whole requests in their pages. Here it is
/// covered once, so that no screen, file, pipe or report has to know of it. As many bytes stand in the key's place, so that lengths before them stay true. A key may be cut between
/// two pieces of a body: what may be its beginning waits for the next piece, or the end.
final class KeyMask {
  /// A shorter key is not looked for: `ollama`, as some set where no key is needed, is a word too.
  private static let shortest = 8
  private static let filler = UInt8(ascii: "*")

  private let key: [UInt8]
  /// The end of the last piece, with which the key may begin.
  private var held: [UInt8] = []

  /// Nil where the key is too short to be told from other text.
  init?(_ secret: Secret) {
    key = Array(secret.exposed.utf8)
    if key.count < Self.shortest { return nil }
  }

  /// Gives what can be read of an event, as one or two of them.
  func take(_ event: TransferEvent, _ give: (TransferEvent) -> Void) {
    switch event {
    case .responded(let status, let headers, let httpVersion):
      give(.responded(status: status, headers: headers.map(masked), httpVersion: httpVersion))
    case .body(let bytes):
      let bytes = masked(piece: bytes)
      if !bytes.isEmpty { give(.body(bytes)) }
    case .trailers(let trailers):
      release(give)
      give(.trailers(trailers.map(masked)))
    case .failed(var error, let timings):
      release(give)
      error.message = masked(error.message)
      give(.failed(error, timings))
    case .ended:
      release(give)
      give(event)
    }
  }

  private func release(_ give: (TransferEvent) -> Void) {
    guard !held.isEmpty else { return }
    let rest = held
    held = []
    give(.body(rest))
  }

  private func masked(_ header: HTTPHeader) -> HTTPHeader {
    HTTPHeader(header.name, masked(header.value))
  }

  private func masked(_ text: String) -> String {
    var bytes = Array(text.utf8)
    return mask(&bytes) ? String(decoding: bytes, as: UTF8.self) : text
  }

  private func masked(piece: [UInt8]) -> [UInt8] {
    // One owner, so that a piece without the key is not copied.
    var bytes = held.isEmpty ? piece : held + piece
    held = []
    mask(&bytes)
    let count = begun(in: bytes)
    if count > 0 {
      held = Array(bytes.suffix(count))
      bytes.removeLast(count)
    }
    return bytes
  }

  /// Covers the key wherever it stands; true where it stood somewhere.
  @discardableResult
  private func mask(_ bytes: inout [UInt8]) -> Bool {
    var places: [Int] = []
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      while let next = bytes.firstIndex(of: key[0], from: place), next + key.count <= bytes.count {
        let isKey = (1..<key.count).allSatisfy { bytes[next + $0] == key[$0] }
        if isKey { places.append(next) }
        place = next + (isKey ? key.count : 1)
      }
    }
    for place in places {
      for index in place..<place + key.count { bytes[index] = Self.filler }
    }
    return !places.isEmpty
  }

  /// How many of the last bytes are the key's first ones.
  private func begun(in bytes: [UInt8]) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var place = bytes.count - min(key.count - 1, bytes.count)
      while let next = bytes.firstIndex(of: key[0], from: place) {
        let count = bytes.count - next
        if (1..<count).allSatisfy({ bytes[next + $0] == key[$0] }) { return count }
        place = next + 1
      }
      return 0
    }
  }
}
