/// One piece of a message's content.
package enum ContentPart: Sendable, Equatable {
  case text(TextPart)
  case reasoning(ReasoningPart)
  case attachment(Attachment)
  case toolCall(ToolCall)
  case toolResult(ToolResult)

  /// Text without a signature.
  package static func text(_ text: String) -> ContentPart { .text(TextPart(text)) }
}

/// Words meant for the reader.
package struct TextPart: Sendable, Equatable {
  package var text: String
  /// What the provider wants back with just this part (Gemini's thoughtSignature).
  package var signature: String?

  package init(_ text: String, signature: String? = nil) {
    self.text = text
    self.signature = signature
  }
}

/// What a model thought before it answered, and the seal with which its provider takes it back.
package struct ReasoningPart: Sendable, Equatable {
  /// Empty where the provider shows none.
  package var text: String
  /// Anthropic's signature; goes back unchanged, and only to the model that made it.
  package var signature: String?
  /// Anthropic's redacted_thinking data: reasoning that is only there encrypted.
  package var redacted: String?
  /// OpenRouter's reasoning_details, returned unchanged.
  package var details: JSON?

  package init(
    _ text: String, signature: String? = nil, redacted: String? = nil, details: JSON? = nil
  ) {
    self.text = text
    self.signature = signature
    self.redacted = redacted
    self.details = details
  }
}

/// A file or image that goes with a prompt.
package struct Attachment: Sendable, Equatable {
  package var name: String?
  /// As in `image/png`, lower case.
  package var mimeType: String
  package var data: [UInt8]

  package init(name: String?, mimeType: String, data: [UInt8]) {
    self.name = name
    self.mimeType = mimeType
    self.data = data
  }

  package var isImage: Bool { mimeType.hasPrefix("image/") }
}

/// A function that the model wants called.
package struct ToolCall: Sendable, Equatable {
  /// As the provider gave it, or made here where it gave none.
  package var id: String
  package var name: String
  /// The arguments' JSON text as the model wrote it: may be empty (no arguments) or not JSON at all.
  package var arguments: String
  /// Gemini's thoughtSignature of this call.
  package var signature: String?

  package init(id: String, name: String, arguments: String, signature: String? = nil) {
    self.id = id
    self.name = name
    self.arguments = arguments
    self.signature = signature
  }
}

/// What a tool call gave.
package struct ToolResult: Sendable, Equatable {
  package var callID: String
  package var name: String
  package var content: String
  package var isError: Bool
  /// Images and other files that belong to the result.
  package var attachments: [Attachment]

  package init(
    callID: String, name: String, content: String, isError: Bool = false,
    attachments: [Attachment] = []
  ) {
    self.callID = callID
    self.name = name
    self.content = content
    self.isError = isError
    self.attachments = attachments
  }
}
