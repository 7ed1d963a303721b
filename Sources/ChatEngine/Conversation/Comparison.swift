/// Several targets that answer the same prompts side by side, each on a branch of its own.
package struct Comparison: Sendable, Equatable {
  /// One of those that answer.
  package struct Pane: Sendable, Equatable {
    package var destination: Destination
    /// The last message of its branch; nil before the first.
    package var head: MessageID?

    package init(_ destination: Destination, head: MessageID? = nil) {
      self.destination = destination
      self.head = head
    }
  }

  /// How the panes lie on the screen.
  package struct Layout: Sendable, Equatable {
    /// The number of the pane that has, or had last, the focus.
    package var focus = 0
    /// The focused pane alone is shown.
    package var isZoomed = false
    /// All panes scroll together.
    package var isLocked = false
    /// Nobody is told who answers where.
    package var isBlind = false
    /// The panes' numbers as they lie on the screen; empty for their own order.
    package var order: [Int] = []

    package init() {}
  }

  /// As many as can be compared.
  package static let sizes = 2...6

  package private(set) var panes: [Pane]
  /// The message after which it began; nil is the conversation's beginning.
  package let root: MessageID?
  /// Whether the panes are there, or only who was compared last.
  package var isOpen = true
  package var layout = Layout()

  package init(_ destinations: [Destination], after root: MessageID?) {
    panes = destinations.map { Pane($0, head: root) }
    self.root = root
  }

  /// One that was kept.
  init(panes: [Pane], root: MessageID?, isOpen: Bool, layout: Layout) {
    self.panes = panes
    self.root = root
    self.isOpen = isOpen
    self.layout = layout
  }

  package var destinations: [Destination] { panes.map(\.destination) }

  /// The last message of a pane's branch; nil before the first, or without such a pane.
  package func head(of pane: Int) -> MessageID? {
    panes.indices.contains(pane) ? panes[pane].head : nil
  }

  package mutating func lead(_ pane: Int, to head: MessageID?) {
    if panes.indices.contains(pane) { panes[pane].head = head }
  }

  /// The panes' numbers in the order in which they are shown.
  package var order: [Int] {
    layout.order.sorted() == Array(panes.indices) ? layout.order : Array(panes.indices)
  }

  /// With other targets: who stays keeps the branch.
  package func with(_ destinations: [Destination]) -> Comparison {
    let kept = destinations.map { destination in
      panes.first { $0.destination == destination } ?? Pane(destination, head: root)
    }
    var layout = layout
    layout.order = []
    layout.focus = min(layout.focus, kept.count - 1)
    return Comparison(panes: kept, root: root, isOpen: true, layout: layout)
  }
}

extension Conversation {
  /// The comparison that is open, or was last.
  package var comparison: Comparison? { meta.comparison }
}
