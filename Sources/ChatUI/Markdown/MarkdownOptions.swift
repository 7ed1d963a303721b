/// What is read as Markdown beyond CommonMark, or left alone.
package struct MarkdownOptions: Equatable, Sendable {
  /// Fenced code is the only markup: for what a person typed, which stays as it is.
  package var onlyFences = false
  /// Tables of GitHub's Markdown.
  package var tables = false
  /// `~~gone~~`.
  package var strikethrough = false
  /// `- [x] done`.
  package var tasks = false
  /// `[^1]` and `[^1]: a note`.
  package var footnotes = false
  /// Addresses without angle brackets.
  package var bareLinks = false
  /// `$x$`, `\(x\)`, `$$x$$` and `\[x\]`.
  package var math = false

  /// CommonMark and nothing else.
  package static let commonMark = MarkdownOptions()
  /// What models write.
  package static let chat = MarkdownOptions(
    tables: true, strikethrough: true, tasks: true, footnotes: true, bareLinks: true, math: true)
  /// What people type.
  package static let plain = MarkdownOptions(onlyFences: true)
}
