/// Decides what the server answers.
package struct DemoScript: Sendable {
  package var respond: @Sendable (DemoRequest) -> DemoReply
  /// Refuses requests that the dialect's real server would refuse.
  package var checksRequests = true
  /// The keys that are let in; nil lets everybody in.
  package var keys: Set<String>?
  /// The providers and models there are; nil takes any path and any model.
  package var catalog: DemoCatalog?

  package init(_ respond: @escaping @Sendable (DemoRequest) -> DemoReply) {
    self.respond = respond
  }

  /// The same reply to everything.
  package static func always(_ reply: DemoReply) -> DemoScript { DemoScript { _ in reply } }

  /// One reply after the other, the last one for ever.
  package static func sequence(_ replies: [DemoReply]) -> DemoScript {
    DemoScript { request in
      replies.isEmpty
        ? DemoReply(text: "") : replies[min(max(request.number - 1, 0), replies.count - 1)]
    }
  }
}
