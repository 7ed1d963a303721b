/// Reads nodes into values, and notes all that is wrong on the way instead of stopping at it.
struct ConfigurationReader {
  struct Finding {
    var severity: ConfigurationProblem.Severity
    var place: Int
    var message: String
  }

  private(set) var findings: [Finding] = []
  /// The folder to which paths in the file are relative; empty for the working folder.
  let folder: String
  /// What `~/` stands for.
  let home: String?
  /// The names of the providers that the file configures.
  var providerNames: [String] = []
  /// The names of the routes that the file configures.
  var routeNames: [String] = []

  init(folder: String = "", home: String? = nil) {
    self.folder = folder
    self.home = home
  }

  // MARK: Noting

  mutating func refuse(_ place: Int, _ message: String) {
    findings.append(Finding(severity: .error, place: place, message: message))
  }

  mutating func note(_ node: ConfigurationNode, _ message: String) {
    findings.append(Finding(severity: .note, place: node.place, message: message))
  }

  /// Says what was expected and what is there: `ui.mouse must be true or false, not "yes"`.
  mutating func refuse(_ node: ConfigurationNode, mustBe expected: String) {
    let name = node.path.isEmpty ? "the file" : node.path
    refuse(node.place, "\(name) must be \(expected), not \(node.kind).")
  }

  // MARK: Objects

  /// Whether the node is an object; its unknown and its repeated names are refused.
  mutating func isObject(_ node: ConfigurationNode, of known: [String]) -> Bool {
    guard isObject(node) else { return false }
    let place = node.path.isEmpty ? "" : " in \(node.path)"
    for member in node.members where !known.contains(member.name) {
      let question = Suggestion.question(for: member.name, among: known)
      let help = question.isEmpty ? " Known are: \(known.joined(separator: ", "))." : question
      refuse(member.place, "unknown key \(SafeQuote.quoted(member.name))\(place).\(help)")
    }
    return true
  }

  /// Whether the node is an object with names of the user's own; repeated names are refused.
  mutating func isObject(_ node: ConfigurationNode) -> Bool {
    guard case .object(let members) = node.content else {
      refuse(node, mustBe: "an object")
      return false
    }
    var seen: Set<String> = []
    for member in members where !seen.insert(member.name).inserted {
      refuse(member.place, "the key \(SafeQuote.quoted(member.name)) stands here a second time.")
    }
    return true
  }

  /// The members of an object with names of the user's own; none where it is no object.
  mutating func members(_ node: ConfigurationNode?) -> [ConfigurationNode.Member] {
    guard let node, isObject(node) else { return [] }
    return node.members
  }

  // MARK: Values

  mutating func string(_ node: ConfigurationNode?) -> String? {
    guard let node else { return nil }
    guard case .string(let text) = node.content else {
      refuse(node, mustBe: "a text in double quotes")
      return nil
    }
    return text
  }

  mutating func bool(_ node: ConfigurationNode?) -> Bool? {
    guard let node else { return nil }
    guard case .bool(let value) = node.content else {
      refuse(node, mustBe: "true or false")
      return nil
    }
    return value
  }

  mutating func int(
    _ node: ConfigurationNode?, from least: Int = .min, to most: Int = .max
  ) -> Int? {
    guard let node else { return nil }
    if case .number(let number) = node.content, let value = number.int,
      (least...max(least, most)).contains(value)
    {
      return value
    }
    var expected = "a whole number"
    if least > .min { expected += most < .max ? " from \(least) to \(most)" : ", \(least) or more" }
    refuse(node, mustBe: expected)
    return nil
  }

  /// A number within the range; what is said to be expected says the range too.
  mutating func number(
    _ node: ConfigurationNode?, _ expected: String, where fits: (Double) -> Bool
  ) -> Double? {
    guard let node else { return nil }
    guard case .number(let number) = node.content, let value = number.double, fits(value) else {
      refuse(node, mustBe: expected)
      return nil
    }
    return value
  }

  /// A duration longer than nothing and at most a day, unless another longest is given.
  mutating func duration(
    _ node: ConfigurationNode?, to longest: Duration = .seconds(86_400)
  ) -> Duration? {
    guard let node else { return nil }
    guard case .string(let text) = node.content, let duration = Duration(text: text),
      duration > .zero, duration <= longest
    else {
      refuse(node, mustBe: "a duration such as \"500ms\", \"90s\" or \"1h\"")
      return nil
    }
    return duration
  }

  /// One of a few words.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ node: ConfigurationNode?, as type: Word.Type
  ) -> Word? where Word.RawValue == String {
    guard let node else { return nil }
    if case .string(let text) = node.content, let word = Word(rawValue: text) { return word }
    refuseWord(node, known: type.allCases.map(\.rawValue))
    return nil
  }

  mutating func refuseWord(_ node: ConfigurationNode, known: [String]) {
    var question = ""
    if case .string(let text) = node.content {
      question = Suggestion.question(for: text, among: known)
    }
    let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
    refuse(node.place, "\(node.path) must be one of \(list), not \(node.kind).\(question)")
  }

  /// A list of texts; one text alone is a list of one where that is allowed.
  mutating func strings(_ node: ConfigurationNode?, orOne: Bool = false) -> [String]? {
    guard let node else { return nil }
    if orOne, case .string(let text) = node.content { return [text] }
    guard case .array(let elements) = node.content else {
      refuse(node, mustBe: orOne ? "a text or a list of texts" : "a list of texts")
      return nil
    }
    return elements.compactMap { string($0) }
  }

  /// A program and its arguments, run without a shell.
  mutating func command(_ node: ConfigurationNode?) -> [String]? {
    guard let node else { return nil }
    guard case .array(let elements) = node.content, !elements.isEmpty else {
      refuse(node, mustBe: "a list of a program and its arguments, such as [\"pass\", \"show\"]")
      return nil
    }
    let arguments = elements.compactMap { string($0) }
    guard arguments.count == elements.count, arguments.first?.isEmpty == false,
      !arguments.contains(where: { $0.utf8.contains(0) })
    else { return nil }
    return arguments
  }

  /// A path; `~/` is the home folder, and what is not absolute lies beside the file.
  mutating func path(_ node: ConfigurationNode?) -> String? {
    guard let node, let text = string(node) else { return nil }
    guard !text.isEmpty, !text.utf8.contains(0) else {
      refuse(node, mustBe: "a path")
      return nil
    }
    if text.hasPrefix("~/"), let home { return home + text.dropFirst() }
    return text.hasPrefix("/") || folder.isEmpty ? text : folder + "/" + text
  }
}
