/// Something that a model takes or does beside answering text.
package enum Ability: UInt8, Sendable, CaseIterable {
  case pdf, audio, seed, stop
  /// Can be made to call a tool, or one tool.
  case forcedTools
  /// Can be kept from calling several tools at once.
  case parallelTools
}

/// Which abilities a model is known to have, and which it is known to lack.
///
/// Two sets of bits: a model is copied with every request.
package struct Abilities: Sendable, Equatable {
  private var known: UInt8 = 0
  private var has: UInt8 = 0

  package init() {}

  package init(_ has: Ability..., lacks: [Ability] = []) {
    for ability in has { self[ability] = true }
    for ability in lacks { self[ability] = false }
  }

  /// Nil where it is not known.
  package subscript(ability: Ability) -> Bool? {
    get {
      let bit = 1 << ability.rawValue as UInt8
      return known & bit == 0 ? nil : has & bit != 0
    }
    set {
      let bit = 1 << ability.rawValue as UInt8
      known = newValue == nil ? known & ~bit : known | bit
      has = newValue == true ? has | bit : has & ~bit
    }
  }

  /// These, with what `other` knows put in where nothing is known here.
  package func completed(from other: Abilities) -> Abilities {
    var result = self
    result.known = known | other.known
    result.has = has | (other.has & ~known)
    return result
  }
}

/// The reasoning efforts that a model takes.
package struct Efforts: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package init(_ efforts: [ReasoningEffort]) {
    self.init(rawValue: efforts.reduce(0) { $0 | 1 << Efforts.place(of: $1) })
  }

  /// Those from one to another, in the order of their depth.
  package init(from least: ReasoningEffort, to most: ReasoningEffort) {
    let all = ReasoningEffort.allCases
    let places = Efforts.place(of: least)...Efforts.place(of: most)
    self.init(all.indices.filter(places.contains).map { all[$0] })
  }

  package func contains(_ effort: ReasoningEffort) -> Bool {
    rawValue & 1 << Efforts.place(of: effort) != 0
  }

  /// That effort, or the least of those above it, or the deepest there is; nil where there is none.
  package func nearest(to effort: ReasoningEffort) -> ReasoningEffort? {
    let all = ReasoningEffort.allCases.filter(contains)
    return all.first { Efforts.place(of: $0) >= Efforts.place(of: effort) } ?? all.last
  }

  private static func place(of effort: ReasoningEffort) -> Int {
    ReasoningEffort.allCases.firstIndex(of: effort) ?? 0
  }
}

/// The forms of `thinking` that a Claude model takes.
package struct ThinkingForms: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A budget of tokens.
  package static let enabled = ThinkingForms(rawValue: 1)
  package static let adaptive = ThinkingForms(rawValue: 2)
  package static let betweenTools = ThinkingForms(rawValue: 4)
  package static let disabled = ThinkingForms(rawValue: 8)

  /// As the Messages API names them.
  package static let names: [(name: String, form: ThinkingForms)] = [
    ("enabled", .enabled), ("adaptive", .adaptive), ("between_tools", .betweenTools),
    ("disabled", .disabled),
  ]
}
