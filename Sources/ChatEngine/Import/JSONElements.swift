import Glibc

/// The elements of a JSON array in a file, one after the other, however long the file is.
///
/// Only brackets and strings are looked at; whether an element is JSON is its reader's matter.
struct JSONElements {
  /// An element is one conversation.
  static let longest = 256 << 20

  private let files: any FileCalls
  private let descriptor: Int32
  private var chunk: [UInt8] = []
  private var place = 0
  private var offset = 0
  private var isOpen = false
  private var isAtEnd = false
  /// The file ended before its array did, or something stands between the elements.
  private(set) var isBroken = false

  init(_ descriptor: Int32, files: any FileCalls) {
    self.descriptor = descriptor
    self.files = files
  }

  /// The first byte that is no white space, which is left to be read.
  mutating func first() -> UInt8? {
    while let byte = peek() {
      if !isSpace(byte), ![0xEF, 0xBB, 0xBF].contains(byte) { return byte }
      place += 1
    }
    return nil
  }

  /// The next element's bytes; nil at the end.
  mutating func next() -> [UInt8]? {
    if !isOpen {
      isOpen = true
      guard first() == UInt8(ascii: "[") else {
        isBroken = true
        isAtEnd = true
        return nil
      }
      place += 1
    }
    guard !isAtEnd else { return nil }
    while let byte = peek(), isSpace(byte) || byte == UInt8(ascii: ",") { place += 1 }
    guard let byte = peek(), byte != UInt8(ascii: "]") else {
      isBroken = peek() == nil
      isAtEnd = true
      return nil
    }
    return element()
  }

  private mutating func element() -> [UInt8]? {
    var bytes: [UInt8] = []
    var depth = 0
    var isString = false
    var isEscaped = false
    while peek() != nil {
      let start = place
      while place < chunk.count {
        let byte = chunk[place]
        if isString {
          if isEscaped {
            isEscaped = false
          } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
          } else if byte == UInt8(ascii: "\"") {
            isString = false
          }
        } else {
          switch byte {
          case UInt8(ascii: "\""): isString = true
          case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
          case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","):
            // A value without brackets ends before what follows it.
            if depth == 0 {
              bytes += chunk[start..<place]
              return bytes
            }
            if byte != UInt8(ascii: ",") { depth -= 1 }
            if depth == 0, byte != UInt8(ascii: ",") {
              place += 1
              bytes += chunk[start..<place]
              return bytes
            }
          default: break
          }
        }
        place += 1
      }
      bytes += chunk[start...]
      guard bytes.count < Self.longest else { break }
    }
    isBroken = true
    isAtEnd = true
    return nil
  }

  private mutating func peek() -> UInt8? {
    if place < chunk.count { return chunk[place] }
    chunk = (try? files.contents(of: descriptor, in: offset..<offset + (256 << 10))) ?? []
    offset += chunk.count
    place = 0
    return chunk.first
  }

  private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
