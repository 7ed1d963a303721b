import ChatEngine

/// Messages in words: who says it, what goes with it, and how it ended.
enum SpokenEntry {
  /// `claude-sonnet-5, anthropic:`, with which of several versions it is.
  static func heading(_ message: Message, position: Int = 1, siblings: Int = 1) -> SafeText {
    var name: SafeText
    switch message.role {
    case .user: name = "You"
    case .system: name = "System"
    case .tool: name = "Tool"
    case .assistant:
      name = message.origin.map { Self.name($0.target) } ?? "Answer"
    }
    if siblings > 1 { name += ", version \(position) of \(siblings)" }
    return name + ":"
  }

  /// `claude-sonnet-5, anthropic`.
  static func name(_ target: Target) -> SafeText {
    "\(SafeText(target.model, context: .code)), \(SafeText(target.provider, context: .code))"
  }

  static func name(_ destination: Destination) -> SafeText {
    switch destination {
    case .target(let target): name(target)
    case .route(let name): "route \(SafeText(name, context: .code))"
    }
  }

  /// `With photo.png, PNG, 1.2 MB.`.
  static func attachment(_ file: Attachment) -> SafeText {
    let pieces = AttachmentLabel.pieces(of: file)
    return "With \(pieces.joined(separator: ", "))."
  }

  /// All of a message that is whole, its heading first; a prompt's stands before its first line.
  static func lines(of entry: Transcript.Entry, at now: Instant) -> [SafeText] {
    let message = entry.message
    let heading = heading(message, position: entry.position, siblings: entry.siblings)
    var lines: [SafeText] = []
    var call = 0
    for part in message.parts {
      switch part {
      case .text(let part): lines += SpokenMarkdown.lines(part.text, message.markdown)
      case .reasoning: lines.append(thought(entry, at: now))
      case .attachment(let file): lines.append(attachment(file))
      case .toolCall(let tool):
        let status = entry.run(call).status(isLive: message.state == .streaming)
        lines.append(SpokenTool.line(tool.name, tool.arguments, status))
        lines += SpokenTool.files(entry.run(call))
        call += 1
      case .toolResult(let result): lines += SpokenMarkdown.lines(result.content, .plain)
      }
    }
    lines += ending(of: message, failure: entry.failure)
    guard message.role == .user, let first = lines.first else { return [heading] + lines }
    return ["\(heading) \(first)"] + lines.dropFirst()
  }

  /// Why an answer is partial or missing, and its figures.
  static func ending(of message: Message, failure: String?) -> [SafeText] {
    guard message.role == .assistant, message.state != .streaming else { return [] }
    var lines: [SafeText] = []
    if message.state == .partial {
      lines.append(message.parts.isEmpty ? "No answer." : "The answer is not whole.")
    }
    if let failure { lines.append(SpokenKeys.sentence(failure)) }
    if let figures = SpokenFigures.line(of: message) { lines.append(figures) }
    return lines
  }

  /// `Thought for 8 seconds.`.
  static func thought(_ entry: Transcript.Entry, at now: Instant) -> SafeText {
    if let time = entry.thinkingTime(at: now) {
      return "Thought for \(SpokenFigures.duration(time))."
    }
    if let tokens = entry.message.ending?.usage?.reasoningTokens, tokens > 0 {
      return "Thought for \(tokens) tokens."
    }
    return "Thought."
  }
}

/// A tool call in one line.
enum SpokenTool {
  /// Characters of the arguments that are read out.
  private static let mostCharacters = 300

  /// `Tool weather, {"city":"Oslo"}: done, 3 degrees.`.
  static func line(_ name: String, _ arguments: String, _ status: CallRun.Status) -> SafeText {
    var line: SafeText = "Tool \(SafeText(name, context: .code))"
    let given = SafeText(String(arguments.prefix(mostCharacters)), context: .code).trimmed
    if !given.isEmpty, given != "{}" { line += ", \(given)" }
    let (word, text) = words(of: status)
    line += ": \(word)"
    if !text.isEmpty { line += ", \(text)" }
    return line.utf8.last == 0x2E ? line : line + "."
  }

  /// A line for each file that a call gave.
  static func files(_ run: CallRun) -> [SafeText] {
    (run.result?.attachments ?? []).map(SpokenEntry.attachment)
  }

  private static func words(of status: CallRun.Status) -> (SafeText, SafeText) {
    switch status {
    case .pending: ("begun", "")
    case .waiting: ("waits for your word", "")
    case .running(_, let progress): ("running", ToolCallLine.firstLine(of: progress ?? ""))
    case .done(let content): ("done", ToolCallLine.firstLine(of: content))
    case .failed(let content): ("failed", ToolCallLine.firstLine(of: content))
    case .denied: ("denied", "")
    case .notRun: ("not run", "")
    }
  }
}
