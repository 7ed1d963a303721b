/// Calls of tools.
extension MCPServers {
  package func prepare(
    _ call: ToolCall, for tool: Tool
  ) throws(ToolFailure) -> PreparedCall {
    guard case .server(let name) = tool.source, let server = server(name) else {
      throw ToolFailure(.unknownTool, "There is no tool \(SafeQuote.quoted(tool.name)).")
    }
    if case .stopped(let sentence) = server.state { throw ToolFailure(.unavailable, sentence) }
    let arguments = try Self.arguments(of: call)
    // A schema that is none cannot be held against anything; the server looks at it itself.
    if let schema = try? JSONSchema(tool.definition.parameters) {
      let problems = schema.problems(of: arguments)
      guard problems.isEmpty else {
        let text = problems.map {
          $0.pointer.isEmpty ? "they \($0.reason)" : "\($0.pointer) \($0.reason)"
        }
        throw ToolFailure(
          .badArguments,
          "The arguments of \(tool.name) do not fit its schema: \(text.joined(separator: "; ")).")
      }
    }
    return PreparedCall(
      callID: call.id, tool: tool,
      action: .server(name: name, tool: tool.originalName, arguments: arguments),
      facts: facts(of: server, tool, arguments))
  }

  private static func arguments(of call: ToolCall) throws(ToolFailure) -> JSON {
    if call.arguments.utf8.allSatisfy(\.isSpace) { return [:] }
    var options = JSONScanner.Options()
    options.refusesDuplicateKeys = true
    let value: JSON
    do throws(JSONError) {
      value = try JSON.parse(call.arguments, options: options)
    } catch {
      throw ToolFailure(
        .badArguments,
        "The arguments of \(SafeQuote.shortened(call.name)) are not JSON: "
          + "\(error.reason).")
    }
    guard value.objectValue != nil else {
      throw ToolFailure(
        .badArguments,
        "The arguments of \(SafeQuote.shortened(call.name)) must be one JSON object.")
    }
    return value
  }

  /// Everything that the call depends on, and nothing that the server says of itself.
  private func facts(
    of server: MCPServer, _ tool: Tool, _ arguments: JSON
  ) -> [PreparedCall.Fact] {
    var facts = [PreparedCall.Fact("server", server.name)]
    switch server.settings.connection {
    case .command(let words):
      // As JSON, in which no word can pass for two.
      facts.append(.init("command", JSON.array(words.map { JSON.string($0) }).text()))
      let folder = server.settings.folder ?? server.surroundings.folder
      facts.append(.init("folder", folder))
      if !server.settings.environment.isEmpty {
        let names = server.settings.environment.joined(separator: ", ")
        facts.append(.init("variables", names))
      }
    case .url(let url, _, _): facts.append(.init("url", url))
    }
    facts.append(.init("tool", tool.originalName))
    facts.append(.init("arguments", arguments.text(JSON.Style(isPretty: true))))
    return facts
  }

  package func run(
    _ call: PreparedCall, as id: ToolRunID, progress: @escaping (String) -> Void,
    done: @escaping (ToolOutput) -> Void
  ) {
    guard case .server(let name, let original, let arguments) = call.action,
      let server = server(name)
    else { return fail("This is no call of a server.", done) }
    // What a person approved is this tool as it was then.
    guard let tool = tool(named: call.tool.name), tool.tool.pin == call.tool.pin else {
      return fail(
        server.sentence("changed or dropped \(SafeQuote.quoted(original)); it was not called"), done
      )
    }
    let request = MCPCall(
      key: MCPCall.Key(id.value), method: "tools/call",
      params: ["name": .string(original), "arguments": arguments],
      timeout: server.settings.timeout, headers: tool.parameters.headers(for: arguments))
    server.call(
      request,
      MCPServer.Listener(progress: progress) { outcome in
        done(Self.output(of: outcome, from: server))
      })
  }

  package func cancel(_ id: ToolRunID) {
    for server in servers { server.cancel(MCPCall.Key(id.value)) }
  }

  private func fail(_ sentence: String, _ done: @escaping (ToolOutput) -> Void) {
    loop.schedule(at: loop.now()) { done(.failed(sentence)) }
  }

  private static func output(of outcome: MCPOutcome, from server: MCPServer) -> ToolOutput {
    switch outcome {
    case .result(let result): MCPContent.output(of: result)
    case .error, .failed: .failed(sentence(outcome, from: server))
    }
  }

  /// Why there is no result.
  static func sentence(_ outcome: MCPOutcome, from server: MCPServer) -> String {
    switch outcome {
    case .result: ""
    case .error(let error):
      // For the model, which may need all of it to do better.
      server.sentence("refused the call: " + MCPTool.filtered(error.text))
    case .failed(let reason):
      reason.hasPrefix("Server ") ? reason : server.sentence(reason)
    }
  }
}

/// Prompts and resources.
extension MCPServers {
  /// Those of the servers that run, in the configuration's order.
  package var prompts: [MCPPrompt] {
    servers.flatMap { server in
      (server.lists[.prompts] ?? []).compactMap { MCPPrompt($0, server: server.name) }
    }
  }

  /// The messages of a prompt, or why there are none.
  package func prompt(
    server name: String, name prompt: String, arguments: [String: String],
    done: @escaping (Result<[MCPPromptMessage], ToolFailure>) -> Void
  ) {
    let sorted = arguments.sorted { $0.key < $1.key }
    let values = sorted.map { JSONMember(key: $0.key, value: .string($0.value)) }
    ask(
      name, "prompts/get",
      ["name": .string(prompt), "arguments": .object(JSONObject(values))]
    ) { done($0.map(MCPPromptMessage.messages)) }
  }

  /// The values that its server offers for a blank of a prompt; none where it cannot say.
  package func complete(_ blank: PromptBlank, done: @escaping ([String]) -> Void) {
    var params: JSONObject = [
      "ref": ["type": "ref/prompt", "name": .string(blank.prompt)],
      "argument": ["name": .string(blank.argument), "value": .string(blank.value)],
    ]
    if !blank.others.isEmpty {
      let members = blank.others.sorted { $0.key < $1.key }.map {
        JSONMember(key: $0.key, value: .string($0.value))
      }
      params["context"] = ["arguments": .object(JSONObject(members))]
    }
    ask(blank.server, "completion/complete", params) { result in
      let values = (try? result.get())?["completion"]?["values"]?.arrayValue ?? []
      // More than a hundred is against the protocol, and longer ones are no names.
      done(values.prefix(100).compactMap(\.stringValue).filter { $0.utf8.count <= 400 })
    }
  }

  /// What a server offers to read.
  package func resources(
    of name: String, done: @escaping (Result<[MCPResource], ToolFailure>) -> Void
  ) {
    guard let server = server(name) else { return unknown(name, done) }
    server.list(.resources) { result in
      done(result.map { $0.compactMap { MCPResource($0, server: name) } })
    }
  }

  /// The text and files of a resource.
  package func read(
    _ uri: String, of name: String, done: @escaping (Result<ToolOutput, ToolFailure>) -> Void
  ) {
    ask(name, "resources/read", ["uri": .string(uri)]) {
      done($0.map(MCPContent.output(ofResource:)))
    }
  }

  private func ask(
    _ name: String, _ method: String, _ params: JSONObject,
    _ done: @escaping (Result<JSON, ToolFailure>) -> Void
  ) {
    guard let server = server(name) else { return unknown(name, done) }
    let call = MCPCall(
      key: nextKey(), method: method, params: params, timeout: server.settings.timeout)
    server.call(
      call,
      MCPServer.Listener(progress: { _ in }) { outcome in
        if case .result(let result) = outcome { return done(.success(result)) }
        done(.failure(ToolFailure(.unavailable, Self.sentence(outcome, from: server))))
      })
  }

  private func unknown<Value>(
    _ name: String, _ done: @escaping (Result<Value, ToolFailure>) -> Void
  ) {
    let failure = ToolFailure(
      .unavailable, "There is no server \(SafeQuote.quoted(name)) in the configuration.")
    loop.schedule(at: loop.now()) { done(.failure(failure)) }
  }
}
