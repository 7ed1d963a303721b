import ChatEngine
import DemoProviders
import TestSupport
import Testing

/// What a script reads of the program: who is known, what is set, what was counted.
@Suite struct `A script` {
  let home: Home
  let server: DemoServer

  init() throws {
    home = try Home()
    server = try DemoServer(.person)
    home.environment["WORK_KEY"] = "canary-key-0123456789"
  }

  private func configure(_ sections: String = "") {
    home.configure(
      """
      {
        "default": "work/m",
        "providers": {
          "work": {
            "dialect": "openai-chat", "base_url": "\(server.baseURL)/openai/v1", "models": ["m"],
            "key": {"env": "WORK_KEY"}
          },
          "later": {"preset": "mistral", "key": {"env": "LATER_KEY"}}
        }\(sections)
      }
      """)
  }

  // MARK: Providers

  @Test func `reads who can be asked, where the keys are, and no key`() throws {
    configure()

    let run = try home.run("providers", "--json")

    #expect(run.status == 0)
    #expect(!run.output.contains("canary"))
    let list = try #require(try run.json().arrayValue)
    #expect(
      list.first == [
        "name": "work", "ready": true, "key": "environment WORK_KEY", "dialect": "openai-chat",
        "base_url": .string("\(server.baseURL)/openai/v1"), "origin": "configured", "models": 1,
      ])
    let later = try #require(list.first { $0["name"] == "later" })
    #expect(later["ready"] == false)
    #expect(later["key"] == "no key: set LATER_KEY")
    let known = try #require(list.first { $0["name"] == "anthropic" })
    #expect(known["key"] == "set ANTHROPIC_API_KEY")
    #expect(known["origin"] == "preset")
    #expect(server.requests.isEmpty)
  }

  @Test func `reads the same as a table, those first that can be asked`() throws {
    configure()

    let lines = try home.run("providers").output.split(separator: "\n")

    #expect(lines.first?.split(separator: " ").first == "provider")
    #expect(lines.dropFirst().first?.hasPrefix("work ") == true)
    #expect(lines.contains { $0.hasPrefix("later ") && $0.contains("no key: set LATER_KEY") })
  }

  // MARK: Models

  @Test func `is told in every form that no model has such a name`() throws {
    configure()

    for form in [[], ["--names"], ["--json"]] {
      let run = try piped([Home.binary, "models", "nosuch"] + form, environment: home.environment)

      #expect(run.status == 1)
      #expect(run.output == (form == ["--json"] ? "[]\n" : ""))
      #expect(run.errors.hasPrefix("llmterm: No model has \"nosuch\" in its name. "))
    }
  }

  // MARK: Statistics

  @Test func `is told where nothing can have been asked since then`() throws {
    let run = try home.run("stats", "--since", "2999-01-01")

    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      run.errors
        == "llmterm: --since names a time that is still to come. Name one before now, or so long ago, "
        + "as 7d.\n")
  }

  // MARK: Settings

  @Test func `is told where the configuration is, or that there is no place for it`() throws {
    let place = try piped([Home.binary, "config", "path"], environment: home.environment)
    let none = try piped([Home.binary, "config", "path"])

    #expect(place.output == home.configurationPath + "\n")
    #expect(none.output == "")
    #expect(
      none.errors == """
        llmterm: There is no place for the configuration: HOME is not set. Set it, or name a file \
        with --config.

        """)
    #expect(none.status == 2)
  }

  @Test func `reads what is set and where that comes from`() throws {
    configure(", \"parameters\": {\"temperature\": 0.5}")

    let run = try home.run("config", "show", "--json")

    #expect(run.status == 0)
    #expect(!run.output.contains("canary"))
    let settings = try run.json()
    let file = home.configurationPath
    #expect(settings["default"]?["value"] == "work/m")
    #expect(settings["default"]?["origin"]?.stringValue?.hasPrefix(file) == true)
    #expect(settings["parameters.temperature"]?["value"] == "0.5")
  }

  @Test func `reads all that is wrong with the configuration, each with its place`() throws {
    home.configure(
      """
      {
        "defalt": "main",
        "ui": {
          "theme": "drak",
          "themes": {
            "mine": {"base": "lihgt", "roles": {"dimm": "blue", "accent": "bluish"}}
          },
          "keys": {
            "piker": "ctrl-p",
            "picker": ["ctrl-q", "hyper-p", "ctrl-ä"],
            "help": "ctrl-q"
          }
        }
      }
      """)

    let run = try home.run("config", "check")

    let path = home.configurationPath
    let known = "dark, light, contrast, sixteen, mono"
    let lines = run.errors.split(separator: "\n").map(String.init)
    #expect(run.status == 2)
    #expect(lines.count == 9, "\(run.errors)")
    let starts = [
      ":2:3: unknown key \"defalt\". Did you mean \"default\"?",
      ":4:14: ui.theme knows no \"drak\". There are: \(known), mine. Did you mean \"dark\"?",
      ":6:24: the base of theme \"mine\" is no theme: \"lihgt\". There are: \(known). Did you mean "
        + "\"light\"?",
      ":6:43: ui.themes.mine has no role \"dimm\". There are: dim, ",
      ":6:69: ui.themes.mine gives accent the style \"bluish\", which is none. ",
      ":9:7: ui.keys names no command: \"piker\". Did you mean \"picker\"?",
      ":10:28: ui.keys.picker is no key: \"hyper-p\". Write it as in ",
      ":10:39: ui.keys.picker is a key that no terminal tells of: \"ctrl-ä\". ",
    ]
    for start in starts {
      #expect(lines.contains { $0.hasPrefix("llmterm: " + path + start) }, "\(start)")
    }
    #expect(lines.contains { $0.contains(": ui.keys binds ctrl-q to both ") }, "\(run.errors)")
  }

  // MARK: Metrics

  @Test func `reads the page that a chat serves`() throws {
    configure()
    let port = try #require(LocalHTTP.freePort())
    let chat = try home.openedChat("--metrics-listen", "127.0.0.1:\(port)")
    chat.send("one")
    try chat.waitFor("Answer by")

    let run = try home.run("metrics", "--metrics-listen", "127.0.0.1:\(port)")

    #expect(run.status == 0)
    // A title is asked for too.
    #expect(
      run.output.contains(
        "llm_requests_total{provider=\"work\",model=\"m\",outcome=\"answered\"} "))
    #expect(try chat.leave() == .code(0))
  }

  @Test func `reads the file that a program left`() throws {
    configure(", \"metrics\": {\"textfile\": \"\(home.path)/llmterm.prom\"}")
    home.write("{\"prompt\": \"one\"}\n", to: "in.jsonl")
    _ = try home.run("batch", home.path + "/in.jsonl", "-o", home.path + "/out.jsonl")

    let run = try home.run("metrics")

    #expect(run.status == 0)
    #expect(
      run.output.contains(
        "llm_requests_total{provider=\"work\",model=\"m\",outcome=\"answered\"} 1\n"))
  }

  @Test func `is told where nothing serves metrics, and where nothing says that any should`()
    throws
  {
    let port = try deadPort()
    configure()

    let none = try home.run("metrics")
    let dead = try home.run("metrics", "--metrics-listen", "127.0.0.1:\(port)")

    #expect(none.status == 2)
    #expect(
      none.errors == """
        llmterm: It is not configured where metrics are. Set metrics.listen or metrics.textfile, \
        or name an address: --metrics-listen 127.0.0.1:9464

        """)
    #expect(dead.status == 1)
    #expect(
      dead.errors == """
        llmterm: Nothing serves metrics at 127.0.0.1:\(port). Start a chat or a batch with \
        --metrics-listen 127.0.0.1:\(port)

        """)
  }
}
