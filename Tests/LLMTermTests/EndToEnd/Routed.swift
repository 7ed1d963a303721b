import ChatEngine
import DemoProviders
import TestSupport
import Testing

/// A configuration with a route `main` over demo providers, in their order, each with a model `m`.
struct Routed {
  struct Member {
    let name: String
    let server: DemoServer
    /// Further members of the provider, in JSON.
    var more = ""

    private var base: String {
      "\"\(name)\": {\"dialect\": \"gemini\", \"base_url\": \"\(server.baseURL)/v1beta\""
    }

    fileprivate var text: String { base + (more.isEmpty ? "}" : ", \(more)}") }
  }

  /// A price at which a million tokens of input cost a dollar; answers cost nothing.
  static let priced = """
    "models": [{"id": "m", "context": 2000000, "max_output": 100, "price": {"in": 1, "out": 0}}]
    """

  let text: String

  /// `policy` are further members of the route, `routes` further routes, and `sections` further members
  /// of the file, in JSON.
  init(_ members: [Member], policy: String = "", routes: String = "", sections: String = "") {
    text = """
      {
        "default": "main", "titles": false,
        "providers": {\(members.map(\.text).joined(separator: ",\n"))},
        "routes": {
          "main": {
            "targets": [\(members.map { "\"\($0.name)/m\"" }.joined(separator: ", "))],
            \(policy)
          },
          \(routes)
        },
        \(sections)
      }
      """
  }
}

extension DemoServer {
  /// The requests for answers that came.
  var asked: Int { requests.count { $0.method == "POST" } }
}

extension Run {
  /// What was printed, where that is JSON.
  func json() throws -> JSON { try JSON.parse(Array(output.utf8)) }
}

extension JSON {
  /// Of each attempt in a `--json` object: its target, and its error where it has one.
  var attempts: [String] {
    (self["attempts"]?.arrayValue ?? []).map { attempt in
      let error = attempt["error"]?.stringValue.map { ": \($0)" } ?? ""
      return (attempt["target"]?.stringValue ?? "") + error
    }
  }
}
