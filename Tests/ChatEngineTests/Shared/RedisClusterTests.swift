import TestSupport
import Testing

@testable import ChatEngine

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `A client of a real cluster` {
  private let nodes: [RedisServer]

  /// Three masters with a third of the slots each, introduced to each other by hand.
  ///
  /// Nodes let two seconds pass before they begin, and speak with each other ten times a second: a
  /// thread that waited for them would hold other tests up.
  init() async throws {
    var options = RedisServer.Options()
    options.isCluster = true
    options.password = "right"
    let nodes = try (0..<3).map { _ in try RedisServer(options) }
    self.nodes = nodes
    for (index, node) in nodes.enumerated() {
      node.cli("CLUSTER", "SET-CONFIG-EPOCH", "\(index + 1)")
      node.cli(
        "CLUSTER", "ADDSLOTSRANGE", "\(index * 16_384 / 3)", "\((index + 1) * 16_384 / 3 - 1)")
      node.cli("CLUSTER", "MEET", "127.0.0.1", "\(nodes[0].port)")
    }
    let deadline = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < deadline {
      let states = nodes.map { $0.cli("CLUSTER", "INFO") }
      if states.allSatisfy({
        $0.contains("cluster_state:ok") && $0.contains("cluster_known_nodes:3")
      }) {
        // So short while it forms, that a busy machine would break it later.
        for node in nodes { node.cli("CONFIG", "SET", "cluster-node-timeout", "60000") }
        return
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("the cluster did not come together")
  }

  @Test func `finds every key, from whichever node it begins`() throws {
    for (index, node) in nodes.enumerated() {
      let user = try RedisUser(node.url)
      for number in 0..<20 {
        let key = "key\(number)"
        if index == 0 {
          #expect(user.ask("SET", RedisText(key), "1", key: key) == .success(.text("OK")))
        }
        #expect(user.ask("GET", RedisText(key), key: key) == .success(.text("1")))
      }
      #expect(user.client.nodeCount == 3)
    }
  }

  @Test func `runs a script where its keys are`() throws {
    let user = try RedisUser(nodes[0].url)
    let script = RedisScript("redis.call('INCR', KEYS[1]) return redis.call('INCR', KEYS[2])")
    for tag in ["a", "b", "c", "d", "e", "f"] {
      let keys = ["x{\(tag)}", "y{\(tag)}"]
      #expect(user.run(script, keys: keys) == .success(.integer(1)))
      #expect(user.run(script, keys: keys) == .success(.integer(2)))
    }
    #expect(user.client.nodeCount == 3)
  }

  @Test func `follows a slot that is on its way`() throws {
    let slot = "\(RedisSlot.of("{a}"))"
    let user = try RedisUser(nodes[0].url)
    user.ask("SET", "x{a}", "1", key: "x{a}")
    let ids = nodes.map { $0.cli("CLUSTER", "MYID") }
    let owner = try #require(nodes.firstIndex { $0.cli("GET", "x{a}") == "1" })
    let other = (owner + 1) % 3
    nodes[other].cli("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[owner])
    nodes[owner].cli("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[other])
    // Not there any more, as far as the owner knows: ASK.
    #expect(user.ask("SET", "y{a}", "2", key: "y{a}") == .success(.text("OK")))
    #expect(user.ask("GET", "y{a}", key: "y{a}") == .success(.text("2")))
    #expect(user.ask("GET", "x{a}", key: "x{a}") == .success(.text("1")))
    // And the owner's own: then the slot has a new one.
    user.ask("DEL", "x{a}", key: "x{a}")
    for node in [nodes[other], nodes[owner]] {
      node.cli("CLUSTER", "SETSLOT", slot, "NODE", ids[other])
    }
    #expect(user.ask("GET", "y{a}", key: "y{a}") == .success(.text("2")))
  }
}
