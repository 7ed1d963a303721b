/// Names one scheduled action.
package struct TimerID: Hashable, Sendable {
  /// The action's slot, and how often that had been used before.
  let slot: Int
  let use: UInt64
}

/// Actions with a due time, earliest first; those due at the same time keep the order they came in.
///
/// A binary heap over slots that are used again. A cancelled timer loses its action at once and its
/// place in the heap when it comes to the top, or when dead places outnumber the living.
package struct Timers<Action> {
  private struct Place {
    let due: Instant
    let order: UInt64
    let id: TimerID

    static func < (left: Place, right: Place) -> Bool {
      left.due == right.due ? left.order < right.order : left.due < right.due
    }
  }

  private struct Slot {
    var action: Action?
    var uses: UInt64 = 0
  }

  private var heap: [Place] = []
  private var slots: [Slot] = []
  private var free: [Int] = []
  private var lastOrder: UInt64 = 0
  /// How many actions wait.
  package private(set) var count = 0

  package init() {}

  /// When the earliest action is due; nil where none waits.
  package var next: Instant? { heap.first?.due }

  /// Adds an action.
  package mutating func schedule(at due: Instant, _ action: Action) -> TimerID {
    let slot = free.popLast() ?? slots.count
    if slot == slots.count { slots.append(Slot()) }
    slots[slot].action = action
    let id = TimerID(slot: slot, use: slots[slot].uses)
    count += 1
    lastOrder += 1
    heap.append(Place(due: due, order: lastOrder, id: id))
    rise(from: heap.count - 1)
    return id
  }

  /// Drops an action; one that ran or was dropped before is nothing to do.
  package mutating func cancel(_ timer: TimerID) {
    guard take(timer) != nil else { return }
    if heap.count > 2 * count + 16 {
      // In due order a sorted array is a heap.
      heap = heap.filter { isAlive($0.id) }.sorted { $0 < $1 }
    }
    dropDead()
  }

  /// Takes the earliest action that is due by now.
  package mutating func takeDue(at now: Instant) -> Action? {
    guard let first = heap.first, first.due <= now else { return nil }
    removeFirst()
    let action = take(first.id)
    dropDead()
    return action
  }

  private func isAlive(_ id: TimerID) -> Bool {
    id.slot < slots.count && slots[id.slot].uses == id.use && slots[id.slot].action != nil
  }

  private mutating func take(_ id: TimerID) -> Action? {
    guard isAlive(id) else { return nil }
    let action = slots[id.slot].action
    slots[id.slot].action = nil
    slots[id.slot].uses += 1
    free.append(id.slot)
    count -= 1
    return action
  }

  // Keeps a living place on top, so that `next` is true.
  private mutating func dropDead() {
    while let first = heap.first, !isAlive(first.id) { removeFirst() }
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
    while 2 * parent + 1 < heap.count {
      var least = 2 * parent + 1
      if least + 1 < heap.count, heap[least + 1] < heap[least] { least += 1 }
      guard heap[least] < heap[parent] else { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
