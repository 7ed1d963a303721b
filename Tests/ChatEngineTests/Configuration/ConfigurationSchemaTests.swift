import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The schema of the configuration` {
  /// A place of the configuration, and a file that has an object there.
  struct Place: CustomTestStringConvertible {
    let path: [String]
    let file: String
    var testDescription: String { path.isEmpty ? "the file" : path.joined(separator: ".") }
  }

  /// `@` stands for the object that is looked at.
  static let places = [
    Place(path: [], file: "@"), Place(path: ["providers", "*"], file: "{\"providers\":{\"a\":@}}"),
    Place(
      path: ["providers", "*", "limits"], file: "{\"providers\":{\"openai\":{\"limits\":@}}}"),
    Place(
      path: ["providers", "*", "timeouts"], file: "{\"providers\":{\"openai\":{\"timeouts\":@}}}"),
    Place(path: ["providers", "*", "tls"], file: "{\"providers\":{\"openai\":{\"tls\":@}}}"),
    Place(
      path: ["providers", "*", "models", "[]"],
      file: "{\"providers\":{\"openai\":{\"models\":[@]}}}"),
    Place(
      path: ["providers", "*", "models", "[]", "price"],
      file: "{\"providers\":{\"openai\":{\"models\":[{\"id\":\"m\",\"price\":@}]}}}"),
    Place(path: ["providers", "*", "key"], file: "{\"providers\":{\"openai\":{\"key\":@}}}"),
    Place(path: ["routes", "*"], file: "{\"routes\":{\"r\":@}}"),
    Place(path: ["routes", "*", "targets", "[]"], file: "{\"routes\":{\"r\":{\"targets\":[@]}}}"),
    Place(path: ["parameters"], file: "{\"parameters\":@}"),
    Place(path: ["roles", "*"], file: "{\"roles\":{\"r\":@}}"),
    Place(path: ["roles", "*", "parameters"], file: "{\"roles\":{\"r\":{\"parameters\":@}}}"),
    Place(path: ["budget"], file: "{\"budget\":@}"), Place(path: ["cache"], file: "{\"cache\":@}"),
    Place(path: ["redis"], file: "{\"redis\":@}"),
    Place(path: ["redis", "tls"], file: "{\"redis\":{\"tls\":@}}"),
    Place(path: ["metrics"], file: "{\"metrics\":@}"), Place(path: ["log"], file: "{\"log\":@}"),
    Place(path: ["mcp", "*"], file: "{\"mcp\":{\"m\":@}}"),
    Place(path: ["ui"], file: "{\"ui\":@}"),
  ]

  @Test(arguments: places) func `has the keys that are read`(place: Place) throws {
    let schema = try #require(Self.schema(at: place.path))
    let keys = try #require(schema["properties"]?.objectValue?.keys)

    #expect(Set(keys) == Set(try Self.known(place.file)))
  }

  @Test func `has the keys of both kinds of tools`() throws {
    let schema = try #require(Self.schema(at: ["tools", "*"]))
    let keys = try #require(schema["properties"]?.objectValue?.keys)
    let own = try Self.known("{\"tools\":{\"t\":@}}", begun: "\"built_in\": true, ")

    #expect(Set(keys) == Set(try Self.known("{\"tools\":{\"t\":@}}") + own))
  }

  @Test(arguments: ["README.md", "man/llmterm.1"])
  func `is met by the example of the documents`(name: String) throws {
    let bytes = try #require(Shared.bytes(Shared.package + "/" + name))
    let text = String(decoding: bytes, as: UTF8.self).replacing("\\-", with: "-")
    let (start, end) =
      name.hasSuffix("md") ? ("```jsonc\n", "\n```") : (".Bd -literal -offset indent\n{\n", "\n.Ed")
    let begin = try #require(text.firstRange(of: start))
    let from = name.hasSuffix("md") ? begin.upperBound : text.index(begin.upperBound, offsetBy: -2)
    let stop = try #require(text[from...].firstRange(of: end))

    let json = try ConfigurationNode(Array(text[from..<stop.lowerBound].utf8)).json

    #expect(try JSONSchema(ConfigurationSchema.json).problems(of: json) == [])
  }

  @Test(arguments: [
    ("{\"defalt\": \"a/b\"}", "/defalt"), ("{\"ui\": {\"mouse\": \"yes\"}}", "/ui/mouse"),
    ("{\"routes\": {\"main\": {}}}", "/routes/main"),
    ("{\"providers\": {\"a\": {\"dialect\": \"open\"}}}", "/providers/a/dialect"),
    ("{\"cache\": {\"ttl\": \"soon\"}}", "/cache/ttl"),
    ("{\"parameters\": {\"temperature\": 3}}", "/parameters/temperature"),
  ])
  func `refuses what the program refuses`(file: String, pointer: String) throws {
    let json = try JSON.parse(Array(file.utf8))

    let problems = try JSONSchema(ConfigurationSchema.json).problems(of: json)

    #expect(problems.map(\.pointer).contains(pointer))
    #expect(throws: ConfigurationErrors.self) {
      try ConfigurationFile.parse(Array(file.utf8), path: "c")
    }
  }

  @Test func `is a schema by the standard's own`() throws {
    #expect(throws: Never.self) { try JSONSchema(ConfigurationSchema.json) }
    #expect(
      ConfigurationSchema.json["$schema"]?.stringValue
        == "https://json-schema.org/draft/2020-12/schema")
  }

  /// The schema of a place: `*` is any member, `[]` any element.
  private static func schema(at path: [String]) -> JSON? {
    var schema: JSON? = ConfigurationSchema.json
    for step in path {
      switch step {
      case "*": schema = schema?["additionalProperties"]
      case "[]": schema = schema?["items"].flatMap(object)
      default: schema = schema?["properties"]?[step].flatMap(object)
      }
    }
    return schema
  }

  /// Of several forms, that of an object.
  private static func object(_ schema: JSON) -> JSON? {
    guard let forms = schema["anyOf"]?.arrayValue else { return schema }
    return forms.first { $0["type"]?.stringValue == "object" }
  }

  /// The keys that the reading code says it knows at a place, when it meets another one.
  private static func known(_ file: String, begun: String = "") throws -> [String] {
    let text = file.replacing("@", with: "{\(begun)\"qqqqqqqq\":1}")
    do {
      _ = try ConfigurationFile.parse(Array(text.utf8), path: "c")
    } catch {
      for problem in error.problems where problem.message.contains("qqqqqqqq") {
        guard let list = problem.message.firstRange(of: " Known are: ") else { continue }
        return problem.message[list.upperBound...].dropLast().split(separator: ", ").map(
          String.init)
      }
    }
    return []
  }
}
