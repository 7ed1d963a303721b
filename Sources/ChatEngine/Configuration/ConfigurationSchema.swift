/// The JSON Schema (2020-12) of the configuration, for editors and other programs.
///
/// It says of each place which keys there are and what they take, in the words of the same enums
/// that are read. What only the whole file can tell, as whether a target's provider is configured,
/// `config check` says. A test holds its keys to what the reading code knows.
package enum ConfigurationSchema {
  /// The schema of a whole file.
  package static let json: JSON = {
    var members = object("", sections).objectValue?.members ?? []
    members.insert(
      contentsOf: [
        JSONMember(
          key: "$schema", value: "https://json-schema.org/draft/2020-12/schema"),
        JSONMember(key: "title", value: "Configuration of llmterm"),
      ], at: 0)
    return .object(JSONObject(members))
  }()

  // MARK: Pieces

  private static func object(
    _ help: String, _ properties: [(String, JSON)], required: [String] = []
  ) -> JSON {
    var object = JSONObject([JSONMember(key: "type", value: "object")])
    if !help.isEmpty { object["description"] = .string(help) }
    object["properties"] = .object(
      JSONObject(properties.map { JSONMember(key: $0.0, value: $0.1) }))
    object["additionalProperties"] = false
    if !required.isEmpty { object["required"] = .array(required.map { .string($0) }) }
    return .object(object)
  }

  /// An object whose names are the user's own.
  private static func named(_ help: String, _ value: JSON, names: String? = nil) -> JSON {
    var object = JSONObject([
      JSONMember(key: "type", value: "object"),
      JSONMember(key: "description", value: .string(help)),
      JSONMember(key: "additionalProperties", value: value),
    ])
    object["propertyNames"] = names.map { ["pattern": .string($0)] }
    return .object(object)
  }

  private static func text(_ help: String) -> JSON {
    ["type": "string", "description": .string(help)]
  }

  private static func bool(_ help: String) -> JSON {
    ["type": "boolean", "description": .string(help)]
  }

  private static func number(_ help: String, from least: Int, to most: Int? = nil) -> JSON {
    var object = JSONObject([
      JSONMember(key: "type", value: "number"),
      JSONMember(key: "description", value: .string(help)),
      JSONMember(key: "minimum", value: .int(least)),
    ])
    object["maximum"] = most.map { .int($0) }
    return .object(object)
  }

  private static func int(_ help: String, from least: Int? = nil, to most: Int? = nil) -> JSON {
    var object = JSONObject([
      JSONMember(key: "type", value: "integer"),
      JSONMember(key: "description", value: .string(help)),
    ])
    object["minimum"] = least.map { .int($0) }
    object["maximum"] = most.map { .int($0) }
    return .object(object)
  }

  private static func duration(_ help: String) -> JSON {
    [
      "type": "string", "description": .string(help),
      "pattern": #"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$"#,
    ]
  }

  private static func words<Word: RawRepresentable & CaseIterable>(
    _ help: String, _ type: Word.Type
  ) -> JSON where Word.RawValue == String {
    choice(help, type.allCases.map(\.rawValue))
  }

  private static func choice(_ help: String, _ words: [String]) -> JSON {
    ["description": .string(help), "enum": .array(words.map { .string($0) })]
  }

  private static func texts(_ help: String, orOne: Bool = false) -> JSON {
    let list: JSON = ["type": "array", "items": ["type": "string"]]
    guard orOne else {
      return ["type": "array", "items": ["type": "string"], "description": .string(help)]
    }
    return ["description": .string(help), "anyOf": [["type": "string"], list]]
  }

  private static func command(_ help: String) -> JSON {
    [
      "type": "array", "items": ["type": "string"], "minItems": 1, "description": .string(help),
    ]
  }

  // MARK: Sections

  private static let target = "^[A-Za-z0-9_.-]+/.+$"

  private static let sections: [(String, JSON)] = [
    ("$schema", text("where this schema lies, for editors")),
    ("default", text("the target or route that is asked when nothing else was chosen")),
    (
      "providers",
      named(
        "by name, which stands before the slash of a target", provider,
        names: "^[A-Za-z0-9_.-]{1,64}$")
    ),
    ("routes", named("by name: several targets for one prompt", route, names: "^[^/]+$")),
    ("parameters", parameters),
    ("system", text("the system prompt")),
    (
      "titles",
      [
        "description": "who names conversations: true, whoever answered first; false, nobody",
        "anyOf": [["type": "boolean"], ["type": "string", "pattern": .string(target)]],
      ]
    ),
    (
      "roles",
      named(
        "by name: a system prompt with its target and parameters",
        object(
          "",
          [
            ("system", text("the system prompt")), ("target", text("a target or route")),
            ("parameters", parameters),
          ]))
    ),
    (
      "budget",
      object(
        "US dollars, kept before a request goes out",
        ["session", "day", "month"].map { ($0, number("US dollars", from: 0)) })
    ),
    ("cache", cache), ("redis", redis),
    (
      "metrics",
      object(
        "figures for Prometheus",
        [
          ("listen", text("an address and port such as 127.0.0.1:9464")),
          ("textfile", text("a file for the textfile collector")),
        ])
    ),
    (
      "log",
      object("the program's log", [("level", words("what is logged", Configuration.LogLevel.self))])
    ),
    (
      "tools",
      named("by name: programs that models may have run", tool, names: "^[A-Za-z0-9_-]{1,64}$")
    ),
    (
      "mcp",
      named(
        "by name: servers of the Model Context Protocol", server, names: "^[A-Za-z0-9_-]{1,32}$")
    ),
    ("ui", interface),
  ]

  private static let parameters = object(
    "what a model does not take is left out",
    [
      ("temperature", number("0 to 2", from: 0, to: 2)),
      ("top_p", number("above 0, at most 1", from: 0, to: 1)),
      ("seed", int("for repeatable answers")),
      ("max_output_tokens", int("the longest answer", from: 1)),
      ("reasoning_effort", words("how long a model thinks", ReasoningEffort.self)),
      ("stop", texts("one to four texts that end an answer", orOne: true)),
    ])

  private static let cacheUse: JSON = ["enum": [true, false, "auto"]]

  private static let cache = object(
    "answers that are kept",
    [
      ("chat", cacheUse), ("ask", cacheUse), ("ttl", duration("how long")),
      ("max_bytes", int("how much", from: 0)),
    ])

  private static let redis = object(
    "what machines share",
    [
      ("url", text("redis:// or rediss://, with a password where it has one")),
      ("prefix", text("before all keys")), ("cache", bool("kept answers")),
      ("limits", bool("limits")), ("health", bool("health of targets")), ("tls", tls),
    ], required: ["url"])

  private static let tls = object(
    "paths of PEM files",
    [
      ("ca", text("in place of the system's authorities")),
      ("client_cert", text("our certificate")), ("client_key", text("its key")),
    ])

  private static let interface = object(
    "the screen",
    [
      ("theme", text("dark, light, contrast, sixteen, mono, or one of your own")),
      (
        "themes",
        named(
          "themes of your own, by name",
          object(
            "",
            [
              ("base", text("the theme that it changes")),
              ("roles", named("styles as in bold #ffaf00, by role", ["type": "string"])),
            ]))
      ),
      ("editing", words("how the prompt is edited", Configuration.Interface.Editing.self)),
      ("notify", words("how the end of an answer is told", Configuration.Interface.Notify.self)),
      ("images", words("how images are shown", Configuration.Interface.Images.self)),
      ("keys", named("by command: a key or several", texts("", orOne: true))),
      ("mouse", bool("whether it is used")),
      ("screen_reader", bool("whether the chat is lines, as a screen reader wants them")),
      ("frame_ms", int("the shortest time between two frames", from: 1, to: 1000)),
    ])

  // MARK: Providers

  private static let provider = object(
    "an empty object where the name is a preset's",
    [
      ("preset", choice("the preset to start from", Preset.all.map(\.name))),
      ("dialect", words("the interface that it speaks", Dialect.self)),
      ("base_url", text("https, or http to this machine")),
      ("api_version", text("the interface's version, where it has one")),
      ("key", key),
      (
        "models",
        [
          "type": "array", "description": "the first one is the usual one",
          "items": ["anyOf": [["type": "string", "minLength": 1], model]],
        ]
      ),
      ("headers", named("further headers, never keys", ["type": "string"])),
      ("extra_body", ["type": "object", "description": "added to each request"]),
      (
        "limits",
        object(
          "for each model",
          ["requests_per_minute", "tokens_per_minute", "concurrent", "burst"].map {
            ($0, int("", from: 1))
          })
      ),
      (
        "timeouts",
        object(
          "as 5s or 500ms",
          ["connect", "first_part", "idle", "total"].map { ($0, duration("")) })
      ),
      ("tls", tls), ("proxy", text("http, https, socks4, socks4a, socks5 or socks5h")),
      ("allow_insecure_http", bool("plain http to another machine")),
    ])

  private static let key: JSON = [
    "description": "where the key is, never the key itself",
    "anyOf": [
      ["type": "null"],
      .object(
        JSONObject([
          JSONMember(key: "type", value: "object"),
          JSONMember(
            key: "properties",
            value: [
              "env": ["type": "string"], "command": command("prints the key"),
              "file": ["type": "string"], "keyring": ["type": "string"],
            ]),
          JSONMember(key: "additionalProperties", value: false),
          JSONMember(key: "minProperties", value: 1),
          JSONMember(key: "maxProperties", value: 1),
        ])),
    ],
  ]

  private static let model = object(
    "what is known of it; goes before the built-in table",
    [
      ("id", ["type": "string", "minLength": 1, "description": "as the server knows it"]),
      ("context", int("tokens", from: 1)),
      ("max_input", int("tokens", from: 1)), ("max_output", int("tokens", from: 1)),
      (
        "price",
        object(
          "US dollars per million tokens",
          ["in", "out", "cached_in", "cache_write"].map { ($0, number("", from: 0)) },
          required: ["in", "out"])
      ),
      ("vision", bool("takes images")), ("tools", bool("calls tools")),
      ("json_schema", bool("keeps to a schema")), ("reasoning", bool("thinks first")),
      ("temperature", bool("takes a temperature")),
      (
        "reasoning_efforts",
        ["type": "array", "items": words("", ReasoningEffort.self)]
      ),
      ("cache_minimum", int("tokens of the shortest prompt that is cached", from: 0)),
      ("pdf", bool("takes PDF")), ("audio", bool("takes audio")), ("seed", bool("takes a seed")),
      ("stop", bool("takes stop texts")), ("forced_tools", bool("can be made to call a tool")),
      ("parallel_tools", bool("can be kept to one call at a time")),
    ], required: ["id"])

  private static let route = object(
    "several targets for one prompt",
    [
      ("policy", words("who of a tier is asked first", RoutePolicy.self)),
      (
        "targets",
        [
          "type": "array", "minItems": 1, "description": "who is asked, each as provider/model",
          "items": [
            "anyOf": [
              ["type": "string", "pattern": .string(target)],
              object(
                "",
                [
                  ("target", ["type": "string", "pattern": .string(target)]),
                  ("weight", number("usually 1", from: 0, to: 1000)),
                  ("tier", int("usually 1; lower ones first", from: 1, to: 100)),
                ], required: ["target"]),
            ]
          ],
        ]
      ),
      ("on_cut", words("when an answer is cut after some was shown", Route.OnCut.self)),
      ("hedge", bool("a second request beside a slow one")),
      ("attempts_per_target", int("usually 3", from: 1, to: 10)),
      ("attempts", int("in all, usually 6", from: 1, to: 100)),
    ], required: ["targets"])

  // MARK: Tools

  private static let tool = object(
    "a program, or a tool of our own",
    [
      ("description", text("for the model")),
      ("parameters", ["type": "object", "description": "a JSON Schema"]),
      ("command", command("the program and its words, {name} for an argument")),
      ("input", words("what it gets", Configuration.Tool.Input.self)),
      ("output", words("what it prints", Configuration.Tool.Output.self)),
      ("environment", texts("variables that it gets", orOne: true)),
      ("folder", text("where it runs")), ("timeout", duration("the longest run")),
      ("allow", bool("run without asking")), ("options", bool("arguments may begin with -")),
      ("sandbox", bool("usually true")), ("network", bool("in the sandbox")),
      ("writable", texts("folders that it may change", orOne: true)),
      (
        "built_in",
        ["enum": .array([true] + BuiltInTool.allCases.map { .string($0.rawValue) })]
      ),
      ("root", text("the folder that a tool of our own stays in")),
    ])

  private static let server = object(
    "a program, or a server at a URL",
    [
      ("command", command("the program and its words")),
      ("url", text("https, or http to this machine")),
      ("headers", named("with a URL", ["type": "string"])), ("key", key),
      ("environment", texts("variables that the program gets")),
      ("folder", text("where it runs")), ("timeout", duration("of a call without progress")),
      ("allow", texts("tools that run without asking")),
    ])
}
