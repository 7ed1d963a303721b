/// What the lines' meanings do to the open blocks.
extension BlockParser {
  mutating func apply(_ plan: LinePlan) {
    if case .continuation = plan.action { return addLine(plan.cursor) }
    if case .code = plan.action, isOpenCode(plan) { return addCodeLine(plan.cursor) }
    closeUnmatched(plan)
    for start in plan.starts { begin(start) }
    begin(plan.action, plan)
  }

  /// Whether the line is more of the code that is open.
  private func isOpenCode(_ plan: LinePlan) -> Bool {
    guard plan.starts.isEmpty, plan.matched == containers.count else { return false }
    switch leaf {
    case .fenced, .indented: return true
    case .paragraph, .heading, .html, .table, .math, .verbatim, nil: return false
    }
  }

  private mutating func closeUnmatched(_ plan: LinePlan) {
    let goesOn: Bool
    switch plan.action {
    case .blank:
      goesOn = plan.matched == containers.count && plan.starts.isEmpty && blankGoesOn
    case .underline, .table, .fenceEnd, .htmlLine, .row, .mathLine, .mathEnd: goesOn = true
    case .continuation, .paragraph, .heading, .rule, .fence, .code, .html, .math: goesOn = false
    }
    if !goesOn { closeLeaf() }
    while containers.count > plan.matched { closeContainer() }
  }

  /// Whether the open leaf takes a blank line.
  private var blankGoesOn: Bool {
    switch leaf {
    case .fenced, .indented, .verbatim: true
    case .html(let start): !start.endsAtBlank
    case .paragraph, .heading, .table, .math, nil: false
    }
  }

  // MARK: Containers

  private mutating func begin(_ start: LinePlan.Start) {
    switch start {
    case .quote:
      prepareForChild()
      open(.quote, as: .quote)
    case .footnote(let label):
      prepareForChild()
      open(.footnote, as: .footnote(label: label))
    case .item(let kind, let offset, let number, let task):
      if let last = containers.last, case .list(let open) = last.kind, !open.continues(kind) {
        closeContainer()
      }
      if case .list = containers.last?.kind {
      } else {
        prepareForChild()
        open(.list(kind), as: .list(kind))
      }
      let list = containers.count - 1
      var first = number
      if case .list(let open) = containers[list].kind { first = open.start ?? number }
      let count = containers[list].items
      containers[list].items += 1
      open(.item(offset: offset), as: .item(number: first + count, task: task))
    }
  }

  private mutating func open(_ kind: Open.Kind, as container: Container) {
    containers.append(Open(kind: kind))
    events.append(.containerBegan(container))
  }

  /// A list holds items only: anything else ends it.
  private mutating func prepareForChild() {
    while case .list = containers.last?.kind { closeContainer() }
    if !containers.isEmpty { containers[containers.count - 1].hasChildren = true }
  }

  mutating func closeContainer() {
    containers.removeLast()
    events.append(.containerEnded)
  }

  // MARK: Leaves

  private mutating func begin(_ action: LinePlan.Action, _ plan: LinePlan) {
    var cursor = plan.cursor
    switch action {
    case .blank: takeBlank(plan)
    case .continuation: addLine(cursor)
    case .paragraph:
      let isVerbatim = options.onlyFences
      begin(isVerbatim ? .verbatim : .paragraph, as: isVerbatim ? .verbatim : .paragraph)
      addLine(cursor)
    case .heading(let level):
      begin(.heading, as: .heading(level: level))
      cursor.skipSpaces(and: level)
      addLine(cursor)
    case .underline(let level): underline(level, cursor)
    case .rule:
      begin(nil, as: .rule)
      events.append(.leafEnded)
    case .fence(let fence, let info): begin(.fenced(fence), as: .code(info: info))
    case .fenceEnd: closeLeaf()
    case .code:
      begin(.indented, as: .code(info: nil))
      addCodeLine(cursor)
    case .html(let start):
      begin(.html(start), as: .html)
      addHTML(cursor, start)
    case .htmlLine: if case .html(let start) = leaf { addHTML(cursor, start) }
    case .table(let alignments): beginTable(alignments)
    case .row: addWholeLine(cursor)
    case .math(let fence, let isWhole): beginMath(fence, isWhole: isWhole, cursor)
    case .mathLine: addWholeLine(cursor)
    case .mathEnd:
      if case .math(let fence) = leaf { addMath(cursor, upTo: fence.closing) }
      closeLeaf()
    }
  }

  private mutating func begin(_ open: OpenLeaf?, as leaf: Leaf) {
    prepareForChild()
    self.leaf = open
    paragraph = []
    events.append(.leafBegan(leaf))
  }

  private mutating func takeBlank(_ plan: LinePlan) {
    switch leaf {
    case .fenced: addCodeLine(plan.cursor)
    case .indented: heldBlankLines.append(indentedText(plan.cursor))
    case .html: addWholeLine(plan.cursor)
    case .verbatim: heldBlankLines.append([])
    case .paragraph, .heading, .table, .math, nil: break
    }
    // A marker without text begins something: nothing ends with it.
    if plan.starts.isEmpty { events.append(.blank(depth: plan.matched)) }
  }

  /// Adds the rest of a line of a paragraph.
  private mutating func addLine(_ cursor: LineCursor) {
    var cursor = cursor
    if leaf == .verbatim { addBlankLines() } else { cursor.skipSpaces() }
    if leaf == .paragraph, !paragraph.isEmpty { paragraph.append(0x0A) }
    events.append(.line)
    addText(cursor.text)
  }

  private mutating func addWholeLine(_ cursor: LineCursor) {
    events.append(.line)
    addText(cursor.text)
  }

  private mutating func addCodeLine(_ cursor: LineCursor) {
    addBlankLines()
    guard case .fenced(let fence) = leaf else {
      events.append(.line)
      return addText(indentedText(cursor))
    }
    var cursor = cursor
    cursor.skip(columns: fence.indent)
    addWholeLine(cursor)
  }

  /// Blank lines belong to indented code and to plain text only where more of it follows.
  private mutating func addBlankLines() {
    for blank in heldBlankLines {
      events.append(.line)
      addText(blank)
    }
    heldBlankLines = []
  }

  private func indentedText(_ cursor: LineCursor) -> [UInt8] {
    var cursor = cursor
    cursor.skip(columns: 4)
    return cursor.text
  }

  private mutating func addHTML(_ cursor: LineCursor, _ start: HTMLStart) {
    addWholeLine(cursor)
    if start.ends(cursor.text) { closeLeaf() }
  }

  private mutating func beginMath(_ fence: MathFence, isWhole: Bool, _ cursor: LineCursor) {
    begin(.math(fence), as: .math)
    var cursor = cursor
    cursor.skipSpaces(and: 2)
    guard isWhole else {
      if !cursor.isBlank { addWholeLine(cursor) }
      return
    }
    addMath(cursor, upTo: fence.closing)
    closeLeaf()
  }

  private mutating func addMath(_ cursor: LineCursor, upTo closing: [UInt8]) {
    var text = cursor.text
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    text.removeLast(min(closing.count, text.count))
    guard text.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
    events.append(.line)
    addText(text)
  }

  // MARK: What paragraphs turn into

  private mutating func underline(_ level: Int, _ cursor: LineCursor) {
    let start = takeDefinitions()
    guard start < paragraph.count else {
      closeLeaf()
      begin(.paragraph, as: .paragraph)
      return addLine(cursor)
    }
    if start > 0 { events.append(.kept(start..<paragraph.count)) }
    events.append(.becameHeading(level: level))
    leaf = nil
    events.append(.leafEnded)
  }

  /// The paragraph's last line is the heading of a table.
  private mutating func beginTable(_ alignments: [ColumnAlignment]) {
    let newline = paragraph.lastIndex(of: 0x0A)
    let heading = Array(paragraph[(newline.map { $0 + 1 } ?? 0)...])
    let end = newline ?? 0
    paragraph.removeSubrange(end...)
    let start = takeDefinitions()
    events.append(.kept(start..<end))
    events.append(.leafEnded)
    leaf = nil
    begin(.table(columns: alignments.count), as: .table(alignments))
    events.append(.line)
    addText(heading)
  }

  mutating func closeLeaf() {
    guard leaf != nil else { return }
    if leaf == .paragraph {
      let start = takeDefinitions()
      if start > 0 { events.append(.kept(start..<paragraph.count)) }
    }
    leaf = nil
    paragraph = []
    heldBlankLines = []
    events.append(.leafEnded)
  }

  /// Takes the definitions at the beginning of the paragraph; gives where they end.
  private mutating func takeDefinitions() -> Int {
    var start = 0
    while let found = ReferenceDefinition(in: paragraph, at: start) {
      define(found.label, found.reference)
      start = found.end
    }
    return start
  }
}
