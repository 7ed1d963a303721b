/// How many tokens a text is likely to be, where no provider has counted them yet.
package enum TokenEstimate {
  /// Four bytes a token: OpenAI's rule of thumb for English; other scripts come out within a factor of 2.
  package static let bytesPerToken = 4
  /// What roles and separators of one message cost: 3 tokens in OpenAI's chat format, rounded up.
  static let messageBytes = 16
  /// An image is charged by its size in pixels, not bytes: about 1,600 tokens at the largest.
  static let imageBytes = 6400
  /// A page of a PDF is charged as its text and its image, some 2,000 tokens, and takes some 50 KB of
  /// the file; no file has less than one page.
  private static let pdfPageBytes = 50_000
  private static let pdfPage = 2_000

  package static func tokens(bytes: Int) -> Int { (bytes + bytesPerToken - 1) / bytesPerToken }

  package static func tokens(in text: String) -> Int { tokens(bytes: text.utf8.count) }

  static func bytes(of message: Message) -> Int {
    message.parts.reduce(messageBytes) { $0 + bytes(of: $1) }
  }

  private static func bytes(of part: ContentPart) -> Int {
    switch part {
    case .text(let part): part.text.utf8.count
    case .reasoning(let part): part.text.utf8.count
    case .attachment(let file): bytes(of: file)
    case .toolCall(let call): call.name.utf8.count + call.arguments.utf8.count
    case .toolResult(let result):
      result.attachments.reduce(result.content.utf8.count) { $0 + bytes(of: $1) }
    }
  }

  private static func bytes(of file: Attachment) -> Int {
    if file.isImage { return imageBytes }
    guard file.isPDF else { return file.data.count }
    return (file.data.count / pdfPageBytes + 1) * pdfPage * bytesPerToken
  }

  static func bytes(of tool: ToolDefinition) -> Int {
    tool.name.utf8.count + tool.description.utf8.count + tool.parameters.text().utf8.count
  }
}
