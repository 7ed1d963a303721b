import Glibc

/// The table of results, a row as soon as it is known.
struct Report {
  private static let widths = [46, 20, 34, 10, 20]
  private(set) var missed = 0

  init() {
    print("", Report.line(["what", "measured", "yardstick", "ratio", "goal"]), separator: "\n")
    print(String(repeating: "-", count: 138))
  }

  /// One line of the table; `isMet` is nil where there is no goal.
  mutating func add(
    _ what: String, _ measured: String, yardstick: String = "", ratio: Double? = nil,
    goal: String = "", isMet: Bool? = nil
  ) {
    if isMet == false { missed += 1 }
    let verdict = isMet.map { $0 ? "met" : "MISSED" } ?? ""
    let ratioText = ratio.map { $0.text(2) + " x" } ?? ""
    print(Report.line([what, measured, yardstick, ratioText, goal]) + verdict)
    fflush(nil)
  }

  /// A section's heading, or a sentence between rows.
  func say(_ sentence: String) {
    print("\(sentence)")
    fflush(nil)
  }

  private static func line(_ columns: [String]) -> String {
    zip(columns, widths).map { text, width in
      text + String(repeating: " ", count: max(1, width - text.count))
    }.joined()
  }
}
