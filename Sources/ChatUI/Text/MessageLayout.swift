/// One row of a message.
package struct LayoutRow: Equatable, Sendable {
  /// What the row belongs to.
  package enum Kind: Equatable, Sendable {
    case text
    case code(CodeRow)
  }

  /// A row of a code block.
  package struct CodeRow: Equatable, Sendable {
    package enum Part: Equatable, Sendable { case top, body, bottom }

    package let part: Part
    /// What the fence says; empty where it says nothing.
    package let language: SafeText
    /// Which of the message's code blocks it is, from 0.
    package let number: Int
  }

  /// The row's own text; a code block's frame is for `CodeFrame` to draw.
  package let line: Line
  package let kind: Kind
  /// What stands to the left of a code block's frame; a text has it in its line.
  package var prefix = Line()
}

/// A place in a message that stays the same when its width changes.
package struct MessagePlace: Equatable, Sendable {
  let block: Int
  /// A place in the block's text; -2 is the blank row above it, -1 the upper edge of a code block's
  /// box, `Int.max` the lower.
  let offset: Int
}

/// A message as rows of a width, as it streams in: Markdown, laid out block by block.
///
/// Only the last block is open. The rows of the blocks before it never change, and a delta costs
/// what it is long.
package struct MessageLayout: Sendable {
  private struct Block: Sendable {
    /// Nil for all but code.
    var code: (language: SafeText, number: Int)?
    var body: BlockBody
    let prefix: BlockPrefix
    let firstRow: Int

    /// The blank row above.
    var gap: Int { prefix.gap != nil && firstRow > 0 ? 1 : 0 }
    var bodyRows: Int { max(body.rowCount, prefix.hasMarker ? 1 : 0) + (code == nil ? 0 : 2) }
    var rowCount: Int { bodyRows == 0 ? 0 : bodyRows + gap }
  }

  package private(set) var width: Int
  private let options: MarkdownOptions
  private var blocks: [Block] = []
  private var parser: BlockParser
  private var prefixes = BlockPrefixes()
  /// What was defined before the block that is open.
  private var references: [String: Reference] = [:]
  private var isOpen = false
  /// The number of the next code block: as many as there are so far.
  private(set) var codeCount: Int
  private var followsBlank = false
  /// Whether the open block's last line is blank.
  private var endsBlank = false
  /// Whether the open block is fenced code, whose blank rows are its own.
  private var isFenced = false
  /// What stood beside a paragraph that was none: the heading of a table, or a definition.
  private var freedPrefix: BlockPrefix?
  private var isEmptied = false
  /// How often rows that were settled became others: an underline makes a heading of a paragraph,
  /// and the last line of one a table.
  private(set) var rewrites = 0

  /// A message without rows; `firstCode` is the number of its first code block.
  package init(width: Int, options: MarkdownOptions = .chat, firstCode: Int = 0) {
    self.width = max(1, width)
    codeCount = firstCode
    self.options = options
    parser = BlockParser(options)
  }

  package var rowCount: Int { blocks.last.map { $0.firstRow + $0.rowCount } ?? 0 }

  /// The first rows, which stay as they are whatever follows, but for `rewrites`.
  package var settledRowCount: Int {
    guard isOpen, let last = blocks.last else { return rowCount }
    guard last.body.rowCount > 0 || last.code != nil else { return last.firstRow }
    return last.firstRow + last.gap + last.body.settledRowCount + (last.code == nil ? 0 : 1)
  }

  /// Adds a delta of the message's text, which may end anywhere.
  package mutating func append(_ delta: String) {
    for event in parser.feed(delta) { take(event) }
    if isOpen { blocks[blocks.count - 1].body.refresh(references) }
  }

  /// Ends the message.
  package mutating func finish() {
    for event in parser.finish() { take(event) }
    dropFreedPrefix()
  }

  /// Lays the message out again where the width differs; costs what the message is long, so that a
  /// view asks for it only for what it is about to show.
  package mutating func setWidth(_ width: Int) {
    guard max(1, width) != self.width else { return }
    self.width = max(1, width)
    var firstRow = 0
    blocks = blocks.map { old in
      var body = old.body
      body.setWidth(
        bodyWidth(old.prefix, isCode: old.code != nil), references)
      let block = Block(code: old.code, body: body, prefix: old.prefix, firstRow: firstRow)
      firstRow += block.rowCount
      return block
    }
  }

  /// A row; an empty one where there is none.
  package func row(_ index: Int) -> LayoutRow {
    guard index >= 0, index < rowCount else { return LayoutRow(line: Line(), kind: .text) }
    let block = blocks[blockIndex(ofRow: index)]
    let columns = block.prefix.columns(in: width)
    let row = index - block.firstRow - block.gap
    guard row >= 0 else {
      let gap = block.prefix.gap ?? Line()
      return LayoutRow(line: BlockPrefix.cut(gap, to: columns), kind: .text)
    }
    var line = BlockPrefix.cut(row == 0 ? block.prefix.first : block.prefix.rest, to: columns)
    guard let code = block.code else {
      line.append(block.body.row(row, width: width - columns))
      return LayoutRow(line: line, kind: .text)
    }
    let part: LayoutRow.CodeRow.Part =
      row == 0 ? .top : row == block.bodyRows - 1 ? .bottom : .body
    return LayoutRow(
      line: part == .body ? block.body.row(row - 1, width: width - columns) : Line(),
      kind: .code(.init(part: part, language: code.language, number: code.number)), prefix: line)
  }

  /// What a row shows first, to find it again in another width; nil where there is no such row.
  package func place(ofRow index: Int) -> MessagePlace? {
    guard index >= 0, index < rowCount else { return nil }
    let number = blockIndex(ofRow: index)
    let block = blocks[number]
    let row = index - block.firstRow - block.gap
    guard row >= 0 else { return MessagePlace(block: number, offset: -2) }
    guard block.code != nil else {
      return MessagePlace(block: number, offset: block.body.offset(ofRow: row) ?? 0)
    }
    guard row > 0 else { return MessagePlace(block: number, offset: -1) }
    return MessagePlace(block: number, offset: block.body.offset(ofRow: row - 1) ?? .max)
  }

  /// The row that shows a place now; the last one where the message is shorter.
  package func row(showing place: MessagePlace) -> Int {
    guard blocks.indices.contains(place.block) else { return max(0, rowCount - 1) }
    let block = blocks[place.block]
    let first = block.firstRow + block.gap
    if place.offset == -2 { return min(block.firstRow, max(0, rowCount - 1)) }
    if place.offset < 0 { return first }
    if place.offset == .max { return first + max(0, block.bodyRows - 1) }
    let row = block.body.row(showing: place.offset) + (block.code == nil ? 0 : 1)
    return min(first + min(row, max(0, block.bodyRows - 1)), max(0, rowCount - 1))
  }

  // MARK: Events

  private mutating func take(_ event: BlockEvent) {
    if case .leafBegan(.table) = event {} else { dropFreedPrefix() }
    let last = blocks.count - 1
    switch event {
    case .containerBegan(let container): prefixes.open(container)
    case .containerEnded:
      if prefixes.endsWithFreshItem { addMarkerOnly() }
      prefixes.close()
    case .leafBegan(let leaf): begin(leaf)
    case .line:
      endsBlank = false
      if isOpen { blocks[last].body.beginLine() }
    case .text(let text): if isOpen { blocks[last].body.append(text) }
    case .becameHeading(let level):
      rewrites += 1
      if isOpen { blocks[last].body.changeText { $0.become(headingOfLevel: level) } }
    case .kept(let range):
      rewrites += 1
      isEmptied = range.isEmpty
      if isOpen { blocks[last].body.changeText { $0.keep(range) } }
    case .leafEnded: endBlock()
    case .defined(let label, let reference): references[label] = reference
    case .blank: if isOpen { endsBlank = !isFenced } else { followsBlank = true }
    }
  }

  private mutating func begin(_ leaf: Leaf) {
    var isHeading = false
    if case .heading = leaf { isHeading = true }
    let prefix = freedPrefix ?? prefixes.take(hasGap: followsBlank || isHeading)
    freedPrefix = nil
    var code: (language: SafeText, number: Int)?
    isFenced = false
    if case .code(let info) = leaf {
      isFenced = info != nil
      let word = (info ?? []).prefix { !MarkdownBytes.isSpace($0) }
      let language = String(decoding: Entity.resolved(word), as: UTF8.self)
      code = (DisplayForm.line(language, context: .code), codeCount)
      codeCount += 1
    }
    let body = BlockBody(
      leaf, width: bodyWidth(prefix, isCode: code != nil), options: options)
    blocks.append(Block(code: code, body: body, prefix: prefix, firstRow: rowCount))
    isOpen = true
    followsBlank = false
    endsBlank = false
  }

  /// An item without a text.
  private mutating func addMarkerOnly() {
    let prefix = prefixes.take(hasGap: followsBlank)
    blocks.append(Block(body: .nothing, prefix: prefix, firstRow: rowCount))
    followsBlank = false
  }

  private mutating func endBlock() {
    guard isOpen else { return }
    isOpen = false
    if isEmptied {
      isEmptied = false
      freedPrefix = blocks.removeLast().prefix
      return
    }
    blocks[blocks.count - 1].body.close(references)
    if endsBlank { followsBlank = true }
    endsBlank = false
  }

  private mutating func dropFreedPrefix() {
    guard let prefix = freedPrefix else { return }
    freedPrefix = nil
    if prefix.hasMarker {
      blocks.append(Block(body: .nothing, prefix: prefix, firstRow: rowCount))
    } else if prefix.gap != nil {
      followsBlank = true
    }
  }

  private func bodyWidth(_ prefix: BlockPrefix, isCode: Bool) -> Int {
    let width = max(1, width - prefix.columns(in: width))
    return isCode ? CodeFrame(width: width).bodyWidth : width
  }

  private func blockIndex(ofRow row: Int) -> Int {
    var low = 0
    var high = blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].firstRow <= row { low = middle } else { high = middle }
    }
    // Blocks without rows come before the one that begins here.
    while low + 1 < blocks.count, blocks[low + 1].firstRow <= row { low += 1 }
    return low
  }
}
