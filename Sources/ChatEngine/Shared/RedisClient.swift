/// A Redis server or cluster on the loop: commands in, replies out, never later than asked.
///
/// In a cluster, nodes and their slots are learned from the redirections that come back.
package final class RedisClient: RedisCommands {
  // A slot that moves is settled after one.
  private static let maxHops = 5
  // Of the largest clusters a client meets a part; a hostile server shall not open more.
  private static let maxNodes = 64

  /// Called after `isAvailable` has changed.
  package var onChange: (Bool) -> Void = { _ in }
  /// Whether the server, or a node of the cluster, can be asked; true until the first failure.
  package private(set) var isAvailable = true

  private let loop: EventLoop
  private let address: ChannelAddress
  private let login: RedisLogin
  private var random: any RandomNumberGenerator & Sendable
  private var nodes: [ChannelAddress.Place: RedisConnection] = [:]
  private var slots: [Int: ChannelAddress.Place] = [:]
  private var isClosed = false

  /// Makes a client, which connects with `connect` or its first command.
  package init(
    loop: EventLoop, url: RedisURL, certificates: Configuration.Certificates? = nil,
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  ) {
    self.loop = loop
    self.random = random
    address = url.address(trusting: certificates)
    login = url.login
  }

  /// Why it is not available, for a person; nil while it is.
  package var failure: RedisFailure? { isAvailable ? nil : seed.failure }

  /// How many nodes it knows.
  var nodeCount: Int { nodes.count }

  /// Begins to connect, so that the first command need not wait for it.
  package func connect() { seed.connect() }

  /// Turns the loop until the server has answered everything, or is gone, or the time is up.
  ///
  /// For the last words before `close`: what was said is not lost, and nobody waits long for it.
  package func drain(within limit: Duration) {
    let deadline = loop.now() + limit
    while isAvailable, nodes.values.contains(where: \.isAwaited), loop.now() < deadline {
      loop.runOnce(until: deadline)
    }
  }

  /// Ends all connections; commands that wait are refused, and so is every later one.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    _ = seed
    for node in nodes.values { node.close() }
  }

  package func send(
    _ command: [RedisText], key: String, patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void
  ) {
    let errand = Errand(
      bytes: RESPWriter.bytes(of: command), deadline: loop.now() + patience, reply: reply)
    dispatch(errand, to: node(for: key))
  }

  package func run(
    _ script: RedisScript, keys: [String], arguments: [RedisText], patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void
  ) {
    let deadline = loop.now() + patience
    let key = keys.first ?? ""
    let rest = [RedisText(keys.count)] + keys.map { RedisText($0) } + arguments
    let known: [RedisText] = ["EVALSHA", RedisText(script.name)]
    send(known + rest, key: key, patience: patience) { [weak self] result in
      guard let self, case .failure(.refused(let text)) = result, text.hasPrefix("NOSCRIPT") else {
        return reply(result)
      }
      let patience = deadline - loop.now()
      // What nobody waits for any more shall not be done.
      guard patience > .zero else {
        return reply(.failure(.unavailable("the script came too late")))
      }
      let unknown: [RedisText] = ["EVAL", RedisText(script.text)]
      send(unknown + rest, key: key, patience: patience, reply: reply)
    }
  }
}

// MARK: Nodes

extension RedisClient {
  /// A command on its way through the nodes.
  private struct Errand {
    let bytes: [UInt8]
    let deadline: Instant
    let reply: (Result<RedisValue, RedisFailure>) -> Void
    var hops = 0
  }

  private var seed: RedisConnection {
    nodes[address.place] ?? add(address.place)
  }

  private func add(_ place: ChannelAddress.Place) -> RedisConnection {
    var address = address
    address.place = place
    let node = RedisConnection(
      loop: loop, address: address, login: login,
      // The 53 bits that a fraction holds.
      draw: { [weak self] in Double((self?.random.next() ?? 0) >> 11) * 0x1p-53 },
      // A reply may have let the client go, of which the rest is still to be told.
      onChange: { [weak self] in self?.updateAvailability() })
    nodes[place] = node
    return node
  }

  /// The node that a key belongs to as far as known, or one that will know.
  private func node(for key: String) -> RedisConnection {
    guard nodes.count > 1 else { return seed }
    let place = slots[RedisSlot.of(key)]
    if let node = place.flatMap({ nodes[$0] }), node.isAvailable { return node }
    if seed.isAvailable { return seed }
    return nodes.values.first(where: \.isAvailable) ?? seed
  }

  private func node(at place: ChannelAddress.Place) -> RedisConnection? {
    if let node = nodes[place] { return node }
    if nodes.count >= Self.maxNodes {
      let gone = nodes.first { $0.key != address.place && !$0.value.isAvailable }
      guard let gone else { return nil }
      nodes[gone.key] = nil
      gone.value.close()
    }
    return add(place)
  }

  private func dispatch(_ errand: Errand, to node: RedisConnection, isAsking: Bool = false) {
    let prefix = isAsking ? RESPWriter.bytes(of: ["ASKING"]) : []
    let place = node.address.place
    node.send(
      RedisRequest(
        bytes: isAsking ? prefix + errand.bytes : errand.bytes, replies: isAsking ? 2 : 1,
        deadline: errand.deadline
      ) { [weak self] result in
        guard let self, case .failure(.refused(let text)) = result,
          let redirection = RedisRedirection(text, from: place)
        else { return errand.reply(result) }
        follow(redirection, errand)
      })
  }

  private func follow(_ redirection: RedisRedirection, _ errand: Errand) {
    guard !isClosed, errand.hops < Self.maxHops, let node = node(at: redirection.place) else {
      return errand.reply(
        .failure(.unavailable("the cluster sends commands from node to node without end")))
    }
    if !redirection.isOnce { slots[redirection.slot] = redirection.place }
    var errand = errand
    errand.hops += 1
    dispatch(errand, to: node, isAsking: redirection.isOnce)
  }

  private func updateAvailability() {
    let isAvailable = !isClosed && nodes.values.contains(where: \.isAvailable)
    guard isAvailable != self.isAvailable else { return }
    self.isAvailable = isAvailable
    onChange(isAvailable)
  }
}
