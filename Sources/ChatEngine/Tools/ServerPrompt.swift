/// A prompt that a server of the Model Context Protocol offers; typed as `/server:name`.
package struct ServerPrompt: Sendable, Equatable {
  /// A blank to be filled in.
  package struct Argument: Sendable, Equatable {
    package var name: String
    package var isRequired: Bool

    package init(_ name: String, isRequired: Bool = false) {
      self.name = name
      self.isRequired = isRequired
    }
  }

  package var server: String
  package var name: String
  /// The server's words for people.
  package var title: String?
  package var arguments: [Argument]

  package init(server: String, name: String, title: String? = nil, arguments: [Argument] = []) {
    self.server = server
    self.name = name
    self.title = title
    self.arguments = arguments
  }
}

/// A blank that is being filled in: its server may know what fits.
package struct PromptBlank: Sendable, Equatable {
  package var server: String
  package var prompt: String
  package var argument: String
  /// What is there of its value.
  package var value: String
  /// The other blanks that were filled in.
  package var others: [String: String]

  package init(
    server: String, prompt: String, argument: String, value: String, others: [String: String]
  ) {
    self.server = server
    self.prompt = prompt
    self.argument = argument
    self.value = value
    self.others = others
  }
}

/// A server's prompt with its blanks filled in.
package struct FilledPrompt: Sendable, Equatable {
  package var server: String
  package var name: String
  package var arguments: [String: String]
}
