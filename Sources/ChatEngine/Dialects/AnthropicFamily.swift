/// What a Claude model's name says of what it takes (anthropic.md, section 5).
struct AnthropicFamily: Equatable {
  /// How a model is asked to think.
  enum Thinking {
    /// Not at all (before 3.7).
    case none
    /// `enabled` with a budget.
    case budget
    /// `adaptive` or `disabled`, with an effort.
    case adaptive
    /// `adaptive`; instead of `disabled` it has `between_tools`.
    case betweenTools
    /// Always on.
    case always
  }

  var thinking: Thinking
  /// Takes temperature and top_p, under version 2023-06-01.
  var takesSampling: Bool
  /// Takes `output_config.effort`.
  var takesEffort: Bool
  /// Refuses `tool_choice` of type any or tool.
  var refusesForcedTools: Bool

  /// Reads a name such as `claude-opus-4-5-20251101` or `claude-3-7-sonnet-latest`; other names are
  /// those of imitators, which know the oldest form.
  init(_ id: String) {
    let words = id.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
    let line = words.first { ["opus", "sonnet", "haiku", "fable", "mythos"].contains($0) }
    guard words.contains("claude"), let line else {
      self.init(thinking: .budget, takesSampling: true)
      return
    }
    // A version's numbers have one or two digits, a date has eight.
    let numbers = words.filter { $0.utf8.count <= 2 }.compactMap { Int($0) }
    let version = (numbers.first ?? 0) * 100 + (numbers.count > 1 ? numbers[1] : 0)
    if line == "fable" || line == "mythos" || (line == "opus" && version >= 505) {
      self.init(thinking: .always, takesEffort: true, refusesForcedTools: true)
    } else if line == "sonnet", version >= 505 {
      self.init(thinking: .betweenTools, takesEffort: true, refusesForcedTools: true)
    } else if version >= 407 || version == 0 {
      self.init(thinking: .adaptive, takesEffort: true)
    } else if version == 406 {
      self.init(thinking: .adaptive, takesSampling: true, takesEffort: true)
    } else {
      self.init(thinking: version >= 307 ? .budget : .none, takesSampling: true)
    }
  }

  private init(
    thinking: Thinking, takesSampling: Bool = false, takesEffort: Bool = false,
    refusesForcedTools: Bool = false
  ) {
    self.thinking = thinking
    self.takesSampling = takesSampling
    self.takesEffort = takesEffort
    self.refusesForcedTools = refusesForcedTools
  }
}
