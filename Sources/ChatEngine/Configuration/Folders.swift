/// Where the program's files lie (XDG Base Directory Specification 0.8; config.md, "Files").
package struct Folders: Sendable, Equatable {
  package var configuration: String
  package var data: String
  package var cache: String
  package var state: String

  package init(configuration: String, data: String, cache: String, state: String) {
    self.configuration = configuration
    self.data = data
    self.cache = cache
    self.state = state
  }

  /// All four under one folder.
  package init(under home: String) {
    self.init(
      configuration: home + "/config", data: home + "/data", cache: home + "/cache",
      state: home + "/state")
  }

  /// Reads `LLMTERM_HOME`, else the `XDG_…_HOME` variables, else `HOME`; nil where none says a place.
  ///
  /// As the specification demands, empty and relative XDG paths count as unset. A relative
  /// `LLMTERM_HOME` is under the given working folder.
  package init?(environment: [String: String], workingFolder: String = "/") {
    if let home = environment["LLMTERM_HOME"], !home.isEmpty {
      self.init(under: home.hasPrefix("/") ? home : workingFolder + "/" + home)
      return
    }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    func folder(_ variable: String, _ standard: String) -> String? {
      if let path = environment[variable], path.hasPrefix("/") { return path + "/llmterm" }
      return home.map { $0 + standard + "/llmterm" }
    }
    guard let configuration = folder("XDG_CONFIG_HOME", "/.config"),
      let data = folder("XDG_DATA_HOME", "/.local/share"),
      let cache = folder("XDG_CACHE_HOME", "/.cache"),
      let state = folder("XDG_STATE_HOME", "/.local/state")
    else { return nil }
    self.init(configuration: configuration, data: data, cache: cache, state: state)
  }

  package var conversations: String { data + "/conversations" }
  package var drafts: String { state + "/drafts" }
  package var prompts: String { state + "/prompts.jsonl" }
  package var chosenTheme: String { state + "/theme" }
  package var health: String { state + "/health.json" }
  package var approvals: String { state + "/approvals.json" }
  package var votes: String { state + "/votes.jsonl" }
  package var log: String { state + "/llmterm.log" }
}
