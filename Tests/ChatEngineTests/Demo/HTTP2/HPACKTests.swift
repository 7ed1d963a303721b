import TestSupport
import Testing

@testable import DemoProviders

/// One of RFC 7541's examples: blocks one after the other, each with the headers and the size of the
/// table after it.
struct HPACKExample: Sendable, CustomTestStringConvertible {
  struct Block: Sendable {
    var hex: String
    var headers: [DemoHeader]
    var tableSize: Int

    init(_ hex: String, _ headers: String, _ tableSize: Int) {
      self.hex = hex
      self.headers = headers.split(separator: "\n").map { line in
        let parts = line.split(separator: "|", omittingEmptySubsequences: false)
        return DemoHeader(String(parts[0]), String(parts[1]))
      }
      self.tableSize = tableSize
    }
  }

  var name: String
  var blocks: [Block]
  var testDescription: String { name }

  private static let requests = [
    """
    :method|GET
    :scheme|http
    :path|/
    :authority|www.example.com
    """,
    """
    :method|GET
    :scheme|http
    :path|/
    :authority|www.example.com
    cache-control|no-cache
    """,
    """
    :method|GET
    :scheme|https
    :path|/index.html
    :authority|www.example.com
    custom-key|custom-value
    """,
  ]
  private static let responses = [
    """
    :status|302
    cache-control|private
    date|Mon, 21 Oct 2013 20:13:21 GMT
    location|https://www.example.com
    """,
    """
    :status|307
    cache-control|private
    date|Mon, 21 Oct 2013 20:13:21 GMT
    location|https://www.example.com
    """,
    """
    :status|200
    cache-control|private
    date|Mon, 21 Oct 2013 20:13:22 GMT
    location|https://www.example.com
    content-encoding|gzip
    set-cookie|foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1
    """,
  ]

  /// Appendix C; its tables of 256 bytes (C.5 and C.6) are asked for in the first block.
  static let all = [
    HPACKExample(
      name: "C.2.1 literal that is kept",
      blocks: [
        Block(
          "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572",
          "custom-key|custom-header", 55)
      ]),
    HPACKExample(
      name: "C.2.2 literal that is not kept",
      blocks: [Block("040c 2f73 616d 706c 652f 7061 7468", ":path|/sample/path", 0)]),
    HPACKExample(
      name: "C.2.3 literal that is never kept",
      blocks: [Block("1008 7061 7373 776f 7264 0673 6563 7265 74", "password|secret", 0)]),
    HPACKExample(name: "C.2.4 index", blocks: [Block("82", ":method|GET", 0)]),
    HPACKExample(
      name: "C.3 requests",
      blocks: [
        Block("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", requests[0], 57),
        Block("8286 84be 5808 6e6f 2d63 6163 6865", requests[1], 110),
        Block(
          "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
          requests[2], 164),
      ]),
    HPACKExample(
      name: "C.4 requests in Huffman's code",
      blocks: [
        Block("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", requests[0], 57),
        Block("8286 84be 5886 a8eb 1064 9cbf", requests[1], 110),
        Block(
          "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", requests[2], 164),
      ]),
    HPACKExample(
      name: "C.5 responses that do not all fit",
      blocks: [
        Block(
          """
          3fe1 01
          4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
          2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70
          6c65 2e63 6f6d
          """, responses[0], 222),
        Block("4803 3330 37c1 c0bf", responses[1], 222),
        Block(
          """
          88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d
          54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049
          5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e
          3d31
          """, responses[2], 215),
      ]),
    HPACKExample(
      name: "C.6 the same in Huffman's code",
      blocks: [
        Block(
          """
          3fe1 01
          4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6
          2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3
          """, responses[0], 222),
        Block("4883 640e ffc1 c0bf", responses[1], 222),
        Block(
          """
          88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab
          77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f
          9587 3160 65c0 03ed 4ee5 b106 3d50 07
          """, responses[2], 215),
      ]),
  ]
}

@Suite struct `Headers of HTTP/2` {
  @Test(arguments: HPACKExample.all)
  func `are read as RFC 7541 shows it`(_ example: HPACKExample) throws {
    var decoder = HPACKDecoder()
    for block in example.blocks {
      #expect(try decoder.decode(hex(block.hex)) == block.headers)
      #expect(decoder.table.size == block.tableSize)
    }
  }

  @Test(arguments: [(5, "0a", 10), (5, "1f9a0a", 1337), (8, "2a", 42)])
  func `have numbers as C.1 shows them`(_ bits: Int, _ text: String, _ number: Int) throws {
    var rest = hex(text)[...]
    #expect(try HPACKDecoder.number(&rest, prefix: bits) == number)
    #expect(rest.isEmpty)
  }

  @Test(arguments: HPACKExample.all)
  func `are refused where they are cut, and never trap`(_ example: HPACKExample) {
    for block in example.blocks {
      let bytes = hex(block.hex)
      for count in 0..<bytes.count {
        var decoder = HPACKDecoder()
        _ = try? decoder.decode(bytes[..<count])
      }
    }
  }

  @Test(arguments: [
    ("index 0", "80"), ("an index beyond both tables", "be"), ("a name beyond both tables", "7f00"),
    ("a cut number", "ff"), ("a number without end", "ffffffffffffffffff"),
    ("a string longer than the block", "000a61"), ("a table too large", "3fe13f"),
    ("a new size after a header", "8220"), ("the end mark in a string", "0084ffffffff00"),
    ("padding that is not ones", "008160 00"), ("padding of a whole byte", "0082 1fff 00"),
  ])
  func `are refused with a reason for the client`(_ name: String, _ text: String) {
    var decoder = HPACKDecoder()
    #expect(throws: HTTP2Failure(.compression)) { try decoder.decode(hex(text)) }
  }

  @Test func `are refused where few bytes stand for many`() {
    var decoder = HPACKDecoder()
    let long = [0x40, 0x01, 0x61, 0x7F, 0xA1, 0x1E] + [UInt8](repeating: 0x62, count: 4000)
    #expect(throws: HTTP2Failure(.enhanceYourCalm)) {
      try decoder.decode(long + [UInt8](repeating: 0xBE, count: 100))
    }
  }

  @Test func `of random bytes never trap`() {
    var random = SeededRandom(seed: 7541)
    var decoder = HPACKDecoder()
    var read = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 0...24, using: &random)
      let block = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      if (try? decoder.decode(block)) != nil { read += 1 }
    }
    #expect(read > 0)
  }

  @Test func `that we write are read again`() throws {
    let headers = [
      DemoHeader(":status", "200"), DemoHeader("grpc-status", "0"), DemoHeader("empty", ""),
      DemoHeader("long", String(repeating: "x", count: 126)),
      DemoHeader("longer", String(repeating: "y", count: 127)),
      DemoHeader("longest", String(repeating: "é", count: 9000)),
    ]
    var encoder = HPACKEncoder()
    var decoder = HPACKDecoder()
    #expect(try decoder.decode(encoder.encode(headers)) == headers)
  }
}

@Suite struct `Huffman's code` {
  @Test func `is whole: each symbol has a code, and no room is left`() {
    // A complete prefix code fills its space exactly (Kraft): 2^-length of all 257 sum up to 1.
    var sum: UInt64 = 0
    for length in HPACKHuffman.lengthsOfSymbols { sum += 1 << (30 - UInt64(length)) }
    #expect(HPACKHuffman.lengthsOfSymbols.count == 257)
    #expect(sum == 1 << 30)
  }
}
