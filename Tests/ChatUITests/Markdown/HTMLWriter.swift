@testable import ChatUI

/// Writes a document as HTML, as the examples of CommonMark have it.
struct HTMLWriter {
  let options: MarkdownOptions
  let references: [String: Reference]
  private var output = ""

  private init(_ options: MarkdownOptions, _ references: [String: Reference]) {
    self.options = options
    self.references = references
  }

  /// The HTML of a text that arrives in these pieces.
  static func html(of pieces: [String], _ options: MarkdownOptions = .commonMark) -> String {
    var parser = BlockParser(options)
    var tree = HTMLTree()
    for piece in pieces { parser.feed(piece).forEach { tree.take($0) } }
    parser.finish().forEach { tree.take($0) }
    var writer = HTMLWriter(options, parser.references)
    writer.write(tree.root, isTight: false)
    return writer.output
  }

  private mutating func write(_ node: HTMLNode, isTight: Bool) {
    switch node.kind {
    case .document: for child in node.children { write(child, isTight: false) }
    case .container(let container): write(container, node)
    case .leaf(let leaf): write(leaf, node, isTight: isTight)
    }
  }

  private mutating func write(_ container: Container, _ node: HTMLNode) {
    switch container {
    case .quote:
      output += "<blockquote>\n"
      for child in node.children { write(child, isTight: false) }
      output += "</blockquote>\n"
    case .list(let kind):
      let start = kind.start.map { $0 == 1 ? "" : " start=\"\($0)\"" }
      output += start.map { "<ol\($0)>\n" } ?? "<ul>\n"
      let isTight = !node.isLoose
      for item in node.children { writeItem(item, isTight: isTight) }
      output += start == nil ? "</ul>\n" : "</ol>\n"
    case .item: writeItem(node, isTight: false)
    case .footnote(let label):
      output += "<aside id=\"\(String(decoding: label, as: UTF8.self))\">\n"
      for child in node.children { write(child, isTight: false) }
      output += "</aside>\n"
    }
  }

  private mutating func writeItem(_ item: HTMLNode, isTight: Bool) {
    output += "<li>"
    if case .container(.item(_, .some(let isDone))) = item.kind {
      output += "<input\(isDone ? " checked=\"\"" : "") disabled=\"\" type=\"checkbox\"> "
    }
    for child in item.children {
      var isParagraph = false
      if case .leaf(.paragraph) = child.kind { isParagraph = true }
      if !(isTight && isParagraph), output.last != "\n" { output += "\n" }
      write(child, isTight: isTight)
      if isTight, isParagraph, child !== item.children.last { output += "\n" }
    }
    output += "</li>\n"
  }

  private mutating func write(_ leaf: Leaf, _ node: HTMLNode, isTight: Bool) {
    switch leaf {
    case .paragraph:
      let text = inline(joined(node.lines))
      output += isTight ? text : "<p>\(text)</p>\n"
    case .heading(let level):
      let text = HeadingText.trimmed(joined(node.lines))
      output += "<h\(level)>\(inline(text))</h\(level)>\n"
    case .code(let info):
      let language = (info ?? []).prefix { !MarkdownBytes.isSpace($0) }
      output += "<pre><code"
      if !language.isEmpty {
        output += " class=\"language-\(escaped(Entity.resolved(language)))\""
      }
      output += ">" + node.lines.map { escaped($0) + "\n" }.joined() + "</code></pre>\n"
    case .html:
      output += node.lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
    case .rule: output += "<hr />\n"
    case .table(let alignments): writeTable(alignments, node)
    case .math, .verbatim: output += "<pre>\(escaped(joined(node.lines)))</pre>\n"
    }
  }

  private mutating func writeTable(_ alignments: [ColumnAlignment], _ node: HTMLNode) {
    output += "<table>\n"
    for (row, line) in node.lines.enumerated() {
      if row == 0 { output += "<thead>\n" }
      if row == 1 { output += "<tbody>\n" }
      output += "<tr>\n"
      let cells = TableLine.cells(line[...])
      let tag = row == 0 ? "th" : "td"
      for (column, alignment) in alignments.enumerated() {
        let names: [ColumnAlignment: String] = [
          .none: "", .left: " align=\"left\"", .centre: " align=\"center\"",
          .right: " align=\"right\"",
        ]
        let cell = column < cells.count ? inline(cells[column]) : ""
        output += "<\(tag)\(names[alignment] ?? "")>\(cell)</\(tag)>\n"
      }
      output += "</tr>\n"
      if row == 0 { output += "</thead>\n" }
    }
    if node.lines.count > 1 { output += "</tbody>\n" }
    output += "</table>\n"
  }

  private func joined(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.joined(separator: [0x0A])) }

  // MARK: Text

  private func inline(_ text: [UInt8]) -> String {
    var text = text
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    var html = ""
    var alt = 0
    for token in InlineParser.parse(text, options, references).tokens {
      switch token {
      case .begin(.image(let reference)):
        if alt == 0 { html += "<img src=\"\(address(reference.destination))\" alt=\"" }
        alt += 1
      case .end(.image(let reference)):
        alt -= 1
        if alt == 0 { html += "\"\(title(reference)) />" }
      case .begin(let span): if alt == 0 { html += begin(span) }
      case .end(let span): if alt == 0 { html += end(span) }
      case .text(let range): html += escaped(Array(text[range]))
      case .literal(let bytes): html += escaped(bytes)
      case .softBreak: html += "\n"
      case .hardBreak: html += alt > 0 ? "\n" : "<br />\n"
      case .code(let code): html += alt > 0 ? escaped(code) : "<code>\(escaped(code))</code>"
      case .html(let range): if alt == 0 { html += String(decoding: text[range], as: UTF8.self) }
      case .address(let address, let range):
        html += "<a href=\"\(self.address(address))\">\(escaped(Array(text[range])))</a>"
      case .math(let formula, _): html += "<math>\(escaped(formula))</math>"
      case .footnote(let label): html += "<sup>\(escaped(label))</sup>"
      }
    }
    return html
  }

  private func begin(_ span: InlineSpan) -> String {
    switch span {
    case .emphasis: "<em>"
    case .strong: "<strong>"
    case .strikethrough: "<del>"
    case .link(let reference): "<a href=\"\(address(reference.destination))\"\(title(reference))>"
    case .image: ""
    }
  }

  private func end(_ span: InlineSpan) -> String {
    switch span {
    case .emphasis: "</em>"
    case .strong: "</strong>"
    case .strikethrough: "</del>"
    case .link: "</a>"
    case .image: ""
    }
  }

  private func title(_ reference: Reference) -> String {
    reference.title.map { " title=\"\(escaped($0))\"" } ?? ""
  }

  private func address(_ address: [UInt8]) -> String {
    let plain = Set("-_.+!*'(),%#@?=;:/,+$~&[]".utf8).subtracting("[]".utf8)
    var html = ""
    for byte in address {
      if byte == 0x26 {
        html += "&amp;"
      } else if MarkdownBytes.isAlphanumeric(byte) || plain.contains(byte) {
        html.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        html += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return html
  }

  private func escaped(_ bytes: some Sequence<UInt8>) -> String {
    var html: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 0x26: html += "&amp;".utf8
      case 0x3C: html += "&lt;".utf8
      case 0x3E: html += "&gt;".utf8
      case 0x22: html += "&quot;".utf8
      default: html.append(byte)
      }
    }
    return String(decoding: html, as: UTF8.self)
  }
}
