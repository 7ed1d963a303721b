/// The arguments that a model wrote for a call.
package enum ToolArguments {
  /// Longer ones are refused (faults.md, section 7).
  static let maxBytes = 1 << 20

  /// Reads the one object that arguments are; none at all is an empty one.
  ///
  /// A name that stands twice is refused: what is shown to a person would not be sure to be what
  /// the tool reads (faults.md, finding 6).
  package static func parse(_ text: String) throws(ToolFailure) -> JSON {
    guard text.utf8.contains(where: { !" \n\r\t".utf8.contains($0) }) else { return [:] }
    var options = JSONScanner.Options()
    options.refusesDuplicateKeys = true
    do throws(JSONError) {
      let value = try JSON.parse(text, options: options, maxBytes: maxBytes)
      if value.objectValue != nil { return value }
    } catch {
      throw ToolFailure(.badArguments, "The arguments could not be read: \(error).")
    }
    throw ToolFailure(.badArguments, "The arguments must be one JSON object.")
  }

  /// The same for calls that ask for the same, in whatever order they name the arguments.
  static func identity(of call: ToolCall) -> String {
    let arguments = (try? parse(call.arguments))?.text(JSON.Style(sortsKeys: true))
    return SHA256(Array("\(call.name)\n\(arguments ?? call.arguments)".utf8)).text
  }
}
