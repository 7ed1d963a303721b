import ChatEngine
import ChatUI

/// One thing that was looked at, and what is to be done where it is not as it should be.
struct DoctorFinding: Equatable {
  enum Mark: String {
    /// As it should be.
    case ok
    /// It works, and could be better.
    case warning
    /// Something does not work because of it.
    case wrong
    /// Not looked at.
    case skipped

    var sign: String {
      switch self {
      case .ok: "✓"
      case .warning: "!"
      case .wrong: "✗"
      case .skipped: "·"
      }
    }
  }

  var mark: Mark
  /// What was looked at: `terminal`, or a provider with a step behind its name.
  var subject: String
  /// What was found; with what to do where that belongs to the sentence.
  var text: String
  /// What to do; nil where nothing is to be done, or the text says it.
  var fix: String?

  init(_ mark: Mark, _ subject: String, _ text: String, fix: String? = nil) {
    self.mark = mark
    self.subject = subject
    self.text = text
    self.fix = fix
  }
}

/// All findings as lines and as JSON.
struct DoctorOutput {
  let findings: [DoctorFinding]

  /// Whether something is wrong.
  var hasFault: Bool { findings.contains { $0.mark == .wrong } }

  /// A line each, folded under itself where the terminal is narrower; nil for no bound.
  func text(width: Int?) -> String {
    let names = findings.map { SafeText($0.subject, context: .code) }
    let column = min(28, names.map(\.columns).max() ?? 0)
    let indent = column + 4
    var text = ""
    for (finding, name) in zip(findings, names) {
      let whole = [finding.text, finding.fix].compactMap(\.self).joined(separator: " ")
      let safe = SafeText(whole).string
      let lines = width.map { HelpText.fold(safe, columns: max(20, $0 - indent)) } ?? [safe]
      let padding = String(repeating: " ", count: max(0, column - name.columns))
      text += "\(finding.mark.sign) \(name.string)\(padding)  \(lines.first ?? "")\n"
      for line in lines.dropFirst() { text += String(repeating: " ", count: indent) + line + "\n" }
    }
    return text + "\n" + summary + "\n"
  }

  private var summary: String {
    let wrong = findings.filter { $0.mark == .wrong }.count
    let warnings = findings.filter { $0.mark == .warning }.count
    switch (wrong, warnings) {
    case (0, 0): return "All is well."
    case (0, let warnings): return "All works; \(warnings) warning\(warnings == 1 ? "" : "s")."
    case (let wrong, 0): return "\(wrong) thing\(wrong == 1 ? " is" : "s are") wrong."
    case (let wrong, let warnings):
      return "\(wrong) thing\(wrong == 1 ? " is" : "s are") wrong, "
        + "\(warnings) warning\(warnings == 1 ? "" : "s")."
    }
  }

  /// A list of objects.
  var json: String {
    let elements = findings.map { finding -> JSON in
      [
        "mark": .string(finding.mark.rawValue), "subject": .string(finding.subject),
        "text": .string(finding.text), "fix": finding.fix.map(JSON.string) ?? .null,
      ]
    }
    return JSON.array(elements).text(.init(isPretty: true)) + "\n"
  }
}
