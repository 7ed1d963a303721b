/// What a block shows, without what stands to its left.
enum BlockBody: Sendable {
  case flowing(FlowingText, isHeading: Bool)
  case code(CodeText)
  case table(TableText)
  /// Lines as they are.
  case lines(WrappedText, Style)
  /// A formula's source, and what is shown of it once it is whole.
  case formula([UInt8], WrappedText)
  case rule
  /// Stands here while a body is changed: two owners would mean a copy.
  case nothing

  init(_ leaf: Leaf, width: Int, options: MarkdownOptions) {
    switch leaf {
    case .paragraph:
      self = .flowing(FlowingText(width: width, level: nil, options: options), isHeading: false)
    case .heading(let level):
      self = .flowing(FlowingText(width: width, level: level, options: options), isHeading: true)
    case .code(let info):
      self = .code(CodeText(width: width, language: info.flatMap { Self.language(of: $0) }))
    case .html: self = .lines(WrappedText(width: width), Style(role: .html))
    case .verbatim: self = .lines(WrappedText(width: width), .plain)
    case .rule: self = .rule
    case .table(let alignments):
      self = .table(TableText(alignments, width: width, options: options))
    case .math: self = .formula([], WrappedText(width: width))
    }
  }

  private static func language(of info: [UInt8]) -> Language? {
    Language.named(String(decoding: info.prefix { !MarkdownBytes.isSpace($0) }, as: UTF8.self))
  }

  var rowCount: Int {
    switch self {
    case .flowing(let text, _): text.wrapped.rowCount
    case .code(let code): code.wrapped.rowCount
    case .table(let table): table.rowCount
    case .lines(let text, _), .formula(_, let text): text.rowCount
    case .rule: 1
    case .nothing: 0
    }
  }

  /// Rows that stay as they are while the block is open.
  var settledRowCount: Int {
    switch self {
    case .flowing(let text, _): text.settledRowCount
    case .code(let code): code.settledRowCount
    case .lines(let text, _): max(0, text.rowCount - 1)
    case .table, .formula, .rule, .nothing: 0
    }
  }

  func row(_ index: Int, width: Int) -> Line {
    switch self {
    case .flowing(let text, _): text.wrapped.row(index)
    case .code(let code): code.wrapped.row(index)
    case .table(let table): table.row(index)
    case .lines(let text, _), .formula(_, let text): text.row(index)
    case .rule: Line(.repeating("─", width), style: Style(role: .rule))
    case .nothing: Line()
    }
  }

  /// What a row shows first, as a place in the text.
  func offset(ofRow index: Int) -> Int? {
    switch self {
    case .flowing(let text, _): text.wrapped.range(ofRow: index)?.lowerBound
    case .code(let code): code.wrapped.range(ofRow: index)?.lowerBound
    case .table(let table): table.offset(ofRow: index)
    case .lines(let text, _), .formula(_, let text): text.range(ofRow: index)?.lowerBound
    case .rule, .nothing: 0
    }
  }

  func row(showing offset: Int) -> Int {
    switch self {
    case .flowing(let text, _): text.wrapped.row(showing: offset)
    case .code(let code): code.wrapped.row(showing: offset)
    case .table(let table): table.row(showing: offset)
    case .lines(let text, _), .formula(_, let text): text.row(showing: offset)
    case .rule, .nothing: 0
    }
  }

  // MARK: Growing

  mutating func beginLine() {
    switch self {
    case .flowing(var text, let isHeading):
      self = .nothing
      text.beginLine()
      self = .flowing(text, isHeading: isHeading)
    case .code(var code):
      self = .nothing
      code.beginLine()
      self = .code(code)
    case .table(var table):
      self = .nothing
      table.beginRow()
      self = .table(table)
    case .lines(var text, let style):
      self = .nothing
      if !text.isEmpty { text.append("\n" as String) }
      self = .lines(text, style)
    case .formula(var source, let text):
      self = .nothing
      if !source.isEmpty { source.append(0x0A) }
      self = .formula(source, text)
    case .rule, .nothing: break
    }
  }

  mutating func append(_ bytes: [UInt8]) {
    switch self {
    case .flowing(var text, let isHeading):
      self = .nothing
      text.append(bytes)
      self = .flowing(text, isHeading: isHeading)
    case .code(var code):
      self = .nothing
      code.append(bytes)
      self = .code(code)
    case .table(var table):
      self = .nothing
      table.append(bytes)
      self = .table(table)
    case .lines(var text, let style):
      self = .nothing
      text.append(String(decoding: bytes, as: UTF8.self), style: style)
      self = .lines(text, style)
    case .formula(var source, let text):
      self = .nothing
      source += bytes
      self = .formula(source, text)
    case .rule, .nothing: break
    }
  }

  /// Shows what came.
  mutating func refresh(_ references: [String: Reference]) {
    switch self {
    case .flowing(var text, let isHeading):
      self = .nothing
      text.refresh(references)
      self = .flowing(text, isHeading: isHeading)
    case .code(var code):
      self = .nothing
      code.refresh()
      self = .code(code)
    case .table(var table):
      self = .nothing
      table.refresh(references)
      self = .table(table)
    case .lines, .formula, .rule, .nothing: break
    }
  }

  mutating func close(_ references: [String: Reference]) {
    switch self {
    case .flowing(var text, let isHeading):
      text.close(references, isHeading: isHeading)
      self = .flowing(text, isHeading: isHeading)
    case .code(var code):
      self = .nothing
      code.close()
      self = .code(code)
    case .table: refresh(references)
    case .lines(var text, let style):
      text.finish()
      self = .lines(text, style)
    case .formula(let source, var text):
      for (number, line) in Formula.lines(of: source).enumerated() {
        text.append(number == 0 ? "" : "\n" as SafeText)
        text.append(DisplayForm.line(line), style: Style(role: .math))
      }
      self = .formula([], text)
    case .rule, .nothing: break
    }
  }

  mutating func setWidth(_ width: Int, _ references: [String: Reference]) {
    switch self {
    case .flowing(var text, let isHeading):
      text.setWidth(width, references)
      self = .flowing(text, isHeading: isHeading)
    case .code(var code):
      code.setWidth(width)
      self = .code(code)
    case .table(var table):
      table.setWidth(width)
      self = .table(table)
    case .lines(var text, let style):
      text.setWidth(width)
      self = .lines(text, style)
    case .formula(let source, var text):
      text.setWidth(width)
      self = .formula(source, text)
    case .rule, .nothing: break
    }
  }

  /// Changes a flowing text; nothing happens to another one.
  mutating func changeText(_ change: (inout FlowingText) -> Void) {
    guard case .flowing(var text, let isHeading) = self else { return }
    self = .nothing
    change(&text)
    self = .flowing(text, isHeading: isHeading)
  }
}
