import Glibc
import TestSupport

@testable import ChatUI

/// A screen as a person reads it in a file: its rows as text, where the cursor stands, and below them
/// which columns look how.
struct GoldenScreen {
  let text: String

  init(_ grid: Grid) {
    var lines = grid.text()
    lines.append("==== cursor \(grid.cursor.map { "\($0.column),\($0.row)" } ?? "hidden")")
    var rows: [(first: Int, last: Int, looks: String)] = []
    for row in 0..<grid.rows {
      let looks = GoldenScreen.looks(of: grid.row(row))
      if let last = rows.last, last.looks == looks, last.last == row - 1 {
        rows[rows.count - 1].last = row
      } else if !looks.isEmpty {
        rows.append((row, row, looks))
      }
    }
    for (first, last, looks) in rows {
      lines.append("\(GoldenScreen.range(first, last)): \(looks)")
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// `1-16 bold, 48-79 grey`: the columns of a row that are not plain.
  private static func looks(of cells: ArraySlice<Cell>) -> String {
    var runs: [(first: Int, last: Int, style: Style)] = []
    for (column, cell) in cells.enumerated() {
      if let last = runs.last, last.style == cell.style {
        runs[runs.count - 1].last = column
      } else {
        runs.append((column, column, cell.style))
      }
    }
    return runs.filter { $0.style != .plain }
      .map { "\(range($0.first, $0.last)) \(words($0.style))" }.joined(separator: ", ")
  }

  private static func range(_ first: Int, _ last: Int) -> String {
    first == last ? "\(first)" : "\(first)-\(last)"
  }

  /// `cyan bold on black`.
  private static func words(_ style: Style) -> String {
    var words: [String] = []
    if style.foreground != .default { words.append(name(style.foreground)) }
    let attributes: [(Style.Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underlined"),
      (.reverse, "reverse"), (.strikethrough, "struck"),
    ]
    words += attributes.filter { style.attributes.contains($0.0) }.map(\.1)
    if style.background != .default { words.append("on " + name(style.background)) }
    if style.role != .plain { words.append("role \(style.role)") }
    return words.joined(separator: " ")
  }

  private static func name(_ colour: Colour) -> String {
    let names = [
      "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "grey", "bright red",
      "bright green", "bright yellow", "bright blue", "bright magenta", "bright cyan",
      "bright white",
    ]
    switch colour {
    case .default: return "default"
    case .palette(let number):
      return names.indices.contains(Int(number)) ? names[Int(number)] : "colour \(number)"
    case .rgb(let red, let green, let blue): return "rgb \(red) \(green) \(blue)"
    }
  }
}

/// The files under Tests/Screens: a folder for each screen, with a file for each size.
enum GoldenFiles {
  static let folder = Shared.package + "/Tests/Screens"

  /// Whether the files are to be written anew: never but where somebody says so.
  static let isRecording = getenv("LLMTERM_RECORD_SCREENS") != nil

  static func path(_ name: String) -> String { "\(folder)/\(name).txt" }

  /// A file's text, or nil where there is none.
  static func text(_ name: String) -> String? {
    Shared.bytes(path(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes a screen; false where that is not possible.
  static func record(_ screen: GoldenScreen, _ name: String) -> Bool {
    mkdir(folder, 0o755)
    mkdir(folder + "/" + name.prefix { $0 != "/" }, 0o755)
    guard let file = fopen(path(name), "wb") else { return false }
    let bytes = Array(screen.text.utf8)
    let count = fwrite(bytes, 1, bytes.count, file)
    return fclose(file) == 0 && count == bytes.count
  }

  /// The names of all files that are there.
  static var names: [String] {
    Shared.names(in: folder).flatMap { screen in
      Shared.names(in: folder + "/" + screen).map { screen + "/" + $0 }
    }
  }
}
