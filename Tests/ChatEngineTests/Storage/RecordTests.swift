import Testing

@testable import ChatEngine

@Suite struct `A record` {
  private let time = Timestamp(milliseconds: 1_795_430_527_123)

  private func line(_ change: Change, seq: Int = 12) -> [UInt8] {
    var bytes: [UInt8] = []
    RecordEncoder.append(change, seq: seq, at: time, into: &bytes)
    return bytes
  }

  private func read(_ line: some Collection<UInt8>) -> RecordDecoder.Line {
    Array(line).withUnsafeBufferPointer { RecordDecoder.read($0) }
  }

  /// A line with a right checksum, whatever it says.
  private func sealed(_ text: String) -> [UInt8] {
    let sum = String(CRC32C.checksum(Array(text.utf8)), radix: 16)
    let zeros = String(repeating: "0", count: 8 - sum.utf8.count)
    return Array("\(text),\"crc\":\"\(zeros)\(sum)\"}".utf8)
  }

  @Test func `is the line that is promised`() {
    let bytes = line(.vote(MessageID("m1"), .up))

    let text =
      #"{"v":1,"seq":12,"t":"2026-11-23T10:42:07.123Z","type":"vote","id":"m1","body":{"vote":"up"}"#
    #expect(bytes == sealed(text) + [0x0A])
  }

  @Test func `names a message's parent`() {
    var message = Message.answer("a1", "hi", after: "u1")
    message.time = time

    let bytes = line(.message(message))

    let text =
      #"{"v":1,"seq":12,"t":"2026-11-23T10:42:07.123Z","type":"message","id":"a1","parent":"u1","body":{"role":"assistant","origin":{"target":"anthropic/claude","dialect":"anthropic"},"parts":[{"type":"text","text":"hi"}]}"#
    #expect(bytes == sealed(text) + [0x0A])
  }

  @Test(arguments: 0..<40)
  func `is read as it was written`(seed: UInt64) {
    let changes = RandomHistory(seed: seed).with { $0.changes(60) }

    for (place, change) in changes.enumerated() {
      guard case .record(let back, let seq, _) = read(line(change, seq: place).dropLast()) else {
        Issue.record("not a record: \(change)")
        return
      }
      #expect(back == change)
      #expect(seq == place)
    }
  }

  @Test func `is damaged when any of its bytes is another`() {
    let bytes = Array(line(.title("Hello")).dropLast())

    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x01
      #expect(!isRecord(read(changed)))
    }
  }

  @Test func `is damaged when it is cut anywhere`() {
    let bytes = line(.title("Hello")).dropLast()

    for length in 0..<bytes.count { #expect(read(bytes.prefix(length)) == .damaged) }
  }

  @Test func `of a type, role or vote of a newer program is unknown`() {
    let head = #"{"v":1,"seq":3,"t":"2026-11-23T10:42:07.123Z","#

    #expect(read(sealed(head + #""type":"dance","body":{"step":1}"#)) == .unknown(seq: 3))
    #expect(
      read(sealed(head + #""type":"message","id":"m","body":{"role":"critic","parts":[]}"#))
        == .unknown(seq: 3))
    #expect(
      read(sealed(head + #""type":"vote","id":"m","body":{"vote":"maybe"}"#)) == .unknown(seq: 3))
  }

  @Test func `keeps what it knows beside fields and parts that it does not`() {
    let text =
      #"{"v":1,"seq":3,"t":"2026-11-23T10:42:07.123Z","new":{"a":[1]},"type":"message","id":"m","body":{"role":"user","mood":"good","parts":[{"type":"hologram","data":1},{"type":"text","text":"hi","font":null}]}"#

    let message = Message(
      id: MessageID("m"), parent: nil, role: .user, parts: [.text("hi")], time: time)
    #expect(read(sealed(text)) == .record(.message(message), seq: 3, time: time))
  }

  @Test func `of another version is newer, whatever its checksum is`() {
    #expect(read(sealed(#"{"v":2,"seq":3"#)) == .newer)
    #expect(read(Array(#"{"v":2,"seq":3,"sha":"x"}"#.utf8)) == .newer)
  }

  @Test(arguments: ["", "{}", "null", "[1]", "{\"v\":1}", "\u{0}\u{0}\u{0}", "hello"])
  func `is damaged when it is something else`(text: String) {
    #expect(read(Array(text.utf8)) == .damaged)
  }

  @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
  func `carries files as base 64`(text: String) {
    let encoded = Base64.text(Array(text.utf8))

    // RFC 4648, section 10.
    let expected = [
      "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
      "foobar": "Zm9vYmFy",
    ]
    #expect(encoded == expected[text])
    #expect(Base64.bytes(encoded) == Array(text.utf8))
  }

  private func isRecord(_ line: RecordDecoder.Line) -> Bool {
    if case .record = line { true } else { false }
  }
}
