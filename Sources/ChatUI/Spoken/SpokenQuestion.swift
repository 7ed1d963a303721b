import ChatEngine

/// What the next line that is typed is taken for.
enum SpokenQuestion: Sendable, Equatable {
  case prompt
  /// Whether a call may run.
  case approval
  /// A number or letters of a list.
  case list
  /// A line about something: a key, a title.
  case input(SafeText, isSecret: Bool)
  /// Whether a file is to be fetched.
  case fetch
  /// Whether something is to be done that is hard to undo.
  case confirm
  /// Whether a cut answer is asked for again.
  case cut
  /// Where to go among what was found.
  case find
}

extension SpokenChat {
  var question: SpokenQuestion {
    if state.approval != nil { return .approval }
    switch state.opened {
    case .welcome(let welcome) where welcome.input != nil:
      return welcome.selected == .key
        ? .input("Key, not shown while it is typed", isSecret: true)
        : .input("URL of the server", isSecret: false)
    case .library(let list):
      if let input = list.input {
        return .input(input.purpose == .title ? "New title" : "Tags", isSecret: false)
      }
    default: break
    }
    if list != nil { return .list }
    if state.fetchQuestion != nil { return .fetch }
    if confirming != nil { return .confirm }
    if case .asking = state.turn { return .cut }
    if let find = state.find { return find.query.isEmpty ? .input("Find", isSecret: false) : .find }
    return .prompt
  }

  /// What stands before the line that is typed; nil while nothing is asked for.
  package var prompt: SafeText? {
    switch question {
    case .approval:
      return state.approval?.request.mayAlways == true
        ? "Run it? yes, no or always (no): " : "Run it? yes or no (no): "
    case .list: return "Number or letters: "
    case .input(let what, _): return "\(what): "
    case .fetch: return "Fetch it? yes or no (no): "
    case .confirm: return "yes or no (no): "
    case .cut: return "Ask again? yes or no (no): "
    case .find: return "n next, N before, an empty line ends: "
    case .prompt: break
    }
    if !begun.isEmpty { return isPasted ? "More, or an empty line: " : "More: " }
    guard narration.isOpen, !state.isBusy, state.outgoing == nil, !state.attachments.isReading,
      state.opened == nil
    else { return nil }
    return state.editing == nil ? "You: " : "New wording: "
  }

  /// Whether what is typed must not be seen.
  package var hidesInput: Bool {
    if case .input(_, isSecret: true) = question { true } else { false }
  }
}
