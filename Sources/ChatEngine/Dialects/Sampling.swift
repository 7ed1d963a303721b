/// The sampling parameters that may go to a model, and why others may not.
struct Sampling: Equatable {
  var temperature: Double?
  var topP: Double?
  /// Why what was asked for stays away; nil if nothing does.
  var note: String?

  /// Decides by what is known of the model; what is unknown is sent, for the user has asked for it.
  init(_ parameters: Parameters, for model: Model) {
    guard parameters.temperature != nil || parameters.topP != nil else { return }
    switch model.sampling {
    case .no?: note = "\(model.id) does not take a temperature or top_p"
    case .ignored?: note = "temperature and top_p have no effect on \(model.id)"
    case .effortNoneOnly? where parameters.reasoningEffort != ReasoningEffort.none:
      note = "\(model.id) takes a temperature or top_p only without reasoning"
    case .ignoredWhileThinking? where parameters.reasoningEffort.map({ $0 != .none }) ?? false:
      note = "temperature and top_p have no effect on \(model.id) while it reasons"
    case .yes?, .discouraged?, .effortNoneOnly?, .ignoredWhileThinking?, .oldVersionOnly?, nil:
      temperature = parameters.temperature
      topP = parameters.topP
    }
  }
}
