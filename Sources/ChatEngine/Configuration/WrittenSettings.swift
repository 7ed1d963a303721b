/// Every value that a file holds, for `config show`; what `Discovery` tells itself is not among them.
///
/// They are taken from the file and not from what was read of it, so that none can be forgotten.
extension ConfigurationReader {
  typealias WrittenValue = (path: String, text: String)

  /// The values in the order of the file, as they are in force; no key and no password is among them.
  func written(_ node: ConfigurationNode) -> [WrittenValue] {
    node.members.flatMap { values(of: $0.value, [$0.name]) }
  }

  /// What stands there, by the names that lead to it.
  private func values(of node: ConfigurationNode, _ names: [String]) -> [WrittenValue] {
    if Self.isToldElsewhere(names) { return [] }
    if let text = Self.special(node, names) { return [(node.path, text)] }
    switch node.content {
    case .object(let members): return members.flatMap { values(of: $0.value, names + [$0.name]) }
    case .array(let elements) where Self.isModels(names):
      // Their names are told elsewhere.
      return elements.flatMap(\.members).filter { $0.name != "id" }.flatMap {
        values(of: $0.value, names + ["", $0.name])
      }
    case .array(let elements): return [(node.path, list(elements, of: node, names))]
    case .null, .bool, .number, .string: return [(node.path, text(of: node, names))]
    }
  }

  /// Of these `Discovery` tells what came of them.
  private static func isToldElsewhere(_ names: [String]) -> Bool {
    switch (names.first, names.count) {
    case ("$schema", _), ("default", _): true
    case ("providers", 3): ["dialect", "base_url", "key"].contains(names[2])
    case ("routes", 3): ["policy", "targets"].contains(names[2])
    default: false
    }
  }

  private static func isModels(_ names: [String]) -> Bool {
    names.count == 3 && names[0] == "providers" && names[2] == "models"
  }

  // MARK: Texts

  /// What is not shown as it is written.
  private static func special(_ node: ConfigurationNode, _ names: [String]) -> String? {
    switch (names.first, names.count, names.last) {
    case ("providers", 3, "headers"), ("mcp", 3, "headers"):
      // What they say may be as good as a key.
      node.members.map(\.name).joined(separator: " ")
    case ("providers", 3, "extra_body"), ("tools", 3, "parameters"): redacted(node.json.text())
    case ("providers", 3, "proxy"), ("mcp", 3, "url"): node.text.flatMap(place)
    case ("redis", 2, "url"): node.text.flatMap { try? RedisURL($0) }?.description
    case ("budget", 2, _): node.number.map(Configuration.Budget.text)
    default: nil
    }
  }

  private func text(of node: ConfigurationNode, _ names: [String]) -> String {
    switch node.content {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let number): number.text
    case .string(let text): Self.redacted(Self.isPath(names) ? located(text) : text)
    case .array, .object: Self.redacted(node.json.text())
    }
  }

  /// Words with spaces between, or JSON where that would not say which they are.
  private func list(
    _ elements: [ConfigurationNode], of node: ConfigurationNode, _ names: [String]
  ) -> String {
    let texts = elements.map { text(of: $0, names) }
    let areWords = texts.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
    guard areWords, !texts.isEmpty else { return Self.redacted(node.json.text()) }
    return texts.joined(separator: " ")
  }

  /// Whether a relative path there is taken from the folder of the file.
  private static func isPath(_ names: [String]) -> Bool {
    switch (names.first, names.count, names.last) {
    case ("providers", 4, _): names[2] == "tls"
    case ("redis", 3, _): names[1] == "tls"
    case ("tools", 3, "folder"), ("tools", 3, "root"), ("tools", 3, "writable"),
      ("mcp", 3, "folder"), ("metrics", 2, "textfile"):
      true
    case ("mcp", 4, "file"): names[2] == "key"
    default: false
    }
  }

  /// A URL without login and query.
  private static func place(of text: String) -> String? {
    guard let url = URLText(text) else { return nil }
    let host = url.host.contains(":") ? "[\(url.host)]" : url.host
    let port = url.port.map { ":\($0)" } ?? ""
    return "\(url.scheme)://\(host)\(port)" + url.rest.prefix { $0 != "?" && $0 != "#" }
  }

  private static func redacted(_ text: String) -> String { Redactor().redacted(text) }
}

extension ConfigurationNode {
  fileprivate var text: String? { if case .string(let text) = content { text } else { nil } }

  fileprivate var number: Double? {
    if case .number(let number) = content { number.double } else { nil }
  }
}
