import Glibc

/// The built-in tools that the configuration names.
package final class BuiltInTools: ToolSource {
  package typealias TransportMaker =
    (@escaping (TransferID, TransferEvent) -> Void) -> any Transport

  package let tools: [Tool]
  package var onChange: () -> Void = {}

  private let configured: [Configuration.Tool]
  private let surroundings: CommandSurroundings
  private let loop: EventLoop
  private let queue: any LogQueue
  private let time: () -> Timestamp
  private let makeTransport: TransportMaker
  private lazy var transport = makeTransport { [weak self] in self?.take($1, for: $0) }
  private var lastTransfer: UInt64 = 0
  private var fetches: [TransferID: PageFetch] = [:]
  private var transfers: [ToolRunID: TransferID] = [:]
  private var clocks: [ToolRunID: CommandRun] = [:]
  /// Runs that somebody waits for.
  private var open: Set<ToolRunID> = []

  /// Those of the configuration's tools that are built in.
  package init(
    _ tools: [Configuration.Tool], surroundings: CommandSurroundings, loop: EventLoop,
    queue: any LogQueue, time: @escaping () -> Timestamp, makeTransport: @escaping TransportMaker
  ) {
    configured = tools.filter { $0.builtIn != nil }
    self.tools = configured.map { tool in
      Tool(
        definition: tool.definition, source: .builtIn, isAllowed: tool.isAllowed,
        reach: tool.builtIn?.reach ?? [])
    }
    self.surroundings = surroundings
    self.loop = loop
    self.queue = queue
    self.time = time
    self.makeTransport = makeTransport
  }

  package func load(done: @escaping () -> Void) { loop.schedule(at: loop.now(), done) }

  private func configured(_ name: String) -> (tool: Configuration.Tool, kind: BuiltInTool)? {
    guard let tool = configured.first(where: { $0.definition.name == name }),
      let kind = tool.builtIn
    else { return nil }
    return (tool, kind)
  }
}

// MARK: Preparing

extension BuiltInTools {
  package func prepare(_ call: ToolCall, for tool: Tool) throws(ToolFailure) -> PreparedCall {
    guard let (settings, kind) = configured(tool.originalName) else {
      throw ToolFailure(.unknownTool, "There is no tool \(SafeQuote.quoted(call.name)).")
    }
    let arguments = try ToolArguments.read(call, for: tool)
    try Self.checkTexts(arguments, of: kind)
    var facts = [PreparedCall.Fact("built-in tool", kind.rawValue)]
    for member in arguments.members {
      facts.append(PreparedCall.Fact(member.key, member.value.stringValue ?? member.value.text()))
    }
    if let root = settings.root {
      guard let real = ProgramSearch.resolved(root), ProgramSearch.isFolder(real) else {
        throw ToolFailure(.unavailable, "There is no folder \(SafeQuote.quoted(root)) here.")
      }
      facts.append(PreparedCall.Fact("project folder", real))
    }
    if case .fetchURL = kind { _ = try PageFetch.checked(arguments["url"]?.stringValue ?? "") }
    facts.append(PreparedCall.Fact("network", kind.reach.contains(.network) ? "yes" : "no"))
    let action = PreparedCall.Action.builtIn(
      name: kind.rawValue, arguments: JSON.object(arguments))
    return PreparedCall(callID: call.id, tool: tool, action: action, facts: facts)
  }

  /// What the schema says too, for what must be there and be a text.
  private static func checkTexts(_ arguments: JSONObject, of kind: BuiltInTool) throws(ToolFailure)
  {
    let known = kind.parameters["properties"]?.objectValue
    for member in arguments.members {
      guard let type = known?[member.key]?["type"]?.stringValue else {
        throw ToolFailure(
          .badArguments, "The argument \(SafeQuote.quoted(member.key)) is not known.")
      }
      let fits =
        type == "string" ? member.value.stringValue != nil : (member.value.intValue ?? -1) >= 0
      guard fits else {
        throw ToolFailure(.badArguments, "The argument \(member.key) must be of type \(type).")
      }
    }
    for name in kind.parameters["required"]?.arrayValue ?? [] {
      guard let name = name.stringValue, arguments[name] == nil else { continue }
      throw ToolFailure(.badArguments, "The argument \(name) is missing.")
    }
  }
}

// MARK: Running

extension BuiltInTools {
  package func run(
    _ call: PreparedCall, as id: ToolRunID, progress: @escaping (String) -> Void,
    done: @escaping (ToolOutput) -> Void
  ) {
    open.insert(id)
    let answer = { [weak self] (output: ToolOutput) in
      guard let self, open.remove(id) != nil else { return }
      transfers[id] = nil
      clocks[id] = nil
      done(output)
    }
    guard case .builtIn(_, let arguments) = call.action,
      let (settings, kind) = configured(call.tool.originalName)
    else { return later(answer, .failed("There is no such tool.")) }
    let text = { (name: String) in arguments[name]?.stringValue ?? "" }
    switch kind {
    case .readFile, .listFiles, .searchFiles:
      // The place that was shown, not the one that a link leads to by now.
      let root = call.facts.first { $0.label == "project folder" }?.value ?? ""
      readFiles(kind, arguments, root: root, settings.timeout, answer)
    case .fetchURL: fetch(text("url"), settings.timeout, id, answer)
    case .calculator: later(answer, Self.computed(text("expression")))
    case .time: tellTime(text("zone"), settings.timeout, id, answer)
    }
  }

  private func later(_ answer: @escaping (ToolOutput) -> Void, _ output: ToolOutput) {
    loop.schedule(at: loop.now()) { answer(output) }
  }

  private func readFiles(
    _ kind: BuiltInTool, _ arguments: JSON, root: String, _ timeout: Duration,
    _ answer: @escaping (ToolOutput) -> Void
  ) {
    let files = FileReading(
      folder: RootedFolder(path: root, hidden: surroundings.hidden),
      deadline: loop.now() + timeout)
    let path = arguments["path"]?.stringValue ?? "."
    queue.run(
      {
        switch kind {
        case .readFile: files.read(path, offset: arguments["offset"]?.intValue ?? 0)
        case .listFiles: files.list(path)
        case .searchFiles, .fetchURL, .calculator, .time:
          files.search(
            arguments["text"]?.stringValue ?? "", in: path,
            ending: arguments["ending"]?.stringValue ?? "")
        }
      }, then: answer)
  }

  private static func computed(_ expression: String) -> ToolOutput {
    do throws(Calculator.Failure) {
      return ToolOutput(Calculator.text(of: try Calculator.value(of: expression)))
    } catch {
      return .failed("The expression cannot be computed: \(error.reason).")
    }
  }

  /// By `date`: glibc knows a zone of another's choice only through the variable TZ, which is the
  /// whole process's and must not be written to beside threads that read it.
  private func tellTime(
    _ zone: String, _ timeout: Duration, _ id: ToolRunID, _ answer: @escaping (ToolOutput) -> Void
  ) {
    let isName = zone.utf8.allSatisfy { $0.isLetterOrDigit || "+-_/".utf8.contains($0) }
    guard isName, !zone.hasPrefix("/"),
      zone.isEmpty || access("/usr/share/zoneinfo/" + zone, R_OK) == 0
    else {
      return later(answer, .failed("There is no time zone \(SafeQuote.quoted(zone)) here."))
    }
    guard let program = ProgramSearch.find("date", path: "/usr/bin:/bin") else {
      return later(answer, .failed("There is no program \"date\" here."))
    }
    var environment = surroundings.environment.filter { $0.key == "TZ" }
    environment["LC_ALL"] = "C"
    if !zone.isEmpty { environment["TZ"] = zone }
    let seconds = time().milliseconds / 1000
    let launch = ProgramLaunch(
      program: program.resolved,
      arguments: [program.found, "-d", "@\(seconds)", "+%A %Y-%m-%d %H:%M:%S %:z (%Z)"],
      environment: environment, timeout: timeout)
    let report = CommandReport(tool: "time", output: .text, timeout: timeout)
    let run = CommandRun(launch, form: report, loop: loop) { output in
      // Our own program's words: no data from elsewhere.
      let line = output.content.split(separator: "\n").last.map(String.init) ?? ""
      answer(output.isError ? output : ToolOutput(line))
    }
    clocks[id] = run
    run.start(
      ChildProgram.Start(
        program: launch.program, arguments: launch.arguments, environment: environment))
  }

  // MARK: Fetching

  private func fetch(
    _ text: String, _ timeout: Duration, _ id: ToolRunID, _ answer: @escaping (ToolOutput) -> Void
  ) {
    let url: URLText
    do throws(ToolFailure) {
      url = try PageFetch.checked(text)
    } catch {
      return later(answer, .failed(error.sentence))
    }
    let proxies = ProxySelection(environment: surroundings.environment)
    start(
      PageFetch(
        text, url, as: nextTransfer(), over: transport, proxy: proxies.proxy(for:),
        timeout: timeout, done: { answer(PageFetch.output(of: $0)) }), for: id)
  }

  private func nextTransfer() -> TransferID {
    lastTransfer += 1
    return TransferID(value: lastTransfer)
  }

  private func start(_ fetch: PageFetch, for id: ToolRunID) {
    transfers[id] = fetch.id
    fetches[fetch.id] = fetch
    fetch.start()
  }

  private func take(_ event: TransferEvent, for transfer: TransferID) {
    guard let fetch = fetches[transfer] else { return }
    switch fetch.take(event) {
    case .more: break
    case .over: fetches[transfer] = nil
    case .redirect:
      fetches[transfer] = nil
      guard let id = transfers.first(where: { $0.value == transfer })?.key else { return }
      fetch.id = nextTransfer()
      start(fetch, for: id)
    }
  }

  // MARK: The end

  package func cancel(_ id: ToolRunID) {
    open.remove(id)
    if let transfer = transfers.removeValue(forKey: id) {
      fetches.removeValue(forKey: transfer)?.cancel()
    }
    clocks.removeValue(forKey: id)?.abandon()
  }

  package func finish() {
    for fetch in fetches.values { fetch.cancel() }
    fetches = [:]
    transfers = [:]
    clocks = [:]
    open = []
  }
}
