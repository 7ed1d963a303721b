import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A SHA-256` {
  /// FIPS 180-4's examples (NIST, "Examples with Intermediate Values"), and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        + "lmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func `is that of the standard's examples`(message: String, digest: String) {
    #expect(SHA256(Array(message.utf8)).text == digest)
  }

  /// The standard's long example.
  @Test func `is that of a million times the letter a`() {
    let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)

    #expect(
      SHA256(message).text == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `is what the system's own program says of 200 messages of any length`() throws {
    let folder = TemporaryFolder()
    var random = SeededRandom(seed: 7)
    // Every length around the two places where the padding needs another block, then any.
    let lengths =
      (50..<130).map { $0 } + (0..<120).map { _ in Int.random(in: 0...5000, using: &random) }
    var paths: [String] = []
    var digests: [String] = []
    for (number, length) in lengths.enumerated() {
      let message = (0..<length).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
      paths.append(folder.write("\(number)", String(decoding: message, as: UTF8.self)))
      digests.append(SHA256(message).text)
    }

    let output = try #require(Run(["sha256sum"] + paths)).output

    #expect(output.split(separator: "\n").map { String($0.prefix(64)) } == digests)
    #expect(digests.count == 200)
  }
}
