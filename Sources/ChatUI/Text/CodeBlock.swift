/// A code block as the model wrote it, for copying and saving; it has not passed the door.
package struct CodeBlock: Equatable, Sendable {
  /// What the fence says first; empty where it says nothing.
  package let language: String
  package private(set) var code: String
  /// Not code by its indent alone.
  package let isFenced: Bool

  init(language: String, code: String, isFenced: Bool = true) {
    self.language = language
    self.code = code
    self.isFenced = isFenced
  }

  /// The code blocks of a message, in the order of `LayoutRow.CodeRow.number`.
  package static func all(in text: String, options: MarkdownOptions = .chat) -> [CodeBlock] {
    var parser = BlockParser(options)
    var blocks: [CodeBlock] = []
    var code: [UInt8] = []
    var lines: Int?
    for event in parser.feed(text) + parser.finish() {
      switch event {
      case .leafBegan(.code(let info)):
        let word = (info ?? []).prefix { !MarkdownBytes.isSpace($0) }
        blocks.append(
          CodeBlock(
            language: String(decoding: Entity.resolved(word), as: UTF8.self), code: "",
            isFenced: info != nil))
        lines = 0
      case .line:
        if let count = lines, count > 0 { code.append(0x0A) }
        lines = lines.map { $0 + 1 }
      case .text(let text): if lines != nil { code += text }
      case .leafEnded:
        if lines != nil { blocks[blocks.count - 1].code = String(decoding: code, as: UTF8.self) }
        (lines, code) = (nil, [])
      case .leafBegan, .containerBegan, .containerEnded, .becameHeading, .kept, .blank, .defined:
        break
      }
    }
    return blocks
  }
}
