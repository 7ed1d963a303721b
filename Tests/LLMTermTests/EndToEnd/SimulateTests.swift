import DemoProviders
import TestSupport
import Testing

@Suite struct `The simulation as a program` {
  let home: Home

  init() throws { home = try Home() }

  @Test func `tells of an example where nothing is configured`() throws {
    let run = try home.run("simulate", "--seed", "7", "--turns", "100")

    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output == Self.example)
  }

  @Test func `tells of the configured route, and asks nobody`() throws {
    let server = try DemoServer(.person)
    let members = [
      Routed.Member(name: "first", server: server, more: Routed.priced),
      Routed.Member(name: "second", server: server),
    ]
    home.configure(Routed(members).text)

    let run = try home.run(
      "simulate", "--seed", "7", "--turns", "60", "--fault", "first/m=down@50-75")

    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output == Self.configured)
    #expect(server.requests.isEmpty)
  }

  @Test func `says the same for the same seed, and other things for another`() throws {
    let runs = try ["7", "7", "8"].map {
      try home.run("simulate", "--json", "--turns", "50", "--seed", $0)
    }

    #expect(runs.allSatisfy { $0.status == 0 })
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].output != runs[2].output)
  }

  @Test func `knows only targets of the route`() throws {
    let run = try home.run("simulate", "--fault", "nobody/m=down@0-100")

    #expect(run.status == 2)
    #expect(run.errors.contains("nobody/m"))
    #expect(run.errors.contains("is not in the route example. Its targets are: "))
  }

  private static let example = """
    Route example, failover: 100 prompts in 1:40 min, seed 7. Nobody was asked.
    anthropic/claude-sonnet-5-5 is made to fail (down) from 33% to 67%.

    Answered      100 of 100 (100.0 %)
    Requests      126, 26 of them extra; 13 failovers, 0 retries, 0 hedges
    First word    p50 397 ms   p95 885 ms   p99 1.1 s
    Whole answer  p50 3.5 s   p95 7.6 s   p99 11.5 s
    Cost          $0.36

    Requests in each tenth of the run:
    anthropic/claude-sonnet-5-5  9  13  11  16  12  2   ·   ·  ·  ·
    openai/gpt-6.1-sol           ·   ·   ·   6   9  9  12  12  7  8
    gemini/gemini-3.8-flash      ·   ·   ·   ·   ·  ·   ·   ·  ·  ·

                                 answered  failed  breaker opened   cost
    anthropic/claude-sonnet-5-5        37      26               2  $0.14
    openai/gpt-6.1-sol                 63       0               0  $0.23
    gemini/gemini-3.8-flash             0       0               0     $0

    What was seen of the first turns with a failure:
    prompt 39, after 36.0 s
        0 ms  anthropic/claude-sonnet-5-5 is asked: first in the route
       94 ms  anthropic refused the connection; using openai
      394 ms  the answer begins
       3.3 s  the answer is complete

    prompt 38, after 35.9 s
        0 ms  anthropic/claude-sonnet-5-5 is asked: first in the route
      182 ms  anthropic refused the connection; using openai
      501 ms  the answer begins
       4.9 s  the answer is complete

    prompt 42, after 39.7 s
        0 ms  anthropic/claude-sonnet-5-5 is asked: first in the route
       99 ms  anthropic refused the connection; using openai
      289 ms  the answer begins
       1.7 s  the answer is complete

    """

  private static let configured = """
    Route main, failover: 60 prompts in 1:00 min, seed 7. Nobody was asked.
    first/m is made to fail (down) from 50% to 75%.

    Answered      60 of 60 (100.0 %)
    Requests      80, 20 of them extra; 10 failovers, 0 retries, 0 hedges
    First word    p50 418 ms   p95 769 ms   p99 1.1 s
    Whole answer  p50 3.3 s   p95 7.4 s   p99 11.6 s
    Cost          $0.017

    Requests in each tenth of the run:
    first/m   5  5  11  6  6  11  9  1  ·  5
    second/m  ·  ·   ·  ·  ·   4  7  2  7  1

              answered  failed  breaker opened    cost
    first/m         39      20               1  $0.017
    second/m        21       0               0      $0

    What was seen of the first turns with a failure:
    prompt 37, after 33.3 s
        0 ms  first/m is asked: first in the route
      124 ms  first refused the connection; using second
      459 ms  the answer begins
       2.0 s  the answer is complete

    prompt 34, after 31.0 s
        0 ms  first/m is asked: first in the route
       71 ms  first refused the connection; using second
      261 ms  the answer begins
       5.8 s  the answer is complete

    prompt 35, after 32.2 s
        0 ms  first/m is asked: first in the route
      170 ms  first refused the connection; using second
      691 ms  the answer begins
       4.7 s  the answer is complete

    """
}
