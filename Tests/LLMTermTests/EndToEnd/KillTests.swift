import DemoProviders
import Glibc
import TestSupport
import Testing

/// `kill -9` at random moments of a streaming answer.
///
/// All that was on the screen more than a second before is there when the conversation is opened again.
/// `LLMTERM_KILLS` says how often it is tried (`make test-kill`: 200 times).
@Suite struct `A killed program` {
  private static let kills = getenv("LLMTERM_KILLS").flatMap { Int(String(cString: $0)) } ?? 12
  /// So many die at the same time, so that the machine is busy meanwhile.
  private static let atOnce = 12

  @Test func `has kept what was on the screen a second before`() throws {
    let words = (1...600).map { "w\($0)" }.joined(separator: " ")
    let server = try DemoServer(
      .always(DemoReply(text: words, pace: DemoPace(tokensPerSecond: 100, isNatural: true))))
    var random = SystemRandomNumberGenerator()
    var left = Self.kills
    var losses: [Int] = []
    while left > 0 {
      let victims = try (0..<min(left, Self.atOnce)).map { _ in
        try Victim(server, dies: .milliseconds(Int.random(in: 30...2100, using: &random)))
      }
      left -= victims.count
      try Self.watch(victims)
      for victim in victims { losses.append(try victim.reopen()) }
    }
    if getenv("LLMTERM_KILLS") != nil {
      losses.sort()
      print(
        "\(losses.count) kills: words lost of those on the screen: median",
        "\(losses[losses.count / 2]), most \(losses.last ?? 0) (100 a second)")
    }
  }

  /// Looks at all of them until the last one is dead.
  private static func watch(_ victims: [Victim]) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while victims.contains(where: { !$0.isDead }) {
      try #require(ContinuousClock.now < deadline, "an answer does not stream")
      for victim in victims where !victim.isDead { try victim.look() }
    }
  }
}

/// A chat that is killed while its answer streams, and what was seen of it.
private final class Victim {
  let home: Home
  let chat: Terminal
  private let lifetime: Duration
  private var asked = false
  private var firstWord: ContinuousClock.Instant?
  /// How many words were on the screen, and since when.
  private var seen: [(time: ContinuousClock.Instant, words: Int)] = []
  private(set) var isDead = false
  private var death: ContinuousClock.Instant?

  init(_ server: DemoServer, dies lifetime: Duration) throws {
    home = try Home(server)
    chat = try home.chat(columns: 100, rows: 50)
    self.lifetime = lifetime
  }

  func look() throws {
    chat.pump(waiting: 1)
    let now = ContinuousClock.now
    guard asked else {
      if chat.emulator.frames > 0, chat.flowing.contains("F1 help") {
        chat.send("hello")
        asked = true
      }
      return
    }
    let count = Self.words(on: chat)
    if count > seen.last?.words ?? 0 { seen.append((now, count)) }
    if firstWord == nil, count > 0 { firstWord = now }
    guard let firstWord, now - firstWord >= lifetime else { return }
    death = .now
    chat.pty.signal(SIGKILL)
    #expect(try chat.waitForExit() == .signal(SIGKILL))
    isDead = true
  }

  /// Opens the conversation again; gives how many of the words that were seen are gone.
  func reopen() throws -> Int {
    let again = try home.chat("--continue", columns: 100, rows: 50)
    try again.waitForSentence(
      "The answer was cut short: the program ended while it was being written. Press Alt-R to ask")
    let kept = Self.words(on: again)
    let due = death.map { $0 - .seconds(1) } ?? .now
    let owed = seen.last { $0.time <= due }?.words ?? 0
    #expect(kept >= owed, "killed \(lifetime) after the first word")
    #expect(again.flowing.contains("You") && again.flowing.contains(" hello "))
    _ = try again.leave()
    return max(0, (seen.last?.words ?? 0) - kept)
  }

  /// N where the words w1 to wN stand on the screen, none of them missing.
  private static func words(on terminal: Terminal) -> Int {
    var next = 1
    for word in terminal.transcriptRows.joined(separator: " ").split(separator: " ")
    where word == "w\(next)" {
      next += 1
    }
    return next - 1
  }
}
