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
}

/// A place in a message that stays the same when its width changes.
package struct MessagePlace: Equatable, Sendable {
  let block: Int
  /// Bytes of the block's text; -1 is the upper edge of a code block's box, `Int.max` the lower.
  let offset: Int
}

/// A message as rows of a width, as it streams in: text that is wrapped and fenced code that is not.
///
/// Only the last block is open. The rows of the blocks before it never change, and a delta costs
/// what it is long.
package struct MessageLayout: Sendable {
  private struct Block: Sendable {
    /// Nil for text.
    var code: (language: SafeText, number: Int)?
    var body: WrappedText
    let firstRow: Int

    var rowCount: Int { body.rowCount + (code == nil ? 0 : 2) }
  }

  package private(set) var width: Int
  private var blocks: [Block] = []
  private var scanner = FenceScanner()
  private var isOpen = false
  private var codeCount = 0

  package init(width: Int) {
    self.width = max(1, width)
  }

  package var rowCount: Int { blocks.last.map { $0.firstRow + $0.rowCount } ?? 0 }

  /// Adds a delta of the message's text, which may end anywhere.
  package mutating func append(_ delta: String) {
    for event in scanner.feed(delta) { take(event) }
  }

  /// Ends the message.
  package mutating func finish() {
    for event in scanner.finish() { take(event) }
    endBlock()
  }

  /// Lays the message out again where the width differs; costs what the message is long, so that a
  /// view asks for it only for what it is about to show.
  package mutating func setWidth(_ width: Int) {
    guard max(1, width) != self.width else { return }
    self.width = max(1, width)
    var firstRow = 0
    blocks = blocks.map { old in
      var body = old.body
      body.setWidth(bodyWidth(isCode: old.code != nil))
      let block = Block(code: old.code, body: body, firstRow: firstRow)
      firstRow += block.rowCount
      return block
    }
  }

  /// A row; an empty one where there is none.
  package func row(_ index: Int) -> LayoutRow {
    guard index >= 0, index < rowCount else { return LayoutRow(line: Line(), kind: .text) }
    let block = blocks[blockIndex(ofRow: index)]
    let row = index - block.firstRow
    guard let code = block.code else { return LayoutRow(line: block.body.row(row), kind: .text) }
    let part: LayoutRow.CodeRow.Part =
      row == 0 ? .top : row == block.rowCount - 1 ? .bottom : .body
    return LayoutRow(
      line: part == .body ? block.body.row(row - 1) : Line(),
      kind: .code(.init(part: part, language: code.language, number: code.number)))
  }

  /// What a row shows first, to find it again in another width; nil where there is no such row.
  package func place(ofRow index: Int) -> MessagePlace? {
    guard index >= 0, index < rowCount else { return nil }
    let number = blockIndex(ofRow: index)
    let block = blocks[number]
    let row = index - block.firstRow - (block.code == nil ? 0 : 1)
    guard row >= 0 else { return MessagePlace(block: number, offset: -1) }
    let range = block.body.range(ofRow: row)
    return MessagePlace(block: number, offset: range?.lowerBound ?? .max)
  }

  /// The row that shows a place now; the last one where the message is shorter.
  package func row(showing place: MessagePlace) -> Int {
    guard blocks.indices.contains(place.block) else { return max(0, rowCount - 1) }
    let block = blocks[place.block]
    if place.offset < 0 { return block.firstRow }
    if place.offset == .max { return block.firstRow + max(0, block.rowCount - 1) }
    let row = block.body.row(showing: place.offset) + (block.code == nil ? 0 : 1)
    return block.firstRow + min(row, max(0, block.rowCount - 1))
  }

  private mutating func take(_ event: FenceScanner.Event) {
    switch event {
    case .text(let text):
      if !isOpen { begin(code: nil) }
      blocks[blocks.count - 1].body.append(text)
    case .codeBegins(let language):
      endBlock()
      begin(code: (DisplayForm.line(language, context: .code), codeCount))
      codeCount += 1
    case .codeEnds:
      endBlock()
    }
  }

  private mutating func begin(code: (language: SafeText, number: Int)?) {
    let body = WrappedText(
      width: bodyWidth(isCode: code != nil), mode: code == nil ? .words : .code)
    blocks.append(Block(code: code, body: body, firstRow: rowCount))
    isOpen = true
  }

  private mutating func endBlock() {
    guard isOpen else { return }
    blocks[blocks.count - 1].body.finish()
    isOpen = false
  }

  private func bodyWidth(isCode: Bool) -> Int {
    isCode ? CodeFrame(width: width).bodyWidth : width
  }

  private func blockIndex(ofRow row: Int) -> Int {
    var low = 0
    var high = blocks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if blocks[middle].firstRow <= row { low = middle } else { high = middle }
    }
    return low
  }
}
