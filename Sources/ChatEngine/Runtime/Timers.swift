/// Names one scheduled action.
package struct TimerID: Hashable, Sendable {
  let value: UInt64
}

/// Actions with a due time, earliest first; those due at the same time keep the order they came in.
///
/// A binary heap. A cancelled timer loses its action at once and its place in the heap when it
/// comes to the top, or when dead places outnumber the living.
package struct Timers<Action> {
  private struct Place {
    let due: Instant
    let id: UInt64

    static func < (left: Place, right: Place) -> Bool {
      left.due == right.due ? left.id < right.id : left.due < right.due
    }
  }

  private var heap: [Place] = []
  private var actions: [UInt64: Action] = [:]
  private var lastID: UInt64 = 0

  package init() {}

  /// How many actions wait.
  package var count: Int { actions.count }

  /// When the earliest action is due; nil where none waits.
  package var next: Instant? { heap.first?.due }

  /// Adds an action.
  package mutating func schedule(at due: Instant, _ action: Action) -> TimerID {
    lastID += 1
    actions[lastID] = action
    heap.append(Place(due: due, id: lastID))
    rise(from: heap.count - 1)
    return TimerID(value: lastID)
  }

  /// Drops an action; one that ran or was dropped before is nothing to do.
  package mutating func cancel(_ timer: TimerID) {
    guard actions.removeValue(forKey: timer.value) != nil else { return }
    if heap.count > 2 * actions.count + 16 {
      // In due order a sorted array is a heap.
      heap = heap.filter { actions[$0.id] != nil }.sorted { $0 < $1 }
    }
    dropDead()
  }

  /// Takes the earliest action that is due by now.
  package mutating func takeDue(at now: Instant) -> Action? {
    guard let first = heap.first, first.due <= now else { return nil }
    removeFirst()
    let action = actions.removeValue(forKey: first.id)
    dropDead()
    return action
  }

  // Keeps a living place on top, so that `next` is true.
  private mutating func dropDead() {
    while let first = heap.first, actions[first.id] == nil { removeFirst() }
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink()
  }

  private mutating func rise(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child] < heap[least] { least = child }
      }
      guard least != parent else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
