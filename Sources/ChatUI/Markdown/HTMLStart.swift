/// How a block of HTML begins, and with that how it ends (CommonMark, section 4.6).
enum HTMLStart: Equatable, Sendable {
  /// `<script`, `<pre`, `<style`, `<textarea`.
  case verbatim
  case comment
  case instruction
  case declaration
  case characterData
  /// A tag of a block.
  case block
  /// Any tag alone on its line.
  case tag

  enum Scan: Equatable {
    case html(HTMLStart)
    case text
    /// The end of the line decides.
    case undecided
  }

  /// Whether a blank line ends it.
  var endsAtBlank: Bool { self == .block || self == .tag }

  /// Whether it ends with this line.
  func ends(_ line: [UInt8]) -> Bool {
    switch self {
    case .verbatim:
      let line = line.map(MarkdownBytes.lowercased)
      return HTMLStart.verbatimNames.contains { name in
        MarkdownBytes.find(Array("</\(name)>".utf8), in: line, from: 0) != nil
      }
    case .comment: return MarkdownBytes.find(Array("-->".utf8), in: line, from: 0) != nil
    case .instruction: return MarkdownBytes.find(Array("?>".utf8), in: line, from: 0) != nil
    case .declaration: return line.contains(0x3E)
    case .characterData: return MarkdownBytes.find(Array("]]>".utf8), in: line, from: 0) != nil
    case .block, .tag: return false
    }
  }

  /// What a line that begins with `<` is.
  static func find(in rest: ArraySlice<UInt8>, inParagraph: Bool, isWhole: Bool) -> Scan {
    let bytes = Array(rest)
    let cut: Scan = isWhole ? .text : .undecided
    guard bytes.count > 1 else { return cut }
    switch bytes[1] {
    case 0x21: return declaration(bytes, cut)
    case 0x3F: return .html(.instruction)
    default: break
    }
    let isClosing = bytes[1] == 0x2F
    let start = isClosing ? 2 : 1
    guard start < bytes.count else { return cut }
    guard MarkdownBytes.isLetter(bytes[start]) else { return .text }
    let name = bytes[start...].prefix { MarkdownBytes.isAlphanumeric($0) || $0 == 0x2D }
    guard isWhole || name.endIndex < bytes.count else { return .undecided }
    if let start = named(name, in: bytes, isClosing: isClosing) { return .html(start) }
    if inParagraph { return .text }
    switch HTMLTag.scan(bytes, at: 0) {
    case .cut: return cut
    case .none: return .text
    case .tag(let end):
      return bytes[end...].allSatisfy(MarkdownBytes.isSpace) ? .html(.tag) : .text
    }
  }

  private static func declaration(_ bytes: [UInt8], _ cut: Scan) -> Scan {
    if MarkdownBytes.stands("<!--", in: bytes, at: 0) { return .html(.comment) }
    if MarkdownBytes.stands("<![CDATA[", in: bytes, at: 0) { return .html(.characterData) }
    guard bytes.count > 2 else { return cut }
    if MarkdownBytes.isLetter(bytes[2]) { return .html(.declaration) }
    let mayGrow =
      Array("<!--".utf8).starts(with: bytes)
      || Array("<![CDATA[".utf8).starts(with: bytes)
    return mayGrow ? cut : .text
  }

  private static func named(
    _ name: ArraySlice<UInt8>, in bytes: [UInt8], isClosing: Bool
  ) -> HTMLStart? {
    let word = String(decoding: name.map(MarkdownBytes.lowercased), as: UTF8.self)
    let after = name.endIndex < bytes.count ? bytes[name.endIndex] : 0x20
    let isEnded = MarkdownBytes.isSpace(after) || after == 0x3E
    if verbatimNames.contains(word) { return isEnded && !isClosing ? .verbatim : nil }
    guard blockNames.contains(word) else { return nil }
    let isEmpty =
      after == 0x2F && name.endIndex + 1 < bytes.count && bytes[name.endIndex + 1] == 0x3E
    return isEnded || isEmpty ? .block : nil
  }

  private static let verbatimNames: Set<String> = ["script", "pre", "style", "textarea"]

  private static let blockNames: Set<String> = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center",
    "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu",
    "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
  ]
}
