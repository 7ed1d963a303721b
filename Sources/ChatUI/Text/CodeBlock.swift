/// A fenced code block as the model wrote it, for copying and saving; it has not passed the door.
package struct CodeBlock: Equatable, Sendable {
  /// What the fence says first; empty where it says nothing.
  package let language: String
  package private(set) var code: String

  /// The code blocks of a message, in the order of `LayoutRow.CodeRow.number`.
  package static func all(in text: String) -> [CodeBlock] {
    var scanner = FenceScanner()
    var blocks: [CodeBlock] = []
    var isOpen = false
    for event in scanner.feed(text) + scanner.finish() {
      switch event {
      case .codeBegins(let language):
        blocks.append(CodeBlock(language: language, code: ""))
        isOpen = true
      case .text(let text):
        if isOpen, let last = blocks.indices.last { blocks[last].code += text }
      case .codeEnds:
        isOpen = false
      }
    }
    return blocks
  }
}
