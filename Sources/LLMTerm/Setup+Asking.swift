import ChatEngine
import Glibc

extension Setup {
  /// Takes a role of the configuration; throws where there is none of that name.
  mutating func use(role name: String) throws(SetupError) {
    let roles = configuration.roles
    guard let role = roles.first(where: { $0.name == name }) else {
      let names = roles.map(\.name)
      let known =
        names.isEmpty
        ? " None is configured: see \"roles\" in the manual."
        : " There are: \(names.joined(separator: ", "))."
      throw SetupError(
        "There is no role \(SafeQuote.quoted(name))."
          + Suggestion.question(for: name, among: names) + known)
    }
    self.role = role
  }

  /// The servers that are known by name and that listen on this machine, or did when what is played
  /// was recorded.
  var listening: [Preset] {
    guard let replayed else { return LocalServers.listening() }
    return Preset.all.filter { preset in preset.port.map(replayed.ports.contains) ?? false }
  }

  /// The form that answers must have; throws where a schema is none.
  static func shape(_ options: Options.Shape) throws(SetupError) -> AnswerShape {
    guard let text = options.schema else { return .object }
    do throws(SchemaText.Mistake) {
      guard let path = path(of: text) else {
        return try SchemaText.shape(text, assertsFormats: options.assertsFormats)
      }
      guard let schema = TextFile.read(path, limit: 4 << 20) else {
        let reason = access(path, R_OK) == 0 ? "" : ": \(String(cString: strerror(errno)))"
        throw SchemaText.Mistake(
          "cannot be read\(reason). Name a file, or write the schema itself.")
      }
      if schema.isBlank {
        throw SchemaText.Mistake("is empty. Name a file that has a schema, or write it itself.")
      }
      return try SchemaText.shape(schema, assertsFormats: options.assertsFormats)
    } catch {
      throw SetupError("--schema: \(SafeQuote.quoted(text)) \(error.sentence)")
    }
  }

  /// The file that is named: one that is there, or what can be nothing else.
  private static func path(of text: String) -> String? {
    if text.contains("\n") || text.contains("{") { return nil }
    if access(text, F_OK) == 0 { return text }
    return text.hasSuffix(".json") || text.hasPrefix("/") || text.hasPrefix("./") ? text : nil
  }
}
