/// Unpacks deflate (RFC 1951).
struct Inflate {
  enum Malformed: Error, Equatable {
    case cut, damaged, tooLarge
  }

  private let input: [UInt8]
  private let maxBytes: Int
  /// The next byte of the input.
  private(set) var place: Int
  private var held: UInt32 = 0
  private var heldBits = 0

  init(_ input: [UInt8], from place: Int = 0, maxBytes: Int) {
    self.input = input
    self.place = place
    self.maxBytes = maxBytes
  }

  /// Appends what one stream unpacks to; copies reach back no further than to its own start.
  mutating func run(into output: inout [UInt8]) throws(Malformed) {
    let start = output.count
    var isLast = false
    while !isLast {
      isLast = try bits(1) == 1
      switch try bits(2) {
      case 0: try stored(into: &output)
      case 1: try block(Codes.fixedLiterals, Codes.fixedDistances, into: &output, start)
      case 2:
        let (literals, distances) = try readCodes()
        try block(literals, distances, into: &output, start)
      default: throw .damaged
      }
    }
  }

  // MARK: Bits

  private mutating func bits(_ count: Int) throws(Malformed) -> Int {
    while heldBits < count {
      guard place < input.count else { throw .cut }
      held |= UInt32(input[place]) << UInt32(heldBits)
      heldBits += 8
      place += 1
    }
    let value = held & ((1 << UInt32(count)) - 1)
    held >>= UInt32(count)
    heldBits -= count
    return Int(value)
  }

  /// The next symbol: codes of one length are numbers in a row, the first bit being the highest.
  private mutating func symbol(_ codes: Codes) throws(Malformed) -> Int {
    var code = 0
    var first = 0
    var index = 0
    for length in 1...Codes.maxLength {
      code |= try bits(1)
      let count = codes.counts[length]
      if code - first < count { return codes.symbols[index + code - first] }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw .damaged
  }

  // MARK: Blocks

  private mutating func stored(into output: inout [UInt8]) throws(Malformed) {
    held = 0
    heldBits = 0
    guard input.count - place >= 4 else { throw .cut }
    let length = Int(input[place]) | Int(input[place + 1]) << 8
    let complement = Int(input[place + 2]) | Int(input[place + 3]) << 8
    guard length == ~complement & 0xFFFF else { throw .damaged }
    place += 4
    guard input.count - place >= length else { throw .cut }
    guard output.count + length <= maxBytes else { throw .tooLarge }
    output += input[place..<place + length]
    place += length
  }

  private mutating func block(
    _ literals: Codes, _ distances: Codes, into output: inout [UInt8], _ start: Int
  ) throws(Malformed) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        guard output.count < maxBytes else { throw .tooLarge }
        output.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < Codes.lengths.count else { throw .damaged }
      let (base, extra) = Codes.lengths[symbol - 257]
      let length = base + (try bits(extra))
      let far = try self.symbol(distances)
      guard far < Codes.distances.count else { throw .damaged }
      let distance = Codes.distances[far].base + (try bits(Codes.distances[far].extra))
      guard distance <= output.count - start else { throw .damaged }
      guard output.count + length <= maxBytes else { throw .tooLarge }
      // One by one: a copy may run into what it has just written.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private mutating func readCodes() throws(Malformed) -> (literals: Codes, distances: Codes) {
    let literalCount = try bits(5) + 257
    let distanceCount = try bits(5) + 1
    let lengthCount = try bits(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw .damaged }
    var order = [Int](repeating: 0, count: 19)
    for place in Codes.lengthOrder.prefix(lengthCount) { order[place] = try bits(3) }
    guard let lengthCodes = Codes(order), lengthCodes.isComplete else { throw .damaged }
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try symbol(lengthCodes)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw .damaged }
        lengths += repeatElement(last, count: 3 + (try bits(2)))
      case 17: lengths += repeatElement(0, count: 3 + (try bits(3)))
      case 18: lengths += repeatElement(0, count: 11 + (try bits(7)))
      default: lengths.append(symbol)
      }
    }
    guard lengths.count == literalCount + distanceCount, lengths[256] != 0,
      let literals = Codes(Array(lengths[..<literalCount])), literals.isUsable,
      let distances = Codes(Array(lengths[literalCount...])), distances.isUsable
    else { throw .damaged }
    return (literals, distances)
  }
}

extension Inflate {
  /// A set of Huffman codes, from the length of each symbol's code.
  fileprivate struct Codes: Sendable {
    static let maxLength = 15

    /// How many codes have each length; at 0, how many symbols have none.
    var counts = [Int](repeating: 0, count: maxLength + 1)
    /// The symbols in the order of their codes.
    var symbols: [Int] = []
    /// Codes of the greatest length that belong to nobody.
    private var unused = 1

    /// Nil where there are more codes than fit.
    init?(_ lengths: [Int]) {
      for length in lengths { counts[length] += 1 }
      for length in 1...Self.maxLength {
        unused = unused << 1 - counts[length]
        guard unused >= 0 else { return nil }
        symbols += lengths.indices.filter { lengths[$0] == length }
      }
    }

    var isComplete: Bool { unused == 0 }
    /// Also one code of one bit, or none, as zlib has it.
    var isUsable: Bool { isComplete || symbols.count == counts[1] }

    static let fixedLiterals = fixed(
      [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
        + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8))
    static let fixedDistances = fixed([Int](repeating: 5, count: 30))

    private static func fixed(_ lengths: [Int]) -> Codes {
      guard let codes = Codes(lengths) else { preconditionFailure("the fixed codes fit") }
      return codes
    }

    /// In which the lengths of the lengths' codes stand.
    static let lengthOrder = [
      16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ]

    /// Copies of 3 to 258 bytes: from each base, as far as so many more bits reach.
    static let lengths = steps(from: 3, groups: [8, 4, 4, 4, 4, 4]) + [(base: 258, extra: 0)]
    /// From 1 to 32,768 bytes back.
    static let distances = steps(from: 1, groups: [4] + [Int](repeating: 2, count: 13))

    private static func steps(from first: Int, groups: [Int]) -> [(base: Int, extra: Int)] {
      var base = first
      var steps: [(base: Int, extra: Int)] = []
      for (extra, count) in groups.enumerated() {
        for _ in 0..<count {
          steps.append((base, extra))
          base += 1 << extra
        }
      }
      return steps
    }
  }
}
