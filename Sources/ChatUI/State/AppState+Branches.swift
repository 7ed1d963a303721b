import ChatEngine

/// Forks, what is out of sight, and the map of the branches.
extension AppState {
  /// The message that a command means: marked in the map, or selected in the transcript.
  private var meantMessage: MessageID? {
    if case .tree(let map) = overlay { return map.selectedRow?.node.id }
    guard let place = transcript.selected, transcript.entries.indices.contains(place) else {
      return nil
    }
    return transcript.entries[place].message.id
  }

  mutating func forkAtMessage() -> [AppEffect] {
    guard let id = meantMessage else { return refuse("There is nothing to fork here.") }
    opened = nil
    transcript.deselect()
    return leave(for: .forkAt(id))
  }

  mutating func deleteMessage() -> [AppEffect] {
    guard let id = meantMessage else { return refuse("There is nothing to delete here.") }
    if let readOnly { return refuse(readOnly) }
    guard turn == .idle else {
      return refuse(keys.sentence("An answer is still coming", .close, "stops it"))
    }
    if case .tree(let map) = overlay, let row = map.selectedRow, row.isHidden {
      guard row.node.isHidden else {
        return refuse("It is out of sight with the message before it, which comes back first.")
      }
      return [.engine(.bringBack(id))]
    }
    // Another message stays selected, so that the key that is named now works.
    show(
      .info,
      keys.sentences("Deleted, with what follows it.", .bringBack, "brings it back"))
    return [.engine(.hide(id))]
  }

  mutating func bringBack() -> [AppEffect] {
    forgetNotice()
    return [.engine(.bringBack(nil))]
  }

  mutating func openTree() -> [AppEffect] {
    if case .tree = overlay {
      opened = nil
      return []
    }
    return [.engine(.listBranches)]
  }

  mutating func take(_ nodes: [BranchNode], isAskedFor: Bool) {
    if case .tree(let map) = opened {
      opened = .tree(BranchMap(nodes, selecting: map.selectedRow?.node.id))
    } else if isAskedFor, nodes.isEmpty {
      show(.info, "Nothing was said yet.")
    } else if isAskedFor {
      let selected = transcript.selected == nil ? nil : meantMessage
      opened = .tree(BranchMap(nodes, selecting: selected))
    }
  }

  /// Reads on at the marked message, which then is selected.
  mutating func accept(_ map: BranchMap) -> [AppEffect] {
    guard let row = map.selectedRow else { return [.bell] }
    guard !row.isHidden else {
      return refuse(keys.sentence("It is deleted", .deleteMessage, "brings it back"))
    }
    opened = nil
    let id = row.node.id
    if transcript.select(id) { return [] }
    guard turn == .idle else {
      return refuse(keys.sentence("An answer is still coming", .close, "stops it"))
    }
    awaited = id
    return [.engine(.show(id))]
  }
}
