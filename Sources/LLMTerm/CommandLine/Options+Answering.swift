import ChatEngine

extension Options {
  /// The form that an answer must have.
  struct Shape: Equatable {
    /// A schema, its short form or a file with one; nil for any JSON object.
    var schema: String?
    /// Whether `format` refuses values.
    var assertsFormats = false
  }

  /// What is done with the wire: a session is recorded, or played from a recording.
  struct Wire: Equatable {
    /// A file that must not exist.
    var record: String?
    var replay: String?
    /// Times as fast as it was; nil for as fast as can be.
    var speed: Double?
  }

  /// `--schema`, `--json-mode` and `--format-assertion`.
  static func shape(_ words: CommandLineWords) throws(UsageError) -> Shape? {
    let schema = words.value(of: .schema)
    if schema != nil, words.has(.jsonMode) {
      throw UsageError(
        "--schema and --json-mode were both given. One asks for JSON of that form, the other for any "
          + "object: give one of them.")
    }
    if words.has(.formatAssertion), schema == nil {
      throw UsageError("--format-assertion was given without a schema. Give one: --schema FILE")
    }
    guard schema != nil || words.has(.jsonMode) else { return nil }
    return Shape(schema: schema, assertsFormats: words.has(.formatAssertion))
  }

  /// `--record`, `--replay` and `--replay-speed`.
  static func wire(_ words: CommandLineWords) throws(UsageError) -> Wire {
    let wire = Wire(
      record: words.value(of: .record), replay: words.value(of: .replay),
      speed: try words.read(of: .replaySpeed, as: "a number above 0, as 1 for the time it took") {
        Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      })
    if wire.record != nil, wire.replay != nil {
      throw UsageError(
        "--record and --replay were both given. One asks and writes down, the other plays what was "
          + "written: give one of them.")
    }
    if wire.speed != nil, wire.replay == nil {
      throw UsageError("--replay-speed was given without a recording. Give one: --replay FILE")
    }
    if wire.replay != nil {
      for flag in [Flag.Name.continue, .resume, .save] where words.has(flag) {
        throw UsageError(
          "--replay and \(Flag.of(flag).long) were both given. What is played again is kept nowhere: "
            + "leave one of them out.")
      }
    }
    return wire
  }

  /// The parameters of a question; where one is given twice, the option goes before `--param`.
  static func parameters(_ words: CommandLineWords) throws(UsageError) -> Parameters {
    var parameters = Parameters()
    for text in words.values(of: .param) { try set(text, in: &parameters) }
    if let seed = try words.read(of: .seed, as: "a whole number", { Int($0) }) {
      parameters.seed = seed
    }
    let temperature = try words.read(of: .temperature, as: "a number from 0 to 2") { text in
      Double(text).flatMap { (0...2).contains($0) ? $0 : nil }
    }
    parameters.temperature = temperature ?? parameters.temperature
    let longest = try words.read(of: .maxTokens, as: "a whole number, 1 or more") { text in
      Int(text).flatMap { $0 >= 1 ? $0 : nil }
    }
    parameters.maxOutputTokens = longest ?? parameters.maxOutputTokens
    return parameters
  }

  /// Takes `NAME=VALUE`.
  private static func set(
    _ text: String, in parameters: inout Parameters
  ) throws(UsageError) {
    let names = Parameters.Name.allCases.map(\.rawValue)
    guard let equals = text.firstIndex(of: "=") else {
      throw UsageError(
        "--param takes NAME=VALUE, not \(SafeQuote.quoted(text)). Write it as in "
          + "reasoning_effort=low.")
    }
    let word = String(text[..<equals])
    let value = String(text[text.index(after: equals)...])
    guard let name = Parameters.Name(typed: word) else {
      throw UsageError(
        "--param knows no \(SafeQuote.quoted(word)). There are \(names.joined(separator: ", "))."
          + Suggestion.question(for: word, among: names))
    }
    guard parameters.set(name, to: value) else {
      throw UsageError(
        "--param \(word) takes \(name.range), not \(SafeQuote.quoted(value)).")
    }
  }
}

extension Options.Ask {
  /// What is printed; throws where two things are asked for.
  static func form(_ words: CommandLineWords) throws(UsageError) -> Form {
    let hasShape = words.has(.schema) || words.has(.jsonMode)
    if words.has(.extract) {
      let other: Flag.Name? = words.has(.json) ? .json : hasShape ? .schema : nil
      if let other {
        throw UsageError(
          "--extract and \(Flag.of(other).long) were both given. Each says what is printed: give one "
            + "of them.")
      }
      return .code
    }
    if words.has(.json) { return .report }
    if hasShape { return .parsed }
    return words.has(.noStream) ? .whole : .text
  }

  /// What of the answer is printed.
  enum Form: Equatable {
    case text, whole, code, parsed, report
  }
}
