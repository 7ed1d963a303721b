/// Text in one style.
package struct StyledRun: Hashable, Sendable {
  package var text: SafeText
  package var style: Style

  package init(_ text: SafeText, style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

/// One row of text in several styles.
package struct Line: Hashable, Sendable, ExpressibleByArrayLiteral {
  package private(set) var runs: [StyledRun]

  package init(_ runs: [StyledRun] = []) {
    self.runs = runs
  }

  package init(_ text: SafeText, style: Style = .plain) {
    runs = [StyledRun(text, style: style)]
  }

  package init(arrayLiteral runs: StyledRun...) {
    self.runs = runs
  }

  /// The columns that it takes.
  package var columns: Int { runs.reduce(0) { $0 + CharacterWidth.columns($1.text) } }

  /// The text without the styles.
  package var text: SafeText { runs.reduce(into: SafeText()) { $0 += $1.text } }

  package mutating func append(_ text: SafeText, style: Style = .plain) {
    guard !text.isEmpty else { return }
    if let last = runs.indices.last, runs[last].style == style {
      runs[last].text += text
    } else {
      runs.append(StyledRun(text, style: style))
    }
  }

  package mutating func append(_ line: Line) {
    for run in line.runs { append(run.text, style: run.style) }
  }

  /// Adds spaces until the line takes `columns`.
  package mutating func pad(to columns: Int, style: Style = .plain) {
    append(SafeText.spaces(columns - self.columns), style: style)
  }
}
