import Testing

@testable import ChatEngine

@Suite struct `A backoff` {
  @Test(arguments: zip([0, 1, 2, 3, 4, 5, 99], [0.5, 1, 2, 4, 8, 8, 8]))
  func `doubles its longest wait up to eight seconds`(retries: Int, seconds: Double) {
    #expect(Backoff().delay(retries: retries, hint: nil, draw: 1) == .seconds(seconds))
    #expect(Backoff().delay(retries: retries, hint: nil, draw: 0) == .zero)
  }

  @Test func `waits at least as long as the server asks`() {
    #expect(Backoff().delay(retries: 0, hint: .seconds(3), draw: 1) == .seconds(3))
    #expect(Backoff().delay(retries: 4, hint: .seconds(3), draw: 1) == .seconds(8))
  }

  @Test(arguments: [Duration.zero, .seconds(-5), .seconds(604_801), .seconds(Int64.max)])
  func `ignores a hint that makes no sense`(hint: Duration) {
    #expect(Backoff().delay(retries: 0, hint: hint, draw: 1) == .milliseconds(500))
  }
}
