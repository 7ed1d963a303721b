import ChatEngine
import ChatUI

/// `llmterm providers`: who is known, who can be asked, and where each key comes from.
struct ProvidersCommand {
  private let options: Options.Providers
  private var setup: Setup

  init(_ options: Options.Providers, _ configurationPath: String?) throws {
    self.options = options
    setup = try Setup(configurationPath: configurationPath)
  }

  mutating func run() throws -> Int32 {
    setup.localServers = try localServers()
    let list = ProviderList(setup.discovery, configured: setup.configuration.providers.map(\.name))
    Output.say(options.asJSON ? list.json : list.table.text(width: OutputWidth.columns))
    return Program.Exit.answered
  }

  /// The servers that listen on this machine and list their models.
  private func localServers() throws -> [Discovery.LocalServer] {
    let listening = LocalServers.listening()
    guard !listening.isEmpty else { return [] }
    let loop = try EventLoop()
    let runner = TurnRunner(loop: loop) { _, done in done(.success(nil)) }
    return LocalServers.found(listening, with: runner, loop)
  }
}

/// The providers in force, and the presets that only lack a key.
struct ProviderList {
  private struct Row {
    var name: String
    /// How it came to be here, or that it is only known.
    var origin: String
    /// Where its key comes from, or why there is none.
    var key: String
    var isReady: Bool
    var dialect: String
    var baseURL: String?
    var models: Int
  }

  private let rows: [Row]

  init(_ discovery: Discovery, configured: [String]) {
    let here = discovery.entries.map { entry in
      Row(
        name: entry.provider.name,
        origin: ProviderList.origin(
          of: entry, isConfigured: configured.contains(entry.provider.name)),
        key: entry.obstacle ?? ProviderList.key(of: entry), isReady: entry.obstacle == nil,
        dialect: entry.provider.dialect.rawValue, baseURL: entry.provider.baseURL,
        models: entry.provider.models.count)
    }
    let names = Set(here.map(\.name))
    let known = Preset.all.filter { !names.contains($0.name) }.map { preset in
      Row(
        name: preset.name, origin: "preset",
        key: preset.isLocal
          ? "none; nothing answers on port \(preset.port ?? 0)"
          : "set " + preset.keyVariables.joined(separator: " or "),
        isReady: false, dialect: preset.dialect.rawValue, baseURL: preset.baseURL, models: 0)
    }
    rows = here.filter(\.isReady) + here.filter { !$0.isReady } + known
  }

  private static func origin(of entry: Discovery.Entry, isConfigured: Bool) -> String {
    if isConfigured { return "configured" }
    if case .localServer = entry.origin { return "found here" }
    return "preset"
  }

  private static func key(of entry: Discovery.Entry) -> String {
    guard let source = entry.provider.key else { return "none needed" }
    switch entry.keyOrigin {
    case .environment(let name): return "environment \(name)"
    case .savedKey(let path): return "saved in \(path)"
    case .standard, .preset, .file, .localServer, nil: return source.summary
    }
  }

  /// The table, those first that can be asked.
  var table: TextTable {
    var table = TextTable([
      TextTable.Column("provider", canShrink: true), TextTable.Column("ready"),
      TextTable.Column("key", canShrink: true), TextTable.Column("dialect", canBeSpared: true),
      TextTable.Column("base URL", canBeSpared: true, canShrink: true),
      TextTable.Column("from", canBeSpared: true),
    ])
    for row in rows {
      table.add([
        SafeText(row.name, context: .code), row.isReady ? "yes" : "no", SafeText(row.key),
        SafeText(row.dialect), SafeText(row.baseURL ?? "an own one each", context: .code),
        SafeText(row.origin),
      ])
    }
    return table
  }

  /// A list of objects, without keys.
  var json: String {
    let elements = rows.map { row -> JSON in
      [
        "name": .string(row.name), "ready": .bool(row.isReady), "key": .string(row.key),
        "dialect": .string(row.dialect), "base_url": row.baseURL.map(JSON.string) ?? .null,
        "origin": .string(row.origin), "models": .int(row.models),
      ]
    }
    return JSON.array(elements).text(.init(isPretty: true)) + "\n"
  }
}
