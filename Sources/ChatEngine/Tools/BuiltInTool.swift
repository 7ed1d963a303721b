/// The tools that are part of this program; off unless the configuration names them.
package enum BuiltInTool: String, Sendable, CaseIterable {
  case readFile = "read_file"
  case listFiles = "list_files"
  case searchFiles = "search_files"
  case fetchURL = "fetch_url"
  case calculator
  case time

  /// Whether it stays in a folder that the configuration names.
  var needsRoot: Bool {
    switch self {
    case .readFile, .listFiles, .searchFiles: true
    case .fetchURL, .calculator, .time: false
    }
  }

  /// None of them changes anything; one sends what it is given.
  var reach: Tool.Reach { self == .fetchURL ? .network : [] }

  var description: String {
    switch self {
    case .readFile:
      "Reads a text file of the project folder. Gives at most 256 KiB from the offset on."
    case .listFiles: "Lists the files of a folder within the project folder, with their sizes."
    case .searchFiles:
      "Finds the lines that hold a text, in all text files below a folder of the project folder."
    case .fetchURL:
      "Fetches a page or file by https and gives its text. Redirects to other hosts are told, not "
        + "followed."
    case .calculator:
      "Computes an expression of numbers, + - * / % ^, parentheses, pi, e and the functions sqrt, "
        + "abs, exp, ln, log10, sin, cos, tan, round, floor, ceil, min, max."
    case .time: "Tells the date and time now, in a time zone such as Europe/Berlin or here."
    }
  }

  var parameters: JSON {
    let path = Self.text("Relative to the project folder.")
    switch self {
    case .readFile:
      let offset: JSON = [
        "type": "integer", "minimum": 0, "description": "In bytes; 0 if left out.",
      ]
      return Self.object(["path": path, "offset": offset], required: ["path"])
    case .listFiles: return Self.object(["path": path], required: [])
    case .searchFiles:
      let ending = Self.text("Only files whose names end so, as in .swift.")
      return Self.object(
        ["text": Self.text("Found exactly as it is."), "path": path, "ending": ending],
        required: ["text"])
    case .fetchURL:
      return Self.object(["url": Self.text("Begins with https://.")], required: ["url"])
    case .calculator:
      return Self.object(
        ["expression": Self.text("As in (2 + 3) * sqrt(2).")], required: ["expression"])
    case .time: return Self.object(["zone": Self.text("An IANA name.")], required: [])
    }
  }

  private static func text(_ description: String) -> JSON {
    ["type": "string", "description": .string(description)]
  }

  private static func object(_ properties: JSON, required: [JSON]) -> JSON {
    [
      "type": "object", "properties": properties, "required": .array(required),
      "additionalProperties": false,
    ]
  }
}
