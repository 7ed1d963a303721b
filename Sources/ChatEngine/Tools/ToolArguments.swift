/// The arguments of a call, as strictly read as a program will read them (faults.md, row 60).
package enum ToolArguments {
  private static let maxBytes = 1 << 20

  /// The arguments as an object that meets the tool's schema; no text at all is an empty object.
  package static func read(_ call: ToolCall, for tool: Tool) throws(ToolFailure) -> JSONObject {
    let value = try parse(call.arguments)
    guard let object = value.objectValue else {
      throw ToolFailure(.badArguments, "The arguments must be a JSON object.")
    }
    let schema: JSONSchema
    do throws(JSONSchema.Invalid) {
      schema = try JSONSchema(tool.definition.parameters)
    } catch {
      throw ToolFailure(
        .unavailable, "The tool's own parameters are no JSON Schema: \(error.reason).")
    }
    let problems = schema.problems(of: value).prefix(10).map { problem in
      let place = problem.pointer.isEmpty ? "the whole" : SafeQuote.quoted(problem.pointer)
      return "\(place) \(problem.reason)"
    }
    guard problems.isEmpty else {
      throw ToolFailure(
        .badArguments, "The arguments do not fit: \(problems.joined(separator: "; ")).")
    }
    return object
  }

  /// The arguments as JSON; what else they must be is the tool's to say.
  static func parse(_ text: String) throws(ToolFailure) -> JSON {
    guard !text.utf8.allSatisfy(\.isSpace) else { return [:] }
    var options = JSONScanner.Options()
    // Of two members of one name, a person would be shown one and a program might take the other.
    options.refusesDuplicateKeys = true
    do throws(JSONError) {
      return try JSON.parse(text, options: options, maxBytes: maxBytes)
    } catch {
      var reason = error.reason
      if case .duplicateKey(let key) = error.kind {
        reason = "the name \(SafeQuote.quoted(key)) appears twice in one object"
      }
      throw ToolFailure(.badArguments, "The arguments are not valid JSON: \(reason).")
    }
  }
}
