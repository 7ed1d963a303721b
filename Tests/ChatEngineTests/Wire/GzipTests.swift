import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A gzipped message` {
  /// Bytes in hexadecimal as Python's zlib packed them, one line each: packed and plain.
  private static let script = """
    import gzip, random, zlib
    random.seed(5)
    words = [b'stream', b'token', b'\\xf0\\x9f\\xa7\\xaa', b' ', b'x' * 300]
    plains = [b'', b'a', b'a' * 70000, bytes(range(256)) * 300,
      bytes(random.randrange(256) for _ in range(5000))]
    plains += [b''.join(random.choice(words) for _ in range(n)) for n in (3, 50, 900)]
    for plain in plains:
      for level in (0, 1, 6, 9):
        for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE):
          c = zlib.compressobj(level, zlib.DEFLATED, 31, 8, strategy)
          print((c.compress(plain) + c.flush()).hex(), plain.hex())
    named = b'\\x1f\\x8b\\x08\\x1e' + bytes(6) + b'\\x02\\0hi' + b'name\\0' + b'comment\\0' + b'\\0\\0'
    c = gzip.compress(b'two ')
    print((named + c[10:] + gzip.compress(b'members')).hex(), b'two members'.hex())
    """

  private static func bytes(_ hex: Substring) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap { place in
      UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
    }
  }

  private static let pairs: [(packed: [UInt8], plain: [UInt8])] = {
    guard let run = Run(["python3", "-c", script]) else { return [] }
    return run.output.split(separator: "\n").map { line in
      let halves = line.split(separator: " ", omittingEmptySubsequences: false)
      return (bytes(halves[0]), bytes(halves[1]))
    }
  }()

  @Test(.enabled(if: Installed.has("python3"), "python3 not found"))
  func `from zlib unpacks to what it was made of`() {
    #expect(Self.pairs.count == 8 * 16 + 1)
    let wrong = Self.pairs.indices.filter { place in
      let pair = Self.pairs[place]
      return (try? Gzip.unpacked(pair.packed)) != pair.plain
    }
    #expect(wrong.isEmpty)
  }

  @Test(.enabled(if: Installed.has("python3"), "python3 not found"))
  func `that is cut anywhere is refused`() {
    // The last one is two members, and the first alone is whole too.
    for pair in Self.pairs.dropLast() where pair.packed.count < 400 {
      for count in pair.packed.indices {
        #expect(throws: Inflate.Malformed.self) { try Gzip.unpacked(Array(pair.packed[..<count])) }
      }
    }
  }

  @Test(.enabled(if: Installed.has("python3"), "python3 not found"))
  func `that is damaged is refused, and never traps`() {
    var random = SeededRandom(seed: 3)
    for pair in Self.pairs where pair.packed.count > 20 && pair.packed.count < 8000 {
      for _ in 0..<60 {
        var packed = pair.packed
        let place = Int.random(in: 10..<packed.count, using: &random)
        packed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        guard let plain = try? Gzip.unpacked(packed) else { continue }
        // Bits beyond the last block's end belong to nobody.
        #expect(plain == pair.plain)
      }
    }
  }

  @Test func `of noise is refused`() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<5000 {
      let count = Int.random(in: 0..<60, using: &random)
      let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(throws: Inflate.Malformed.self) {
        try Gzip.unpacked([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + noise)
      }
    }
  }

  @Test(.enabled(if: Installed.has("python3"), "python3 not found"))
  func `that unpacks to 200 times its size is a bomb`() throws {
    let script = "import gzip; print(gzip.compress(bytes(8 << 20)).hex())"
    let run = try #require(Run(["python3", "-c", script]))
    let bomb = Self.bytes(run.output.prefix { $0 != "\n" })

    #expect(throws: Inflate.Malformed.tooLarge) { try Gzip.unpacked(bomb) }
  }
}
