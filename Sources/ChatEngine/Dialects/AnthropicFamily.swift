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
  /// The efforts that it takes; nil where they are budgets.
  private(set) var efforts: Efforts?
  /// Tokens of the shortest prompt that is cached: 1,024 to 4,096 by model (anthropic.md, section
  /// 10).
  private(set) var cacheMinimum = 1024
  /// Whether the name is one of Anthropic's own.
  private(set) var isClaude = false

  /// By its name, and by what its provider says of it, which goes before.
  init(_ model: Model) {
    self.init(model.id)
    if let forced = model.abilities[.forcedTools] { refusesForcedTools = !forced }
    if let forms = model.thinking { thinking = AnthropicFamily.thinking(of: forms) }
    if model.thinking != nil || model.efforts != nil {
      takesEffort = model.efforts.map { !$0.isEmpty } ?? takesEffort
      efforts = model.efforts ?? efforts
    }
    if let sampling = model.sampling {
      takesSampling = sampling == .yes || sampling == .oldVersionOnly
    }
  }

  private static func thinking(of forms: ThinkingForms) -> Thinking {
    guard forms.contains(.adaptive) else { return forms.contains(.enabled) ? .budget : .none }
    if forms.contains(.disabled) { return .adaptive }
    return forms.contains(.betweenTools) ? .betweenTools : .always
  }

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
    isClaude = true
    cacheMinimum = line == "sonnet" || version < 405 ? 1024 : 4096
  }

  private init(
    thinking: Thinking, takesSampling: Bool = false, takesEffort: Bool = false,
    refusesForcedTools: Bool = false
  ) {
    self.thinking = thinking
    self.takesSampling = takesSampling
    self.takesEffort = takesEffort
    self.refusesForcedTools = refusesForcedTools
    // Always on: there is no `none`, and what is below `low` is unknown everywhere.
    if takesEffort {
      efforts =
        thinking == .always
        ? Efforts(from: .low, to: .max) : Efforts([.none, .low, .medium, .high, .xhigh, .max])
    }
    // 4.6 knows no xhigh.
    if takesEffort, takesSampling { efforts = Efforts([.none, .low, .medium, .high, .max]) }
  }
}
