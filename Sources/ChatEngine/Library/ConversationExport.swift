/// A conversation as a file for other people and programs.
package struct ConversationExport: Sendable {
  package enum Format: String, Sendable, CaseIterable {
    /// The path that is read, for people.
    case markdown = "md"
    /// The whole tree, with all that is known of each message; it can be imported again.
    case json
    /// The path in one page that needs nothing else.
    case html

    /// By the end of a file's name; nil for one that says nothing.
    package init?(path: String) {
      switch path.split(separator: ".").last?.lowercased() {
      case "md", "markdown", "txt": self = .markdown
      case "json": self = .json
      case "html", "htm": self = .html
      default: return nil
      }
    }
  }

  private let conversation: Conversation
  /// Seconds east of UTC, for the times beside messages.
  private let utcOffset: Int

  package init(_ conversation: Conversation, utcOffset: Int = 0) {
    self.conversation = conversation
    self.utcOffset = utcOffset
  }

  package func bytes(as format: Format) -> [UInt8] {
    switch format {
    case .markdown: Array(markdown.utf8)
    case .json: json.bytes(.init(isPretty: true)) + [0x0A]
    case .html:
      Array(HTMLPage(conversation, title: title, heading: heading).text.utf8)
    }
  }

  /// A file's name made of the title: letters and digits, as every file system takes them.
  package func fileName(as format: Format) -> String {
    var name = ""
    for scalar in title.unicodeScalars where name.utf8.count < 60 {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        name.unicodeScalars.append(scalar)
      } else if !name.isEmpty, name.last != "-" {
        name += "-"
      }
    }
    while name.last == "-" { name.removeLast() }
    return (name.isEmpty ? conversation.id.text : name.lowercased()) + "." + format.rawValue
  }

  private var title: String { conversation.displayTitle ?? conversation.id.text }

  /// `You, 2026-11-23 10:42`.
  private func heading(_ message: Message) -> String {
    let local = Timestamp(
      milliseconds: message.time.milliseconds &+ Int64(utcOffset) * 1000)
    let time = local.text.prefix(16).replacing("T", with: " ")
    let who =
      switch message.role {
      case .user: "You"
      case .system: "System"
      case .tool: "Tool"
      case .assistant: message.origin?.target.description ?? "Answer"
      }
    return "\(who), \(time)"
  }

  // MARK: Markdown

  private var markdown: String {
    var text = "# \(title)\n"
    if let system = conversation.meta.system, !system.isEmpty {
      text += "\n> System: \(system.replacing("\n", with: "\n> "))\n"
    }
    for message in conversation.messages {
      text += "\n## \(heading(message))\n"
      for part in message.parts { text += markdown(part) }
      if message.state == .partial { text += "\n*(This answer is not whole.)*\n" }
    }
    return text
  }

  private func markdown(_ part: ContentPart) -> String {
    switch part {
    case .text(let part): "\n" + part.text + (part.text.hasSuffix("\n") ? "" : "\n")
    case .reasoning(let part):
      part.text.isEmpty ? "" : "\n> " + part.text.replacing("\n", with: "\n> ") + "\n"
    case .attachment(let file): "\n*(attached: \(file.name ?? file.mimeType))*\n"
    case .toolCall(let call): fenced("\(call.name) \(call.arguments)", "tool-call")
    case .toolResult(let result): fenced(result.content, "tool-result")
    }
  }

  /// A block whose fence is longer than any within.
  private func fenced(_ text: String, _ label: String) -> String {
    var longest = 2
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\n\(fence)\(label)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
  }

  // MARK: JSON

  /// What marks our own exports.
  static let format = "llmterm-conversation"

  private var json: JSON {
    var json = JSONObject()
    json["format"] = .string(Self.format)
    json["version"] = 1
    json["id"] = .string(conversation.id.text)
    json["title"] = conversation.displayTitle.map(JSON.string) ?? .null
    json["created"] = .string(conversation.meta.created.text)
    json["system"] = conversation.meta.system.map(JSON.string) ?? .null
    json["head"] = conversation.head.map { .string($0.text) } ?? .null
    json["messages"] = .array(
      conversation.everyMessage.map { message in
        [
          "id": .string(message.id.text),
          "parent": message.parent.map { .string($0.text) } ?? .null,
          "t": .string(message.time.text), "body": .object(RecordBody.members(of: message)),
        ]
      })
    return .object(json)
  }
}

extension String {
  /// The text with every occurrence of one piece replaced.
  fileprivate func replacing(_ piece: Character, with other: String) -> String {
    reduce(into: "") { $0 += $1 == piece ? other : String($1) }
  }
}

extension Substring {
  fileprivate func replacing(_ piece: Character, with other: String) -> String {
    reduce(into: "") { $0 += $1 == piece ? other : String($1) }
  }
}
