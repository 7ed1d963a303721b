@testable import ChatUI

/// The tree of a document, made of the block parser's events.
final class HTMLNode {
  enum Kind {
    case document
    case container(Container)
    case leaf(Leaf)
  }

  var kind: Kind
  weak var parent: HTMLNode?
  var children: [HTMLNode] = []
  var lines: [[UInt8]] = []
  var endsWithBlank = false

  init(_ kind: Kind, in parent: HTMLNode?) {
    self.kind = kind
    self.parent = parent
  }

  var isItem: Bool { if case .container(.item) = kind { true } else { false } }
  var isList: Bool { if case .container(.list) = kind { true } else { false } }
  var isFenced: Bool { if case .leaf(.code(.some)) = kind { true } else { false } }
  var isQuote: Bool { if case .container(.quote) = kind { true } else { false } }

  /// Whether a blank line ends it, or the last thing in it.
  var endsWithBlankInside: Bool {
    if isItem || isList, let last = children.last { return last.endsWithBlankInside }
    return endsWithBlank
  }

  /// Whether a list's paragraphs are written as such.
  var isLoose: Bool {
    for item in children {
      let isLast = item === children.last
      if item.endsWithBlank, !isLast { return true }
      for child in item.children {
        let isLastChild = child === item.children.last
        if child.endsWithBlankInside, !isLast || !isLastChild { return true }
      }
    }
    return false
  }
}

/// Builds the tree.
struct HTMLTree {
  let root = HTMLNode(.document, in: nil)
  private var open: HTMLNode
  private var leaf: HTMLNode?

  init() {
    open = root
  }

  mutating func take(_ event: BlockEvent) {
    switch event {
    case .containerBegan(let container):
      open = child(.container(container))
      forgetBlanks()
    case .containerEnded: open = open.parent ?? root
    case .leafBegan(let kind):
      leaf = child(.leaf(kind))
      forgetBlanks()
    case .line:
      forgetBlanks()
      leaf?.lines.append([])
    case .text(let text):
      if let leaf, !leaf.lines.isEmpty { leaf.lines[leaf.lines.count - 1] += text }
    case .becameHeading(let level): leaf?.kind = .leaf(.heading(level: level))
    case .kept(let range): keep(range)
    case .leafEnded: leaf = nil
    case .blank: takeBlank()
    case .defined: break
    }
  }

  private func child(_ kind: HTMLNode.Kind) -> HTMLNode {
    let node = HTMLNode(kind, in: open)
    open.children.append(node)
    return node
  }

  private func keep(_ range: Range<Int>) {
    guard let leaf else { return }
    if range.isEmpty {
      leaf.parent?.children.removeLast()
    } else {
      leaf.lines = Array(leaf.lines.joined(separator: [0x0A]))[range]
        .split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    }
  }

  /// As cmark marks what a blank line follows.
  private func takeBlank() {
    forgetBlanks()
    if let leaf {
      leaf.endsWithBlank = !leaf.isFenced
      return
    }
    open.children.last?.endsWithBlank = true
    open.endsWithBlank = !open.isQuote && !(open.isItem && open.children.isEmpty)
  }

  /// What gets more does not end with a blank line.
  private func forgetBlanks() {
    var node: HTMLNode? = leaf ?? open
    while let next = node {
      next.endsWithBlank = false
      node = next.parent
    }
  }
}
