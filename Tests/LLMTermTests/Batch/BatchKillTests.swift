import ChatEngine
import DemoProviders
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import llmterm

/// `kill -9` at random moments of a batch whose server fails in all ways and has a limit.
///
/// `LLMTERM_BATCH_LINES` says how many lines it has (`make test-batch`: 20,000, killed 20 times).
@Suite struct `A batch that is killed` {
  private static let full = getenv("LLMTERM_BATCH_LINES").flatMap { Int(String(cString: $0)) }
  private static let lines = full ?? 600
  private static let kills = full == nil ? 6 : 20

  @Test func `has exactly one answered line for each id in the end`() throws {
    let server = FaultyServer(limited: Self.lines / 2)
    let shell = try BatchShell(server.script)
    shell.input((1...Self.lines).map { line("id-\($0)", "number \($0)") })
    var random = SystemRandomNumberGenerator()
    let began = ContinuousClock.now
    for kill in 1...Self.kills {
      let running = try shell.start("-j", "50", "--retry-failed")
      // Where the kills are spread over all of the run.
      let goal = Self.lines * kill / (Self.kills + 2)
      let patience = ContinuousClock.now + .milliseconds(Int.random(in: 30...450, using: &random))
      while ContinuousClock.now < patience || Self.full != nil && shell.size < goal * 500 {
        usleep(useconds_t.random(in: 1000...20_000, using: &random))
        if ContinuousClock.now > patience + .seconds(60) { break }
      }
      running.signal(SIGKILL)
      #expect(running.wait().status == -SIGKILL)
    }

    var rounds = 0
    var run = try shell.run("-j", "50", "--retry-failed")
    while run.status == 1, rounds < 5 {
      rounds += 1
      run = try shell.run("-j", "50", "--retry-failed")
    }

    #expect(run.status == 0, "\(run.errors)")
    #expect(shell.ids.count == Self.lines)
    #expect(Set(shell.ids) == Set((1...Self.lines).map { "id-\($0)" }))
    let isRight = shell.answers.allSatisfy { answer in
      let number = answer["id"]?.stringValue?.dropFirst(3) ?? ""
      return answer["text"]?.stringValue == "You said: number \(number)"
    }
    #expect(isRight)
    if Self.full != nil {
      print(
        "\(Self.lines) lines, \(Self.kills) kills, \(rounds + 1) runs after them,",
        "\(server.requests) requests, \(ContinuousClock.now - began): \(run.errors)")
    }
  }
}

extension BatchShell {
  /// Bytes of the output.
  fileprivate var size: Int {
    var status = stat()
    return stat(output, &status) == 0 ? Int(status.st_size) : 0
  }
}

/// A server on which one request in fifty fails, each in another way, with a limit of 2,000 requests
/// a minute that is lifted when it has given so many answers.
private final class FaultyServer: Sendable {
  private struct State {
    var requests = 0
    var answered = 0
    /// When the next place under the limit is, in nanoseconds.
    var next: Int64 = 0
  }

  private static let faults: [DemoFault] = [
    .status(500), .status(503), .status(429), .status(408), .html, .emptyBody, .hangUp,
    .cutAfter(tokens: 1), .closeAfter(tokens: 2), .resetAfter(tokens: 1),
    .errorEventAfter(tokens: 1, type: "server_error"), .garbage(afterTokens: 1, events: 1),
    .status(529), .splitBytes(3), .delay(.milliseconds(50)), .interim(103), .dataAfterEnd,
    .status(400),
  ]

  private let state = Mutex(State())
  private let limited: Int
  /// Of requests a minute, as many at once.
  private static let gap: Int64 = 60_000_000_000 / 2000
  private static let burst: Int64 = 200

  init(limited: Int) { self.limited = limited }

  var requests: Int { state.withLock(\.requests) }

  var script: DemoScript {
    DemoScript { [self] request in
      let now = SystemClock.now().nanoseconds
      return state.withLock { state in
        state.requests += 1
        if state.answered < limited {
          state.next = max(state.next, now - Self.gap * Self.burst)
          guard state.next <= now else {
            let wait = String(max(1, (state.next - now) / 1_000_000))
            return .fault(.status(429, headers: [DemoHeader("retry-after-ms", wait)]))
          }
          state.next += Self.gap
        }
        state.answered += 1
        var reply = DemoReply(text: "You said: \(request.prompt)")
        if state.requests % 50 == 0 {
          reply.faults = [Self.faults[state.requests / 50 % Self.faults.count]]
        }
        return reply
      }
    }
  }
}
