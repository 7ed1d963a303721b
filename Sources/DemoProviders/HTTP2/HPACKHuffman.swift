/// HPACK's code for strings (RFC 7541, appendix B).
///
/// The code is canonical: from the length of each symbol's code all codes follow, and they are
/// computed rather than kept.
struct HPACKHuffman: Sendable {
  /// The length of each byte's code, "a" being 5 bits; the last one is the end of the string.
  private static let lengths: StaticString = """
    isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhfibcccccccccccccc\
    ccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjixprpprrrsrssssststtrstssssqrsrsst\
    rqprrssqsrrtqrssqqrqsrssprrrsrrsvvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvs\
    vwvvwwwwwxwwwwwvz
    """
  private static let endOfString: UInt16 = 256
  static let shared = HPACKHuffman()

  /// The symbols in the order of their codes.
  private let symbols: [UInt16]
  /// For each length the first code, and where its symbol stands.
  private let first: [UInt32]
  private let place: [Int]
  private let count: [Int]

  /// In bits, from 5 to 30.
  static var lengthsOfSymbols: [Int] {
    lengths.withUTF8Buffer { letters in letters.map { Int($0 &- 0x61) + 5 } }
  }

  private init() {
    var byLength = [[UInt16]](repeating: [], count: 31)
    for (symbol, length) in Self.lengthsOfSymbols.enumerated() {
      byLength[length].append(UInt16(symbol))
    }
    var first: [UInt32] = []
    var place: [Int] = []
    var code: UInt32 = 0
    var passed = 0
    for symbols in byLength {
      code <<= 1
      first.append(code)
      place.append(passed)
      code += UInt32(symbols.count)
      passed += symbols.count
    }
    symbols = byLength.flatMap { $0 }
    count = byLength.map(\.count)
    self.first = first
    self.place = place
  }

  /// The bytes that a code stands for; nil where it is none, or is not ended as it must be.
  func decode(_ bytes: some Collection<UInt8>) -> [UInt8]? {
    var decoded: [UInt8] = []
    var code: UInt32 = 0
    var length = 0
    for byte in bytes {
      for bit in 0..<8 {
        code = code << 1 | UInt32(byte >> (7 - bit) & 1)
        length += 1
        guard length < first.count else { return nil }
        guard code >= first[length], Int(code - first[length]) < count[length] else { continue }
        let symbol = symbols[place[length] + Int(code - first[length])]
        guard symbol != Self.endOfString, let byte = UInt8(exactly: symbol) else { return nil }
        decoded.append(byte)
        code = 0
        length = 0
      }
    }
    // Less than a byte of the end's own code, which is all ones.
    return length < 8 && code == (1 << UInt32(length)) - 1 ? decoded : nil
  }
}
