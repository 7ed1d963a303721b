/// A strand of the open conversation that is answered by itself: the chat, or a pane of a comparison.
package enum Lane: Hashable, Sendable {
  case main
  /// By its number in the comparison, from 0.
  case pane(Int)
}

extension Engine {
  /// Whether anything is being answered.
  var isBusy: Bool { !running.isEmpty }

  /// The last message of a lane; nil before the first.
  func head(of lane: Lane) -> MessageID? {
    switch lane {
    case .main: conversation.head
    case .pane(let number): conversation.comparison?.head(of: number)
    }
  }

  /// Puts a message at the end of a lane.
  func add(_ message: Message, to lane: Lane) {
    let replaces = head(of: lane) != message.parent
    switch lane {
    case .main: record(.message(message))
    case .pane(let number): record(.branch(message, panes: [number]))
    }
    if replaces {
      publishPath(of: lane)
    } else {
      publish(.messageAdded(onPath(message)), in: lane)
    }
  }

  /// Has a lane end at a message that is there.
  func lead(_ lane: Lane, to id: MessageID?) {
    switch lane {
    case .main: record(.head(id))
    case .pane(let number):
      guard var comparison = conversation.comparison else { return }
      comparison.lead(number, to: id)
      keep(comparison)
    }
    publishPath(of: lane)
  }

  func publishPath(of lane: Lane) {
    switch lane {
    case .main: publishPath()
    case .pane(let number): publish(.pathChanged(path(ofPane: number)), in: lane)
    }
  }

  /// Tells what happens in a lane; what the chat's own lane does needs no name.
  func publish(_ update: EngineUpdate, in lane: Lane) {
    switch lane {
    case .main: publish(update)
    case .pane(let number): publish(.pane(number, update))
    }
  }

  /// Says a sentence where it belongs: a pane's troubles are its own.
  func say(_ level: Notice.Level = .info, _ text: String, in lane: Lane) {
    publish(.notice(Notice(level, text)), in: lane)
  }
}
