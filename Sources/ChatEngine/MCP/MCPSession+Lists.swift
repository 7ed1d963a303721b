/// A list as it is gathered, page by page.
struct MCPListing {
  var items: [JSON] = []
  var cursors: Set<String> = []
  var isRunning = false
  /// It changed while it was gathered.
  var isStale = false
  /// When it is to be asked for again.
  var due: Instant?
  /// When the server's own word for it ends; nil where it gave none.
  var expires: Instant?

  func isExpired(at now: Instant) -> Bool { !isRunning && expires.map { $0 <= now } ?? false }
}

/// Lists in pages, and again when they change.
extension MCPSession {
  // A server without end must not fill memory; nobody offers a model more.
  private static let maxItems = 1000
  private static let maxPages = 100
  // A server that says without pause that its list changed is asked once a second.
  private static let pause: Duration = .seconds(1)
  // Many say that their lists are out of date at once.
  private static let shortestLife: Duration = .seconds(60)

  mutating func ask(for list: MCPList) {
    // Once it runs, a list that is declared is asked for by itself.
    guard case .running = phase else { return }
    guard offers(list) else { return effects.append(.listed(list, [])) }
    if lists[list]?.isRunning == true { return }
    lists[list] = MCPListing(isRunning: true)
    request(.list(list), list.method, timeout: Self.listTimeout)
  }

  mutating func changed(_ list: MCPList) {
    guard var listing = lists[list], revision != nil else { return }
    if listing.isRunning {
      listing.isStale = true
    } else {
      listing.due = min(listing.due ?? .distantFuture, now + Self.pause)
    }
    lists[list] = listing
  }

  mutating func listed(_ list: MCPList, _ outcome: MCPOutcome) {
    guard var listing = lists[list], listing.isRunning else { return }
    let page: JSON
    switch outcome {
    case .result(let result): page = result
    case .error(let error): return unlisted(list, "answered: " + SafeQuote.shortened(error.text))
    case .failed(let reason): return unlisted(list, reason)
    }
    guard let items = page[list.rawValue]?.arrayValue else {
      return unlisted(list, "gave a list that is none")
    }
    listing.items += items.prefix(Self.maxItems - listing.items.count)
    if let cursor = page["nextCursor"]?.stringValue, listing.items.count < Self.maxItems,
      listing.cursors.count < Self.maxPages, listing.cursors.insert(cursor).inserted
    {
      lists[list] = listing
      return request(
        .list(list), list.method, ["cursor": .string(cursor)], timeout: Self.listTimeout)
    }
    effects.append(.listed(list, listing.items))
    lists[list] = MCPListing(due: listing.isStale ? now + Self.pause : nil)
    if let lifetime = page["ttlMs"]?.intValue {
      let time = Duration.milliseconds(min(max(lifetime, 0), 86_400_000))
      lists[list]?.expires = now + max(time, Self.shortestLife)
    }
  }

  private mutating func unlisted(_ list: MCPList, _ reason: String) {
    let isStale = lists[list]?.isStale == true
    lists[list] = MCPListing(due: isStale ? now + Self.pause : nil)
    effects.append(.unlisted(list, reason))
  }
}
