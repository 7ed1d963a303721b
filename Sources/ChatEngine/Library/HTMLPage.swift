/// A conversation as one HTML page that needs nothing else: no script, no file, no address.
///
/// All text is escaped; what looks like markup in an answer is shown as text.
struct HTMLPage {
  private let conversation: Conversation
  private let title: String
  private let heading: (Message) -> String

  init(_ conversation: Conversation, title: String, heading: @escaping (Message) -> String) {
    self.conversation = conversation
    self.title = title
    self.heading = heading
  }

  private static let style = """
    body{max-width:48rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;\
    color:#1b1b1b;background:#fff}
    h1{font-size:1.5rem}h2{font-size:.9rem;color:#666;margin:2rem 0 .3rem;font-weight:600}
    .user{border-left:3px solid #4a7bd0;padding-left:1rem}.text{white-space:pre-wrap;\
    overflow-wrap:anywhere}
    pre{background:#f4f4f4;padding:.8rem;overflow:auto;border-radius:4px}\
    code{font:.9em ui-monospace,monospace}p code{background:#f4f4f4;padding:0 .2em}
    .aside{color:#666;font-style:italic}img{max-width:100%}
    @media(prefers-color-scheme:dark){body{color:#ddd;background:#16181c}h2,.aside{color:#999}\
    pre,p code{background:#24272d}}
    """

  var text: String {
    var page = "<!doctype html>\n<html><head><meta charset=\"utf-8\">\n"
    page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    page += "style-src 'unsafe-inline'; img-src data:\">\n"
    page += "<meta name=\"viewport\" content=\"width=device-width\">\n"
    page += "<title>\(escaped(title))</title>\n<style>\n\(Self.style)\n</style></head><body>\n"
    page += "<h1>\(escaped(title))</h1>\n"
    for message in conversation.messages {
      page += "<h2>\(escaped(heading(message)))</h2>\n<div class=\"\(message.role.rawValue)\">\n"
      for part in message.parts { page += html(part) }
      if message.state == .partial { page += "<p class=\"aside\">This answer is not whole.</p>\n" }
      page += "</div>\n"
    }
    return page + "</body></html>\n"
  }

  private func html(_ part: ContentPart) -> String {
    switch part {
    case .text(let part): return paragraphs(part.text)
    case .reasoning(let part):
      return part.text.isEmpty
        ? "" : "<details><summary>Thought</summary>\(paragraphs(part.text))</details>\n"
    case .attachment(let file): return html(file)
    case .toolCall(let call):
      return "<pre><code>\(escaped(call.name)) \(escaped(call.arguments))</code></pre>\n"
    case .toolResult(let result): return "<pre><code>\(escaped(result.content))</code></pre>\n"
    }
  }

  private func html(_ file: Attachment) -> String {
    let name = escaped(file.name ?? file.mimeType)
    // No SVG: it could hold more than a picture.
    let shown = ["image/png", "image/jpeg", "image/gif", "image/webp"]
    guard shown.contains(file.mimeType) else { return "<p class=\"aside\">attached: \(name)</p>\n" }
    return
      "<p><img alt=\"\(name)\" src=\"data:\(file.mimeType);base64,\(Base64.text(file.data))\"></p>\n"
  }

  /// Text with its fenced blocks as code.
  private func paragraphs(_ text: String) -> String {
    var html = ""
    var open: [Substring] = []
    var fence: Substring?
    func close() {
      defer { open = [] }
      let text = open.joined(separator: "\n")
      if fence != nil {
        html += "<pre><code>\(escaped(text))\n</code></pre>\n"
      } else if text.contains(where: { !$0.isWhitespace }) {
        html += "<p class=\"text\">\(inline(text))</p>\n"
      }
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 == " " }
      let mark = trimmed.prefix { $0 == "`" || $0 == "~" }
      if let opened = fence {
        if mark.count >= opened.count, mark.first == opened.first, mark.count == trimmed.count {
          close()
          fence = nil
        } else {
          open.append(line)
        }
      } else if mark.count >= 3 {
        close()
        fence = mark
      } else {
        open.append(line)
      }
    }
    close()
    return html
  }

  /// Text with its code spans.
  private func inline(_ text: String) -> String {
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    // An odd mark at the end begins nothing.
    let paired = pieces.count % 2 == 1 ? pieces.count : pieces.count - 1
    return pieces.enumerated().map { place, piece in
      if place % 2 == 1, place < paired { return "<code>\(escaped(String(piece)))</code>" }
      return (place >= paired && place > 0 ? "`" : "") + escaped(String(piece))
    }.joined()
  }

  private func escaped(_ text: String) -> String {
    var html = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      case "\n", "\t": html.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}": html += "\u{FFFD}"
      default: html.unicodeScalars.append(scalar)
      }
    }
    return html
  }
}
