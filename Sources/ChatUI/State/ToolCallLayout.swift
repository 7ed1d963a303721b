import ChatEngine

/// A tool call in rows: one line, and unfolded its arguments and its result below it.
struct ToolCallLayout: Sendable {
  let name: String
  /// What the model has written of the arguments; empty once it is whole and laid out.
  private var raw: String
  /// One row of the arguments.
  private(set) var brief: SafeText?
  private var arguments: WrappedText
  private var result: WrappedText?
  private var files: [FileRows] = []

  /// Rows that arguments or a result may take.
  private static let mostRows = 20
  /// What is as long as that fills any row.
  private static let briefCharacters = 400

  init(name: String, arguments: String, columns: Int) {
    self.name = name
    raw = ""
    self.arguments = WrappedText(width: columns, mode: .code)
    append(arguments)
  }

  // MARK: Changing

  /// Adds to the arguments; costs what is added.
  mutating func append(_ delta: String) {
    guard brief == nil else { return }
    raw += delta
    arguments.append(delta)
  }

  /// The arguments are whole: shows them as JSON should be, if they are JSON.
  mutating func finish() {
    guard brief == nil else { return }
    brief = SafeText(String(raw.prefix(ToolCallLayout.briefCharacters)), context: .code)
    if let json = try? JSON.parse(raw) {
      let pretty = json.objectValue?.isEmpty == true ? "" : json.text(JSON.Style(isPretty: true))
      arguments = WrappedText(width: arguments.width, mode: .code)
      arguments.append(pretty)
    }
    arguments.finish()
    raw = ""
  }

  mutating func take(_ result: ToolResult, _ files: [FileRows]) {
    var text = WrappedText(width: arguments.width, mode: .code)
    text.append(result.content)
    text.finish()
    self.result = text
    self.files = files
  }

  /// `chart.png (image/png, 12.3 kB)`.
  static func label(of file: Attachment) -> SafeText {
    let type = SafeText(file.mimeType, context: .code)
    let size = Figures.bytes(file.data.count)
    guard let name = file.name else { return "\(type), \(size)" }
    return "\(SafeText(name, context: .code)) (\(type), \(size))"
  }

  mutating func setWidth(_ columns: Int) {
    arguments.setWidth(columns)
    result?.setWidth(columns)
  }

  mutating func setImageWidth(_ columns: Int) {
    for file in files.indices { files[file].image?.setWidth(columns) }
  }

  // MARK: Rows

  /// The call's own row, what is unfolded below it, and the rows of its result's files.
  func rowCount(isUnfolded: Bool) -> Int {
    let unfolded = isUnfolded ? ToolCallLayout.rows(of: arguments) + resultRows : 0
    return 1 + unfolded + files.reduce(0) { $0 + $1.count }
  }

  func row(_ index: Int, number: Int, isUnfolded: Bool) -> EntryRow {
    guard index > 0 else {
      return .toolCall(number: number, name: name, arguments: isUnfolded ? "" : briefly)
    }
    var rest = index - 1
    if isUnfolded {
      let count = ToolCallLayout.rows(of: arguments)
      if rest < count { return ToolCallLayout.row(rest, of: arguments) }
      rest -= count
      if let result, rest < resultRows {
        return rest == 0 ? .toolResult : ToolCallLayout.row(rest - 1, of: result)
      }
      rest -= resultRows
    }
    for file in files {
      if rest < file.count { return file.row(rest) }
      rest -= file.count
    }
    return .blank
  }

  /// As much of the arguments as has come, on one row.
  private var briefly: SafeText {
    if let brief { return brief }
    let first = arguments.row(0).text
    return arguments.rowCount > 1 ? first + "…" : first
  }

  /// With the row that divides it from the arguments.
  private var resultRows: Int {
    guard let result, !result.isEmpty else { return 0 }
    return 1 + ToolCallLayout.rows(of: result)
  }

  private static func rows(of text: WrappedText) -> Int { min(text.rowCount, mostRows) }

  /// The last of them says how many are not shown.
  private static func row(_ index: Int, of text: WrappedText) -> EntryRow {
    guard text.rowCount > mostRows, index == mostRows - 1 else {
      return .toolText(text.row(index))
    }
    return .toolMore(text.rowCount - mostRows + 1)
  }
}
