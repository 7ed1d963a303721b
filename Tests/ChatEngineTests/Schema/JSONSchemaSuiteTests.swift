import ChatEngine
import TestSupport
import Testing

private let folder = Shared.suites.map { $0 + "/json-schema" }
private let tests = folder.map { $0 + "/tests/draft2020-12" }
private let required = tests.map { Shared.names(in: $0).filter { $0.hasSuffix(".json") } } ?? []
private let formats =
  tests.map { Shared.names(in: $0 + "/optional/format").filter { $0.hasSuffix(".json") } } ?? []

/// JSON-Schema-Test-Suite, draft 2020-12: every test that is required, and the optional ones.
@Suite(.enabled(if: !required.isEmpty, "conformance suites not found"))
struct `JSON Schema conformance suite` {
  @Test func `is there in full`() {
    #expect(required.count == 46)
    #expect(formats.count == 21)
  }

  @Test(arguments: required)
  func `is met where it is required`(name: String) throws {
    let found = try failures(in: name, assertsFormats: false)
    #expect(found == [], "\(found)")
  }

  /// What is told by what is left out: other drafts beside this one, and metaschemas that assert
  /// formats by themselves.
  @Test(arguments: [
    "anchor", "bignum", "dynamicRef", "ecmascript-regex", "float-overflow", "id", "no-schema",
    "non-bmp-regex", "refOfUnknownKeyword", "unknownKeyword",
  ])
  func `is met where it is optional`(name: String) throws {
    #expect(try failures(in: "optional/\(name).json", assertsFormats: false) == [])
  }

  /// Names in other scripts are not taken apart: neither `idn-hostname` nor what is encoded as
  /// `xn--` in a host's name.
  @Test(arguments: formats.filter { !$0.hasPrefix("idn-hostname") })
  func `is met for formats`(name: String) throws {
    #expect(try failures(in: "optional/format/\(name)", assertsFormats: true) == [])
  }

  /// The tests of a file that went otherwise.
  private func failures(in name: String, assertsFormats: Bool) throws -> [String] {
    let groups = try #require(tests.flatMap { json($0 + "/" + name) }?.arrayValue)
    var failures: [String] = []
    for group in groups {
      let title = group["description"]?.stringValue ?? ""
      let schema: JSONSchema
      do {
        schema = try JSONSchema(
          group["schema"] ?? .null, assertsFormats: assertsFormats, loading: remote)
      } catch {
        failures.append("\(title): \(error)")
        continue
      }
      for test in group["tests"]?.arrayValue ?? [] {
        let value = test["data"] ?? .null
        if value.stringValue?.lowercased().hasPrefix("xn--") == true { continue }
        let isMet = schema.isMet(by: value)
        let problems = schema.problems(of: value)
        if isMet != test["valid"]?.boolValue || problems.isEmpty != isMet {
          failures.append("\(title): \(test["description"]?.stringValue ?? "") \(problems)")
        }
      }
    }
    return failures
  }

  /// The suite's own documents, which it takes for served on this machine.
  private func remote(_ uri: String) -> JSON? {
    let server = "http://localhost:1234/"
    guard uri.hasPrefix(server), let folder else { return nil }
    return json("\(folder)/remotes/\(uri.dropFirst(server.count))")
  }

  private func json(_ path: String) -> JSON? {
    var options = JSONScanner.Options()
    options.maxDepth = 200
    return Shared.bytes(path).flatMap { try? JSON.parse($0, options: options) }
  }
}
