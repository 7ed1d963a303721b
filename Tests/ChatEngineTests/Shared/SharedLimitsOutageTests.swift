import Glibc
import TestSupport
import Testing

@testable import ChatEngine

/// A process that keeps limits over a real Redis.
private final class Program {
  let user: RedisUser
  let limits: SharedLimits
  private(set) var changes: [Bool] = []
  private var tickets: UInt64 = 0

  /// `patience` is what users have, unless a test has more: others keep the machine busy.
  init(
    _ server: RedisServer, process: UInt64 = 1, patience: Duration = RedisPatience.usual
  ) throws {
    let user = try RedisUser(server.url)
    limits = SharedLimits(
      redis: user.client, local: LocalLimits(loop: user.loop), loop: user.loop, prefix: "t:",
      process: process,
      accounts: { _ in "a" }, patience: patience)
    self.user = user
    // The scripts are known, and so is the way: a test measures what comes then.
    for _ in 1...20 {
      let place = try place(Provider.RateLimits(concurrent: 100_000))
      limits.settle(place.ticket, tokens: nil)
      if limits.isSharing { break }
    }
    for _ in 1...2 { _ = user.ask("PING") }
    limits.onChange = { [unowned self] in changes.append($0) }
  }

  /// 6 a minute, 10 at once: during a test nothing refills.
  static let usual = Provider.RateLimits(requestsPerMinute: 6, burst: 10)

  /// Asks and gives how long the place and the word on it took.
  func place(
    _ limits: Provider.RateLimits = usual
  ) throws -> (ticket: TransferID, wait: Duration, took: Duration) {
    tickets += 1
    let ticket = TransferID(value: tickets)
    let reservation = Reservation(
      ticket: ticket, target: Target(provider: "p", model: "m"), limits: limits)
    let began = user.loop.now()
    var slot: (at: Instant, now: Instant)?
    self.limits.reserve(reservation) { [loop = user.loop] in
      if case .granted(let at) = $0 { slot = (at, loop.now()) }
    }
    user.run { slot != nil }
    let found = try #require(slot)
    return (ticket, found.at - found.now, found.now - began)
  }

  /// How many places there are at once.
  func placesNow(_ limits: Provider.RateLimits = usual) throws -> Int {
    var count = 0
    while try place(limits).wait <= .milliseconds(200) { count += 1 }
    return count
  }
}

/// What may become of a Redis.
private enum Trouble: String, CaseIterable {
  case killed, stopped, paused, full, replica, withoutRights

  func befall(_ server: RedisServer) {
    switch self {
    case .killed: server.kill()
    case .stopped: server.stop()
    case .paused: server.pause()
    case .full: server.cli("CONFIG", "SET", "maxmemory", "1")
    case .replica: server.cli("REPLICAOF", "127.0.0.1", "1")
    case .withoutRights: server.cli("ACL", "SETUSER", "default", "-@scripting")
    }
  }

  func pass(_ server: RedisServer) throws {
    switch self {
    case .killed, .stopped: try server.start()
    case .paused: server.resume()
    case .full: server.cli("CONFIG", "SET", "maxmemory", "0")
    case .replica: server.cli("REPLICAOF", "NO", "ONE")
    case .withoutRights: server.cli("ACL", "SETUSER", "default", "+@scripting")
    }
  }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `A Redis in trouble (faults rows 81, 82 and 84)` {
  @Test(arguments: Trouble.allCases)
  private func `costs no answer more than 300 ms, leaves half the rate, and is counted`(
    trouble: Trouble
  ) throws {
    let server = try RedisServer()
    let program = try Program(server)
    #expect(program.limits.isSharing)
    let fallbacks = program.limits.counts.fallbacks
    trouble.befall(server)

    var count = 0
    var longest = Duration.zero
    while true {
      let place = try program.place()
      longest = max(longest, place.took)
      guard place.wait <= .milliseconds(200) else { break }
      count += 1
    }

    #expect(count == 5)
    #expect(longest < .milliseconds(300))
    #expect(program.changes == [false])
    #expect(!program.limits.isSharing)
    #expect(program.limits.counts.fallbacks == fallbacks + 6)
  }

  @Test(arguments: Trouble.allCases)
  private func `is used again as soon as it has passed`(trouble: Trouble) throws {
    let server = try RedisServer()
    let program = try Program(server)
    trouble.befall(server)
    _ = try program.place()
    #expect(!program.limits.isSharing)

    try trouble.pass(server)

    let end = program.user.loop.now() + .seconds(8)
    while !program.limits.isSharing, program.user.loop.now() < end {
      _ = try program.place(Provider.RateLimits(concurrent: 100_000))
      program.user.loop.runOnce(until: program.user.loop.now() + .milliseconds(50))
    }
    #expect(program.limits.isSharing)
    #expect(program.changes == [false, true])
    // Whatever its late replies granted was given back: all places are there.
    #expect(try program.placesNow() >= 9)
  }

  @Test func `has lost what it knew, and nobody notices`() throws {
    let server = try RedisServer()
    let program = try Program(server, patience: .seconds(5))
    let first = try program.place()
    server.cli("FLUSHALL")
    server.cli("SCRIPT", "FLUSH")
    #expect(try program.placesNow() == 10)
    program.limits.settle(first.ticket, tokens: nil)
    #expect(program.limits.isSharing)
    #expect(program.limits.counts.fallbacks == 0)
  }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `Two processes on one Redis` {
  @Test func `have one limit together`() throws {
    let server = try RedisServer()
    let one = try Program(server, process: 1, patience: .seconds(5))
    let other = try Program(server, process: 2, patience: .seconds(5))
    var count = 0
    while true {
      let waits = try [one.place().wait, other.place().wait]
      count += waits.count { $0 <= .milliseconds(200) }
      if waits.max() ?? .zero > .milliseconds(200) { break }
    }
    #expect(count == 10)
    #expect(one.limits.outlook(of: Target(provider: "p", model: "m"))?.requests == 0)
  }

  @Test func `pass a stream from one to the other`() throws {
    let server = try RedisServer()
    let one = try Program(server, process: 1, patience: .seconds(5))
    let other = try Program(server, process: 2, patience: .seconds(5))
    let limits = Provider.RateLimits(concurrent: 1)
    let held = try one.place(limits)
    var said: [Admission] = []
    let reservation = Reservation(
      ticket: TransferID(value: 99), target: Target(provider: "p", model: "m"), limits: limits)
    other.limits.reserve(reservation) { said.append($0) }
    other.user.run { !said.isEmpty }
    #expect(said == [.queued])

    one.limits.settle(held.ticket, tokens: nil)
    // Twice, as a script that is new to the server is sent twice.
    for _ in 1...2 { _ = one.user.ask("PING") }

    other.user.run { said.count == 2 }
    #expect(other.limits.isSharing)
  }

  @Test func `write down nobody's key, and no word without an end`() throws {
    let server = try RedisServer()
    let program = try Program(server, patience: .seconds(5))
    _ = try program.place(
      Provider.RateLimits(requestsPerMinute: 6, tokensPerMinute: 6, concurrent: 2))
    let keys = server.cli("KEYS", "*").split(separator: "\n")
    #expect(keys.sorted() == ["lease", "req", "tok"].map { "t:{p/m/a}:\($0)" })
    for key in keys { #expect(Int(server.cli("PTTL", String(key))) ?? 0 > 0) }
  }
}
