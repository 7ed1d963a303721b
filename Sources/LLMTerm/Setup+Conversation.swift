import ChatEngine
import ChatUI

extension Setup {
  /// The conversation that was used last, or the one whose id begins so; throws where there is none.
  func conversation(
    _ prefix: String?, in library: Library?
  ) throws(SetupError) -> ConversationID {
    guard let prefix else {
      guard let latest = library?.latest() else {
        throw SetupError("There is no conversation to go on with yet. Start one with: llmterm")
      }
      return latest
    }
    switch library?.find(prefix) {
    case .one(let id): return id
    case .several(let ids):
      throw SetupError(
        "\(ids.count) conversations begin with \(SafeText(prefix, context: .code).string). "
          + "Give more of the id.")
    case nil, .some(.none):
      throw SetupError(
        "There is no conversation \(SafeText(prefix, context: .code).string). "
          + "See them with: llmterm history")
    }
  }
}
