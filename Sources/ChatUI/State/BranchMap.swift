package import ChatEngine

/// The tree of a conversation as a list with lines beside it: what is being read goes straight down,
/// and other branches are set in before it goes on.
package struct BranchMap: Sendable {
  /// A message in its place.
  package struct Row: Sendable {
    package var node: BranchNode
    /// The lines to its left.
    package var lines: String
    /// It, or a message before it, was taken out of sight.
    package var isHidden: Bool
  }

  package private(set) var rows: [Row] = []
  package private(set) var selected = 0

  /// Marks the message that is given, or else the end of the path.
  package init(_ nodes: [BranchNode], selecting id: MessageID? = nil) {
    rows = BranchMap.rows(of: nodes)
    selected =
      rows.firstIndex { $0.node.id == id } ?? rows.lastIndex { $0.node.isOnPath } ?? 0
  }

  package var selectedRow: Row? { rows.indices.contains(selected) ? rows[selected] : nil }

  /// Moves the mark; it stops at both ends.
  package mutating func move(by step: Int) {
    selected = max(0, min(selected + step, rows.count - 1))
  }

  package mutating func select(row: Int) { selected = max(0, min(row, rows.count - 1)) }

  // MARK: Drawing the lines

  /// A branch that is still to be laid out.
  private struct Task {
    var place: Int
    /// Beside its first message, and beside what follows it.
    var first: String
    var following: String
    var isHidden: Bool
  }

  private static func rows(of nodes: [BranchNode]) -> [Row] {
    let (roots, children) = tree(of: nodes)
    var rows: [Row] = []
    var tasks: [Task] = []
    push(roots, beside: "", isHidden: false, isRoot: true, nodes, onto: &tasks)
    // Not recursive: a conversation may be deeper than the stack.
    while let task = tasks.popLast() {
      let node = nodes[task.place]
      let isHidden = task.isHidden || node.isHidden
      rows.append(Row(node: node, lines: task.first, isHidden: isHidden))
      push(
        children[task.place], beside: task.following, isHidden: isHidden, isRoot: false, nodes,
        onto: &tasks)
    }
    return rows
  }

  /// What goes on straight is laid out last, so that its lines are not crossed.
  private static func push(
    _ children: [Int], beside lines: String, isHidden: Bool, isRoot: Bool, _ nodes: [BranchNode],
    onto tasks: inout [Task]
  ) {
    let straight =
      children.first { nodes[$0].isOnPath } ?? children.last { !nodes[$0].isHidden }
      ?? children.last
    guard let straight else { return }
    tasks.append(Task(place: straight, first: lines, following: lines, isHidden: isHidden))
    let others = children.filter { $0 != straight }
    for (number, place) in others.enumerated().reversed() {
      let corner = isRoot && number == 0 ? "┌─" : "├─"
      tasks.append(
        Task(place: place, first: lines + corner, following: lines + "│ ", isHidden: isHidden))
    }
  }

  /// Places of what begins and of what follows each message; results of tools are left out, and what
  /// follows them follows the call.
  private static func tree(of nodes: [BranchNode]) -> (roots: [Int], children: [[Int]]) {
    var roots: [Int] = []
    var children: [[Int]] = Array(repeating: [], count: nodes.count)
    // The message that stands for each one: itself, or the one before what is left out.
    var shown: [MessageID: Int] = [:]
    for (place, node) in nodes.enumerated() {
      let parent = node.parent.flatMap { shown[$0] }
      guard node.role != .tool else {
        if let parent { shown[node.id] = parent }
        continue
      }
      shown[node.id] = place
      if let parent { children[parent].append(place) } else { roots.append(place) }
    }
    return (roots, children)
  }
}
