/// A tree of messages, and the path through it that is being read.
///
/// Nothing is overwritten: another prompt or answer in the same place is a sibling. A change costs
/// the same at the first message and at the last, as long as nobody else keeps a copy of the value:
/// then the first change after the copy costs one copy of the table of messages.
package struct Conversation: Sendable {
  package let id: ConversationID
  package var meta: Meta
  /// What a person or a model called it.
  package var title: String?
  package var notes: [Note] = []
  package private(set) var votes: [MessageID: Vote] = [:]

  /// The path's places, from the root to the head.
  private var route: [Int] = []
  private var nodes: [Node] = []
  private var places: [MessageID: Int] = [:]
  private var roots = Branches()
  /// The estimated size of the path's messages.
  private var pathBytes = 0

  package init(id: ConversationID, meta: Meta) {
    self.id = id
    self.meta = meta
  }

  /// Makes room for about so many messages.
  mutating func reserve(_ count: Int) {
    nodes.reserveCapacity(count)
    places.reserveCapacity(count)
    route.reserveCapacity(count)
  }

  // MARK: Reading

  /// The last message of the path; nil before the first.
  package var head: MessageID? { route.last.map { nodes[$0].message.id } }

  /// From the root to the head; linear in the path's length.
  package var path: [MessageID] { route.map { nodes[$0].message.id } }

  package var isEmpty: Bool { nodes.isEmpty }

  /// Messages on all branches.
  package var count: Int { nodes.count }

  package func contains(_ id: MessageID) -> Bool { place(of: id) != nil }

  package subscript(id: MessageID) -> Message? { places[id].map { nodes[$0].message } }

  /// The path's messages, for a request; linear in the path's length.
  package var messages: [Message] { route.map { nodes[$0].message } }

  /// Makes something of each message of the path, of its number among its siblings, from 1, and of
  /// how many those are.
  package func mapPath<Result>(_ transform: (Message, Int, Int) -> Result) -> [Result] {
    route.map { transformed($0, transform) }
  }

  /// The same of the messages that lead to one, from the one after an ancestor of it on, nil being
  /// before the first.
  package func mapPath<Result>(
    to id: MessageID?, after ancestor: MessageID?, _ transform: (Message, Int, Int) -> Result
  ) -> [Result] {
    places(to: id, after: ancestor).map { transformed($0, transform) }
  }

  /// The messages that lead to one, itself the last.
  package func messages(to id: MessageID?) -> [Message] {
    places(to: id, after: nil).map { nodes[$0].message }
  }

  private func transformed<Result>(
    _ place: Int, _ transform: (Message, Int, Int) -> Result
  ) -> Result {
    let parent = nodes[place].parent
    let branches = parent < 0 ? roots : nodes[parent].branches
    return transform(nodes[place].message, nodes[place].number, branches.count)
  }

  private func places(to id: MessageID?, after ancestor: MessageID?) -> [Int] {
    var found: [Int] = []
    var next = id.flatMap(place(of:)) ?? -1
    while next >= 0, nodes[next].message.id != ancestor {
      found.append(next)
      next = nodes[next].parent
    }
    return found.reversed()
  }

  /// The messages of all branches in the order in which they came; linear in their number.
  package var everyMessage: [Message] { nodes.map(\.message) }

  /// The tokens that the path is likely to be.
  package var estimatedTokens: Int { TokenEstimate.tokens(bytes: pathBytes) }

  /// The tokens that one message is likely to be.
  package func estimatedTokens(of id: MessageID) -> Int {
    TokenEstimate.tokens(bytes: places[id].map { nodes[$0].bytes } ?? 0)
  }

  /// What goes on from a message, the oldest first; nil gives the beginnings.
  ///
  /// Without what is hidden, unless that is asked for.
  package func children(of id: MessageID?, withHidden: Bool = false) -> [MessageID] {
    var children: [MessageID] = []
    var place = branches(of: id)?.first ?? -1
    while place >= 0 {
      if withHidden || !nodes[place].isHidden { children.append(nodes[place].message.id) }
      place = nodes[place].next
    }
    return children
  }

  /// The message and all that stand in its place, the oldest first.
  package func siblings(of id: MessageID) -> [MessageID] {
    guard let place = places[id] else { return [] }
    return children(of: nodes[place].message.parent)
  }

  /// Which of how many siblings the message is, from 1 ("2/3"); nil if it is not here.
  package func position(of id: MessageID) -> (number: Int, count: Int)? {
    guard let place = places[id] else { return nil }
    let count = branches(of: nodes[place].message.parent)?.count ?? 1
    return (nodes[place].number, count)
  }

  /// Where the branch through a message was last read to: the message itself, or one below it.
  package func leaf(through id: MessageID) -> MessageID {
    guard var place = places[id] else { return id }
    while nodes[place].branches.active >= 0 { place = nodes[place].branches.active }
    return nodes[place].message.id
  }

  // MARK: Changing

  /// Adds a message and makes it the head, or leaves that where it is; gives false, and does nothing,
  /// if its id is taken or its parent is not here.
  @discardableResult
  package mutating func append(_ message: Message, asHead: Bool = true) -> Bool {
    guard places[message.id] == nil else { return false }
    let parent = message.parent.flatMap(place(of:)) ?? -1
    guard message.parent == nil || parent >= 0 else { return false }
    let place = nodes.count
    var node = Node(message: message, bytes: TokenEstimate.bytes(of: message))
    node.parent = parent
    node.depth = parent < 0 ? 0 : nodes[parent].depth + 1
    if message.state == .streaming { node.calls = message.parts.callPlaces }
    let previous = parent < 0 ? roots.add(place) : nodes[parent].branches.add(place)
    if previous >= 0 { nodes[previous].next = place }
    node.number = parent < 0 ? roots.count : nodes[parent].branches.count
    nodes.append(node)
    places[message.id] = place
    if asHead {
      lead(to: place)
    } else if parent < 0 {
      if roots.active < 0 { roots.active = place }
    } else if nodes[parent].branches.active < 0 {
      // Whoever comes to its parent reads on here.
      nodes[parent].branches.active = place
    }
    return true
  }

  /// Adds a piece to an answer that is being streamed, in time that depends on the piece alone.
  @discardableResult
  package mutating func append(_ piece: StreamPart, to id: MessageID) -> Bool {
    guard let place = place(of: id), nodes[place].message.state == .streaming else { return false }
    if case .started(_, let model?, _) = piece {
      return nodes[place].message.origin?.report(model) ?? false
    }
    guard let bytes = nodes[place].append(piece) else { return false }
    if isOnPath(place) { pathBytes += bytes }
    return true
  }

  /// Ends an answer; gives false if no such answer is being streamed.
  @discardableResult
  package mutating func end(
    _ id: MessageID, as state: Message.State, origin: Origin? = nil, _ ending: Ending
  ) -> Bool {
    guard let place = place(of: id), nodes[place].message.state == .streaming else { return false }
    nodes[place].message.state = state
    nodes[place].message.ending = ending
    if let origin { nodes[place].message.origin = origin }
    nodes[place].calls = []
    return true
  }

  /// Makes a message the head, where the path then ends; nil goes before the first message.
  @discardableResult
  package mutating func select(_ id: MessageID?) -> Bool {
    guard let id else {
      shorten(to: 0)
      return true
    }
    guard let place = places[id] else { return false }
    lead(to: place)
    return true
  }

  /// The messages that were taken out of sight themselves, the oldest first; linear in the number
  /// of all messages.
  package var hidden: [MessageID] { nodes.filter(\.isHidden).map(\.message.id) }

  /// Takes a message and what follows it out of sight, or brings it back; it stays where it is.
  ///
  /// The path does not change: whoever hides a part of it chooses another head.
  @discardableResult
  package mutating func hide(_ id: MessageID, _ isHidden: Bool) -> Bool {
    guard let place = places[id], nodes[place].isHidden != isHidden else { return false }
    nodes[place].isHidden = isHidden
    let parent = nodes[place].parent
    var branches = parent < 0 ? roots : nodes[parent].branches
    branches.count = 0
    var sibling = branches.first
    var latest = -1
    while sibling >= 0 {
      if !nodes[sibling].isHidden {
        branches.count += 1
        latest = sibling
      }
      nodes[sibling].number = max(1, branches.count)
      sibling = nodes[sibling].next
    }
    if branches.active == place, isHidden { branches.active = latest }
    if parent < 0 { roots = branches } else { nodes[parent].branches = branches }
    return true
  }

  /// Keeps or takes back a judgement.
  @discardableResult
  package mutating func vote(_ vote: Vote?, for id: MessageID) -> Bool {
    guard places[id] != nil else { return false }
    votes[id] = vote
    return true
  }

  /// Puts what was found later in the place of a stand-in for it.
  mutating func replace(_ id: MessageID, with message: Message) {
    guard let place = places[id], message.id == id else { return }
    let old = nodes[place].message
    let moved = Message(
      id: id, parent: old.parent, role: message.role, parts: message.parts, time: message.time,
      origin: message.origin, state: message.state, ending: message.ending)
    let bytes = TokenEstimate.bytes(of: moved)
    if isOnPath(place) { pathBytes += bytes - nodes[place].bytes }
    nodes[place].message = moved
    nodes[place].bytes = bytes
    nodes[place].calls = moved.state == .streaming ? moved.parts.callPlaces : []
  }

  /// The answers that are being streamed.
  package var streaming: [MessageID] {
    nodes.compactMap { $0.message.state == .streaming ? $0.message.id : nil }
  }

  // MARK: The path

  /// Where a message is; the path's end, where nearly all is added, is found without hashing.
  private func place(of id: MessageID) -> Int? {
    if let last = route.last, nodes[last].message.id == id { return last }
    return places[id]
  }

  private func branches(of id: MessageID?) -> Branches? {
    guard let id else { return roots }
    return places[id].map { nodes[$0].branches }
  }

  private func isOnPath(_ place: Int) -> Bool {
    let depth = nodes[place].depth
    return depth < route.count && route[depth] == place
  }

  /// Makes the path end at a message: what it shares with the old one stays as it is.
  private mutating func lead(to place: Int) {
    var added: [Int] = []
    var shared = place
    while shared >= 0, !isOnPath(shared) {
      added.append(shared)
      shared = nodes[shared].parent
    }
    shorten(to: shared < 0 ? 0 : nodes[shared].depth + 1)
    for place in added.reversed() {
      route.append(place)
      pathBytes += nodes[place].bytes
      let parent = nodes[place].parent
      if parent < 0 { roots.active = place } else { nodes[parent].branches.active = place }
    }
  }

  private mutating func shorten(to length: Int) {
    while route.count > length { pathBytes -= nodes[route.removeLast()].bytes }
  }
}

extension Conversation: Equatable {
  package static func == (left: Conversation, right: Conversation) -> Bool {
    left.id == right.id && left.meta == right.meta && left.title == right.title
      && left.notes == right.notes && left.hidden == right.hidden
      && left.votes == right.votes && left.path == right.path
      && left.everyMessage == right.everyMessage
  }
}

/// A message in its place in the tree; places are indices into the table, -1 is none.
private struct Node {
  var message: Message
  /// Its share of the context.
  var bytes: Int
  var parent = -1
  /// The next younger sibling.
  var next = -1
  /// Which of its siblings it is, from 1.
  var number = 1
  /// Messages before it.
  var depth = 0
  /// Out of sight, with all that goes on from it.
  var isHidden = false
  var branches = Branches()
  /// The places of the tool calls among the parts, while it is streamed.
  var calls: [Int] = []

  mutating func append(_ piece: StreamPart) -> Int? {
    guard let added = message.parts.append(piece, calls: &calls) else { return nil }
    bytes += added
    return added
  }
}

/// The messages that go on from one place, linked through `Node.next`.
private struct Branches {
  var first = -1
  var last = -1
  /// The one that was read last.
  var active = -1
  var count = 0

  /// Adds the youngest; gives the one before it, or -1.
  mutating func add(_ place: Int) -> Int {
    let previous = last
    if first < 0 { first = place }
    last = place
    count += 1
    return previous
  }
}

extension Origin {
  /// Keeps the model's name as reported, where it is another than the one asked for.
  fileprivate mutating func report(_ model: String) -> Bool {
    guard model != target.model, model != reportedModel else { return false }
    reportedModel = model
    return true
  }
}
