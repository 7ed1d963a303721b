import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `gRPC's messages` {
  private static let messages: [[UInt8]] = [[], [1], Array(repeating: 7, count: 300)]
  private static let body = messages.flatMap { GRPCFrames.framed($0) }

  @Test func `come out the same wherever the body is cut`() throws {
    for cut in 0...Self.body.count {
      var frames = GRPCFrames()
      var found: [[UInt8]] = []
      for piece in [Self.body[..<cut], Self.body[cut...]] {
        frames.append(Array(piece))
        while let message = try frames.next() { found.append(message.bytes) }
      }
      #expect(found == Self.messages)
      #expect(frames.isEmpty)
    }
  }

  @Test func `that are not whole are seen`() throws {
    var frames = GRPCFrames()
    frames.append([0, 0, 0, 0, 2, 1])
    #expect(try frames.next() == nil)
    #expect(!frames.isEmpty)
  }

  @Test func `have a flag of 0 or 1 and no more than 64 MiB`() {
    var frames = GRPCFrames()
    frames.append([2])
    #expect(throws: GRPCFrames.Malformed.badFlag(2)) { try frames.next() }
    frames = GRPCFrames()
    frames.append([0, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(throws: GRPCFrames.Malformed.tooLarge) { try frames.next() }
  }
}

@Suite struct `A gRPC status` {
  private static func status(_ code: Int, _ others: HTTPHeader...) -> GRPCStatus? {
    GRPCStatus([HTTPHeader("grpc-status", String(code))] + others)
  }

  private static let kinds: [(Int, Failure.Kind)] = [
    (1, .serverError), (2, .serverError), (3, .invalidRequest), (4, .timeout), (5, .notFound),
    (6, .serverError), (7, .forbidden), (8, .rateLimited), (9, .forbidden), (10, .serverError),
    (11, .invalidRequest), (12, .serverError), (13, .serverError), (14, .overloaded),
    (15, .serverError), (16, .auth), (99, .serverError),
  ]

  @Test func `is the failure that it is over REST`() throws {
    for (code, kind) in Self.kinds {
      let failure = try #require(Self.status(code)?.failure())
      #expect(failure.kind == kind, "status \(code)")
    }
    #expect(Self.status(12)?.failure().shouldRetry == false)
  }

  @Test(.enabled(if: Shared.samples != nil, "wire samples not found"), arguments: [true, false])
  func `reads its details with padding and without`(isPadded: Bool) throws {
    var text = Base64.text(HexSample.bytes("gemini-grpc.error-details.hex"))
    #expect(text.hasSuffix("="))
    if !isPadded { text = text.trimmed(of: "=") }

    let failure = try #require(
      Self.status(8, HTTPHeader("grpc-status-details-bin", text))?.failure())

    #expect(failure.kind == .rateLimited)
    #expect(failure.retryAfter == .milliseconds(37_400))
    #expect(failure.message == "Quota exceeded. Please retry in 37.4s.")
  }

  @Test(.enabled(if: Shared.samples != nil, "wire samples not found"))
  func `with the details of a REST error is the same failure`() throws {
    let body = Shared.sample("gemini.error429.json")
    let parsed = try JSON.parse(body)
    let error = try #require(parsed["error"] ?? parsed[0]?["error"])
    let details = GeminiMessages.encode(
      ["code": 8, "message": error["message"] ?? "", "details": error["details"] ?? []],
      as: .status)
    let rest = GeminiCodec().failure(
      status: 429, headers: [], body: body, now: Timestamp(milliseconds: 0))

    let failure = Self.status(
      8, HTTPHeader("grpc-status-details-bin", Base64.text(details)))?.failure()

    #expect(failure == rest)
  }

  @Test func `decodes its message and leaves what is not encoded`() {
    let message = "Gr%C3%BC%c3%9fe%0A100% %4"
    #expect(
      Self.status(2, HTTPHeader("grpc-message", message))?.message == "Grüße\n100% %4")
  }

  @Test func `that is no number is unknown, and without one there is none`() {
    #expect(GRPCStatus([HTTPHeader("grpc-status", "fine")])?.code == 2)
    #expect(GRPCStatus([HTTPHeader("grpc-message", "x")]) == nil)
  }

  @Test func `with hostile details never traps`() {
    var random = SeededRandom(seed: 9)
    let seed = Base64.text(HexSample.bytes("gemini-grpc.error-details.hex"))
    for _ in 0..<3000 where !seed.isEmpty {
      var text = Array(seed.utf8)
      for _ in 0..<3 {
        text[Int.random(in: 0..<text.count, using: &random)] = .random(in: 33...126, using: &random)
      }
      let header = HTTPHeader("grpc-status-details-bin", String(decoding: text, as: UTF8.self))
      #expect(Self.status(8, header)?.isOK == false)
    }
  }
}
