import ChatEngine

/// One row of a message as it is shown.
package enum EntryRow: Sendable, Equatable {
  /// Who says it, when, and what it cost.
  case header
  case text(LayoutRow)
  /// The one line that stands for folded reasoning.
  case reasoningFold
  case reasoning(LayoutRow)
  /// A tool's name, and as much of its arguments as may fit beside it; which of the calls it is.
  case toolCall(number: Int, name: String, arguments: SafeText)
  /// A row of a call's arguments or of its result.
  case toolText(Line)
  /// What divides the arguments from the result.
  case toolResult
  /// So many rows are not shown.
  case toolMore(Int)
  case attachment(SafeText)
  case image(ImageRow)
  /// Why the answer is partial or missing; wrapped, so there may be several.
  case failure(SafeText)
  case blank
}

/// A place in a message that stays the same when its width or its folds change.
struct EntryPlace: Equatable, Sendable {
  /// -1 is the header; one more than there are sections is the blank row.
  fileprivate let section: Int
  fileprivate let place: MessagePlace?
}

/// A message's rows at one width.
struct EntryLayout: Sendable {
  private enum Section: Sendable {
    case text(MessageLayout)
    case reasoning(MessageLayout)
    case toolCall(ToolCallLayout, number: Int)
    case file(FileRows)
    case failure(WrappedText)
    /// Where a section was that is being changed.
    case nothing
  }

  /// Columns of the bar beside reasoning and arguments.
  private static let indent = 2

  private(set) var columns: Int
  private(set) var isUnfolded: Bool
  private let options: MarkdownOptions
  private let id: MessageID
  private let images: ImageSupport?
  private var sections: [Section] = []
  private var changes = 0

  init(
    _ message: Message, results: [ToolResult?] = [], failure: String?, columns: Int,
    isUnfolded: Bool, images: ImageSupport? = nil
  ) {
    self.columns = max(1, columns)
    self.isUnfolded = isUnfolded
    self.images = images
    id = message.id
    options = message.markdown
    for (place, part) in message.parts.enumerated() { add(part, at: place) }
    for (call, result) in results.enumerated() {
      if let result { take(result, forCall: call) }
    }
    if message.state != .streaming { end(failure: failure) }
  }

  /// Header, sections, and the blank row below.
  var rowCount: Int { sections.reduce(2) { $0 + height(of: $1) } }

  func row(_ index: Int) -> EntryRow {
    guard index > 0 else { return .header }
    var rest = index - 1
    for section in sections {
      let height = height(of: section)
      if rest < height { return row(rest, of: section) }
      rest -= height
    }
    return .blank
  }

  /// The first rows, which are the same as long as `revision` is.
  var settledRowCount: Int {
    guard let last = sections.last else { return rowCount - 1 }
    let rest = rowCount - 1 - height(of: last)
    switch last {
    case .text(let layout): return rest + layout.settledRowCount
    case .reasoning(let layout) where isUnfolded: return rest + 1 + layout.settledRowCount
    case .reasoning, .toolCall, .file, .failure, .nothing: return rest
    }
  }

  /// Another number where rows that were settled may be others, of one layout.
  var revision: Int {
    sections.reduce(changes) { sum, section in
      switch section {
      case .text(let layout), .reasoning(let layout): sum + layout.rewrites
      case .toolCall, .file, .failure, .nothing: sum
      }
    }
  }

  // MARK: Changing

  mutating func append(_ part: StreamPart) {
    switch part {
    case .text(let delta): appendText(delta)
    case .reasoning(let delta): appendReasoning(delta)
    // Another number is no call of the message either.
    case .toolCallBegan(let index, _, let name): if index == callCount { beginCall(name, "") }
    case .toolCallArguments(let index, let delta): change(index) { $0.append(delta) }
    case .toolCallEnded(let index, _): change(index) { $0.finish() }
    case .started, .textSignature, .reasoningSeal, .usage, .limits, .note, .finish, .failed:
      break
    }
  }

  /// Puts a result under its call.
  mutating func take(_ result: ToolResult, forCall call: Int) {
    let files = result.attachments.enumerated().map { place, file in
      let key = ImageKey(id, call: call, file: place)
      return FileRows(
        label: ToolCallLayout.label(of: file),
        image: ImageBlock(file, key, images, columns: columns))
    }
    change(call) {
      $0.finish()
      $0.take(result, files)
    }
  }

  mutating func end(failure: String?) {
    finishOpen()
    changes += 1
    sections.removeAll { if case .failure = $0 { true } else { false } }
    guard let failure else { return }
    var wrapped = WrappedText(width: columns, mode: .words)
    wrapped.append(failure)
    wrapped.finish()
    sections.append(.failure(wrapped))
  }

  /// Lays the message out for another width and other folds; costs what it is long if the width
  /// differs, and next to nothing otherwise.
  mutating func fit(columns: Int, isUnfolded: Bool) {
    self.isUnfolded = isUnfolded
    let columns = max(1, columns)
    guard columns != self.columns else { return }
    self.columns = columns
    let narrow = max(1, columns - EntryLayout.indent)
    sections = sections.map { section in
      switch section {
      case .text(var layout):
        layout.setWidth(columns)
        return .text(layout)
      case .reasoning(var layout):
        layout.setWidth(narrow)
        return .reasoning(layout)
      case .toolCall(var call, let number):
        call.setWidth(narrow)
        call.setImageWidth(columns)
        return .toolCall(call, number: number)
      case .file(var file):
        file.image?.setWidth(columns)
        return .file(file)
      case .nothing: return section
      case .failure(var text):
        text.setWidth(columns)
        return .failure(text)
      }
    }
  }

  // MARK: Finding a place again

  /// What a row shows first.
  func place(ofRow index: Int) -> EntryPlace {
    guard index > 0 else { return EntryPlace(section: -1, place: nil) }
    var rest = index - 1
    for (number, section) in sections.enumerated() {
      let height = height(of: section)
      if rest < height { return EntryPlace(section: number, place: place(rest, in: section)) }
      rest -= height
    }
    return EntryPlace(section: sections.count, place: nil)
  }

  /// The row that shows a place now.
  func row(showing place: EntryPlace) -> Int {
    guard place.section >= 0 else { return 0 }
    let row = 1 + sections.prefix(place.section).reduce(0) { $0 + height(of: $1) }
    guard sections.indices.contains(place.section), let inside = place.place else { return row }
    switch sections[place.section] {
    case .text(let layout): return row + layout.row(showing: inside)
    case .reasoning(let layout):
      return isUnfolded ? row + 1 + layout.row(showing: inside) : row
    case .toolCall, .file, .failure, .nothing: return row
    }
  }

  private func place(_ index: Int, in section: Section) -> MessagePlace? {
    switch section {
    case .text(let layout): layout.place(ofRow: index)
    case .reasoning(let layout): index == 0 ? nil : layout.place(ofRow: index - 1)
    case .toolCall, .file, .failure, .nothing: nil
    }
  }

  // MARK: Sections

  private func height(of section: Section) -> Int {
    switch section {
    case .text(let layout): layout.rowCount
    case .reasoning(let layout): isUnfolded ? layout.rowCount + 1 : 1
    case .toolCall(let call, _): call.rowCount(isUnfolded: isUnfolded)
    case .file(let file): file.count
    case .nothing: 0
    case .failure(let text): text.rowCount
    }
  }

  private func row(_ index: Int, of section: Section) -> EntryRow {
    switch section {
    case .text(let layout): .text(layout.row(index))
    case .reasoning(let layout):
      index == 0 ? .reasoningFold : .reasoning(layout.row(index - 1))
    case .toolCall(let call, let number):
      call.row(index, number: number, isUnfolded: isUnfolded)
    case .file(let file): file.row(index)
    case .nothing: .blank
    case .failure(let text): .failure(text.row(index).text)
    }
  }

  private mutating func add(_ part: ContentPart, at place: Int) {
    switch part {
    case .text(let part): appendText(part.text)
    case .reasoning(let part): appendReasoning(part.text)
    case .toolCall(let call): beginCall(call.name, call.arguments)
    case .toolResult(let result): appendText(result.content)
    case .attachment(let attachment):
      finishOpen()
      let image = ImageBlock(attachment, ImageKey(id, part: place), images, columns: columns)
      sections.append(
        .file(FileRows(label: AttachmentLabel.text(of: attachment), image: image)))
    }
  }

  // A section is taken out of the array while it grows: two owners would mean a copy of its text.

  private mutating func appendText(_ delta: String) {
    guard !delta.isEmpty else { return }
    guard let last = sections.indices.last, case .text(var layout) = sections[last] else {
      finishOpen()
      var layout = MessageLayout(width: columns, options: options, firstCode: codeCount)
      layout.append(delta)
      return sections.append(.text(layout))
    }
    sections[last] = .nothing
    layout.append(delta)
    sections[last] = .text(layout)
  }

  private mutating func appendReasoning(_ delta: String) {
    guard !delta.isEmpty else { return }
    guard let last = sections.indices.last, case .reasoning(var layout) = sections[last] else {
      finishOpen()
      var layout = MessageLayout(
        width: max(1, columns - EntryLayout.indent), options: options)
      layout.append(delta)
      return sections.append(.reasoning(layout))
    }
    sections[last] = .nothing
    layout.append(delta)
    sections[last] = .reasoning(layout)
  }

  /// The code blocks in the texts so far, which are numbered through.
  private var codeCount: Int {
    for section in sections.reversed() {
      if case .text(let layout) = section { return layout.codeCount }
    }
    return 0
  }

  private var callCount: Int {
    sections.count { if case .toolCall = $0 { true } else { false } }
  }

  private mutating func beginCall(_ name: String, _ arguments: String) {
    finishOpen()
    let call = ToolCallLayout(
      name: name, arguments: arguments, columns: max(1, columns - EntryLayout.indent))
    sections.append(.toolCall(call, number: callCount))
  }

  private mutating func change(_ number: Int, _ change: (inout ToolCallLayout) -> Void) {
    let found = sections.lastIndex {
      if case .toolCall(_, number) = $0 { true } else { false }
    }
    guard let found, case .toolCall(var call, _) = sections[found] else { return }
    changes += 1
    sections[found] = .nothing
    change(&call)
    sections[found] = .toolCall(call, number: number)
  }

  /// Shows what waited for its other half.
  private mutating func finishOpen() {
    guard let last = sections.indices.last else { return }
    switch sections[last] {
    case .text(var layout):
      layout.finish()
      sections[last] = .text(layout)
    case .reasoning(var layout):
      layout.finish()
      sections[last] = .reasoning(layout)
    case .toolCall(var call, let number):
      call.finish()
      sections[last] = .toolCall(call, number: number)
    case .file, .failure, .nothing: break
    }
  }
}

extension Message {
  /// What is markup in its text: a model writes Markdown, and what a person typed stays as it is.
  var markdown: MarkdownOptions { role == .assistant ? .chat : .plain }

  /// Its code blocks, in the order of their numbers: texts with something between them are read
  /// each by itself, as they are shown.
  var codeBlocks: [CodeBlock] {
    var texts = [""]
    for part in parts {
      switch part {
      case .text(let text): texts[texts.count - 1] += text.text
      case .reasoning(let reasoning): if !reasoning.text.isEmpty { texts.append("") }
      case .toolCall, .toolResult, .attachment: texts.append("")
      }
    }
    return texts.flatMap { CodeBlock.all(in: $0, options: markdown) }
  }
}
