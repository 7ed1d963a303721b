extension PreparedCall {
  /// Names exactly this call: the SHA-256 of everything that is shown and run, in one spelling.
  ///
  /// Arguments keep the order and the spelling that the model gave them: "always" is for the same
  /// call to the byte (faults.md, section 6, rule 2).
  package var digest: String {
    let call: JSON = [
      "tool": .string(tool.name), "source": .string(tool.source.text),
      "pin": .string(tool.pin), "action": action.json,
      "facts": .array(facts.map { [.string($0.label), .string($0.value)] }),
    ]
    return SHA256(call.bytes()).text
  }
}

extension PreparedCall.Action {
  fileprivate var json: JSON {
    switch self {
    case .program(let launch): launch.json
    case .builtIn(let name, let arguments): [.string("built-in"), .string(name), arguments]
    case .server(let name, let tool, let arguments):
      [.string("server"), .string(name), .string(tool), arguments]
    }
  }
}

extension ProgramLaunch {
  fileprivate var json: JSON {
    let variables = environment.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return [
      .string("program"), .string(program), .array(arguments.map(JSON.string)),
      .array(variables.map { [.string($0.key), .string($0.value)] }), .string(folder),
      .string(Base64.text(input)), .int(Int(clamping: timeout.nanoseconds / 1_000_000)),
      sandbox.json,
    ]
  }
}

extension ProgramLaunch.Sandbox {
  fileprivate var json: JSON {
    switch self {
    case .bubblewrap(let network, let writable):
      [.bool(network), .array(writable.map(JSON.string))]
    // Why there is none does not change what runs.
    case .none: .null
    }
  }
}

extension Tool.Source {
  /// `command`, `built-in`, `server time`.
  package var text: String {
    switch self {
    case .command: "command"
    case .builtIn: "built-in"
    case .server(let name): "server \(name)"
    }
  }
}
