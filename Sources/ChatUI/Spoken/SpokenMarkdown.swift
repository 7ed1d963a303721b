/// Markdown as lines to be read out, as it streams in: each is final once it is given.
///
/// Headings, lists, code, quotes and tables are said in a word or two at their beginning, and at
/// their end where that cannot be heard. There are no blank lines: they say nothing.
struct SpokenMarkdown: Sendable {
  private enum Leaf: Sendable {
    case flow(SpokenFlow, isHeading: Bool)
    /// Lines as they are; what is said when they end.
    case lines([UInt8]?, end: SafeText?)
    case table(SpokenTable)
    case formula([UInt8])
    case nothing
  }

  private enum Level: Sendable {
    case quote
    case list(ListKind)
    case other
  }

  private let options: MarkdownOptions
  private var parser: BlockParser
  private var references: [String: Reference] = [:]
  private var levels: [Level] = []
  private var leaf = Leaf.nothing
  /// What stands before the next line that is read out.
  private var prefix = SafeText()
  private var lines: [SafeText] = []

  init(_ options: MarkdownOptions = .chat) {
    self.options = options
    parser = BlockParser(options)
  }

  /// Adds a delta; gives the lines that are whole by now.
  mutating func append(_ delta: String) -> [SafeText] {
    for event in parser.feed(delta) { take(event) }
    if case .flow(var flow, let isHeading) = leaf, !isHeading {
      leaf = .nothing
      say(flow.refresh(references))
      leaf = .flow(flow, isHeading: isHeading)
    }
    return drain()
  }

  /// Ends the text; gives the rest.
  mutating func finish() -> [SafeText] {
    for event in parser.finish() { take(event) }
    return drain()
  }

  /// The lines of a whole text.
  static func lines(_ text: String, _ options: MarkdownOptions = .chat) -> [SafeText] {
    var markdown = SpokenMarkdown(options)
    let first = markdown.append(text)
    return first + markdown.finish()
  }

  private mutating func drain() -> [SafeText] {
    defer { lines = [] }
    return lines
  }

  private mutating func say(_ more: [SafeText]) {
    for line in more {
      lines.append(prefix + line)
      prefix = SafeText()
    }
  }

  // MARK: Blocks

  private mutating func take(_ event: BlockEvent) {
    switch event {
    case .containerBegan(let container): begin(container)
    case .containerEnded: endContainer()
    case .leafBegan(let kind): begin(kind)
    case .line: beginLine()
    case .text(let bytes): add(bytes)
    case .becameHeading(let level):
      if case .flow(let flow, _) = leaf, flow.isUnread { prefix += Self.heading(level) }
    case .kept(let range):
      guard case .flow(var flow, let isHeading) = leaf else { return }
      flow.keep(range)
      leaf = .flow(flow, isHeading: isHeading)
    case .leafEnded: endLeaf()
    case .defined(let label, let reference): references[label] = reference
    case .blank: break
    }
  }

  private mutating func begin(_ container: Container) {
    switch container {
    case .quote:
      levels.append(.quote)
      prefix += "Quote: "
    case .list(let kind): levels.append(.list(kind))
    case .item(let number, let task):
      prefix += marker(number, task)
      levels.append(.other)
    case .footnote(let label):
      levels.append(.other)
      prefix += "Footnote \(SafeText(String(decoding: label, as: UTF8.self), context: .code)): "
    }
  }

  private mutating func endContainer() {
    prefix = SafeText()
    if case .quote? = levels.popLast() { lines.append("End of quote.") }
  }

  /// `2. `, `Bullet: `, `Level 2, bullet: `.
  private func marker(_ number: Int, _ task: Bool?) -> SafeText {
    let lists = levels.compactMap { if case .list(let kind) = $0 { kind } else { nil } }
    let isNumbered = lists.last?.start != nil
    var marker: SafeText = isNumbered ? "\(number)" : lists.count > 1 ? "bullet" : "Bullet"
    if lists.count > 1 { marker = "Level \(lists.count), \(marker)" }
    if let task { marker += task ? ", done" : ", not done" }
    return marker + (isNumbered && task == nil ? ". " : ": ")
  }

  private mutating func begin(_ kind: ChatUI.Leaf) {
    switch kind {
    case .paragraph: leaf = .flow(SpokenFlow(options), isHeading: false)
    case .heading(let level):
      prefix += Self.heading(level)
      leaf = .flow(SpokenFlow(options), isHeading: true)
    case .code(let info):
      let word = Entity.resolved((info ?? []).prefix { !MarkdownBytes.isSpace($0) })
      let language = SafeText(String(decoding: word, as: UTF8.self), context: .code)
      say([language.isEmpty ? "Code:" : "Code, \(language):"])
      leaf = .lines(nil, end: "End of code.")
    case .html, .verbatim: leaf = .lines(nil, end: nil)
    case .table(let columns): leaf = .table(SpokenTable(columns.count, options))
    case .math: leaf = .formula([])
    case .rule:
      say(["Separator."])
      leaf = .nothing
    }
  }

  private static func heading(_ level: Int) -> SafeText { "Heading \(level): " }

  private mutating func beginLine() {
    switch leaf {
    case .flow(var flow, let isHeading):
      leaf = .nothing
      flow.beginLine()
      leaf = .flow(flow, isHeading: isHeading)
    case .lines(let line, let end):
      if let line { say([SafeText(String(decoding: line, as: UTF8.self), context: .code)]) }
      leaf = .lines([], end: end)
    case .table(var table):
      say(table.beginRow(references))
      leaf = .table(table)
    case .formula(let bytes): if !bytes.isEmpty { leaf = .formula(bytes + [0x0A]) }
    case .nothing: break
    }
  }

  private mutating func add(_ bytes: [UInt8]) {
    switch leaf {
    case .flow(var flow, let isHeading):
      leaf = .nothing
      flow.append(bytes)
      leaf = .flow(flow, isHeading: isHeading)
    case .lines(let line, let end):
      leaf = .nothing
      leaf = .lines((line ?? []) + bytes, end: end)
    case .table(var table):
      table.append(bytes)
      leaf = .table(table)
    case .formula(let source): leaf = .formula(source + bytes)
    case .nothing: break
    }
  }

  private mutating func endLeaf() {
    switch leaf {
    case .flow(var flow, let isHeading): say(flow.close(references, isHeading: isHeading))
    case .lines(let line, let end):
      if let line { say([SafeText(String(decoding: line, as: UTF8.self), context: .code)]) }
      if let end { say([end]) }
    case .table(var table):
      say(table.beginRow(references))
      say(["End of table."])
    case .formula(let source):
      say(["Formula: \(DisplayForm.line(Formula.lines(of: source).joined(separator: "; ")))"])
    case .nothing: break
    }
    leaf = .nothing
  }
}
