/// Moves parameters to what a model takes, or leaves them out.
///
/// What a whole dialect lacks is its codec's affair, and so is temperature, whose rules go with the
/// API's version.
struct FittingParameters {
  let model: Model

  func fit(_ parameters: inout Parameters, hasTools: Bool, _ notes: inout FittingNotes) {
    fitEffort(&parameters.reasoningEffort, &notes)
    if let wanted = parameters.maxOutputTokens, let most = model.maxOutput, wanted > most {
      parameters.maxOutputTokens = most
      notes.add("\(model.id) answers with at most \(most) tokens")
    }
    if parameters.seed != nil, model.abilities[.seed] == false {
      parameters.seed = nil
      notes.add("\(model.id) takes no seed")
    }
    if !parameters.stop.isEmpty, model.abilities[.stop] == false {
      parameters.stop = []
      notes.add("\(model.id) takes no stop sequences")
    }
    if hasTools { fitTools(&parameters, &notes) }
  }

  private func fitEffort(_ effort: inout ReasoningEffort?, _ notes: inout FittingNotes) {
    guard let wanted = effort, let efforts = model.efforts, model.reasoning != false,
      !efforts.contains(wanted)
    else { return }
    effort = efforts.nearest(to: wanted)
    if let effort {
      notes.add(
        wanted == .none
          ? "\(model.id) always reasons: asked to do so least"
          : "\(model.id) has no reasoning effort \(wanted.rawValue): asked for \(effort.rawValue)")
    } else if wanted != .none {
      notes.add("\(model.id) takes no reasoning effort")
    }
  }

  private func fitTools(_ parameters: inout Parameters, _ notes: inout FittingNotes) {
    switch parameters.toolChoice {
    case .required?, .tool?:
      guard model.abilities[.forcedTools] == false else { break }
      parameters.toolChoice = .auto
      notes.add("\(model.id) cannot be made to call a tool: it may choose")
    case .auto?, .none?, nil: break
    }
    if parameters.parallelToolCalls != nil, model.abilities[.parallelTools] == false {
      parameters.parallelToolCalls = nil
      notes.add("\(model.id) cannot be told whether to call several tools at once")
    }
  }
}
