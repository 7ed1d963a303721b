import ChatEngine

/// What can change without an event that says it.
struct Seen {
  let notice: ShownNotice?
  let approval: ApprovalID?
  let queued: Int
  let selected: Int?
  let isUnfolded: Bool
  let editing: MessageID?
  let composer: Composer
  let files: [Int]
  let comparing: [Destination]?
  let isBlind: Bool
  let isAlone: Bool
  let found: TranscriptFind.Shown?
  let foundAt: Int?
  let fetch: FetchQuestion?

  init(_ state: AppState) {
    notice = state.notice
    approval = state.approval?.request.id
    queued = state.queue.prompts.count
    selected = state.transcript.selected
    isUnfolded = state.transcript.isUnfolded
    editing = state.editing?.id
    composer = state.composer
    files = state.attachments.all.filter { $0.file != nil }.map(\.id)
    comparing = state.comparison?.panes.map(\.destination)
    isBlind = state.comparison?.layout.isBlind == true
    isAlone = state.comparison?.isAlone == true
    found = state.find?.shown
    foundAt = state.find?.current
    fetch = state.fetchQuestion
  }
}

extension SpokenChat {
  /// Reads out what has changed, in the order in which one wants to hear it.
  mutating func tellChanges(since before: Seen, _ event: AppEvent?) {
    if case .engine(.confirm(_, let command))? = event { confirming = command }
    if let shown = state.notice, shown != before.notice { say(Self.words(of: shown.notice)) }
    if let request = state.approval?.request, request.id != before.approval {
      say(SpokenApproval.lines(of: request))
      // All of it was read out: that is what scrolling to its end is on the screen.
      state.approval?.fit(Size(columns: 4000, rows: 1 << 20), state.theme)
    }
    if state.queue.prompts.count > before.queued { say("It is sent when this answer has ended.") }
    tellMessages(since: before)
    tellPrompt(since: before, isTyped: event == nil)
    tellComparison(since: before)
    if let question = state.fetchQuestion, question != before.fetch {
      say("Fetch \(SafeText(question.url, context: .code)) from \(SafeText(question.host))?")
    }
    tellPages()
    switch event {
    // These change no list, and come a hundred times a second.
    case .engine(.part)?, .engine(.pane)?, .tick?: break
    default: tellList()
    }
  }

  /// A notice as it is read out; that something failed is said, whatever the screen's colour.
  static func words(of notice: Notice) -> SafeText {
    let text = SpokenKeys.sentence(notice.text)
    let line: SafeText = notice.level == .error ? "Error: \(text)" : text
    guard let last = line.utf8.last, ![0x2E, 0x3F, 0x21, 0x3A].contains(last) else { return line }
    return line + "."
  }

  // MARK: Messages

  private mutating func tellMessages(since before: Seen) {
    if let selected = state.transcript.selected, selected != before.selected,
      state.transcript.entries.indices.contains(selected)
    {
      let entry = state.transcript.entries[selected]
      say("Message \(selected + 1) of \(state.transcript.entries.count).")
      say(SpokenEntry.lines(of: entry, at: state.now))
    }
    if state.transcript.isUnfolded != before.isUnfolded {
      say(
        state.transcript.isUnfolded
          ? "Reasoning is read out from now on." : "Reasoning is one line from now on.")
    }
    guard let find = state.find, !find.query.isEmpty else { return }
    if find.shown != before.found || find.current != before.foundAt || find.current == nil {
      say(SpokenFind.line(find, state.transcript))
      if find.current == nil { state.find = nil }
    }
  }

  /// The last messages, or all of them.
  func reading(fromTop: Bool) -> [SafeText] {
    if let compared = state.comparison {
      return compared.order.enumerated().flatMap { place, pane in
        narration.panes.reading(pane, place, compared, at: state.now)
      }
    }
    let entries = state.transcript.entries
    guard !entries.isEmpty else { return ["Nothing was said yet."] }
    let start = entries.lastIndex { $0.message.role == .user } ?? 0
    return entries[(fromTop ? 0 : start)...].flatMap { SpokenEntry.lines(of: $0, at: state.now) }
  }

  // MARK: The prompt

  private mutating func tellPrompt(since before: Seen, isTyped: Bool) {
    for chip in state.attachments.all {
      guard let file = chip.file, !before.files.contains(chip.id) else { continue }
      let pieces = AttachmentLabel.pieces(of: file).joined(separator: ", ")
      say("Attached: \(pieces). It goes with the next prompt.")
    }
    let old = SafeText(state.composer.text).truncated(to: 200)
    if let editing = state.editing, editing.id != before.editing {
      say("The prompt was: \(old)")
      say("Type its new wording. An empty line leaves it.")
    } else if !isTyped, state.composer != before.composer, !state.composer.isBlank {
      say("A prompt that is not sent: \(old)")
      say("/send sends it. A new prompt takes its place.")
    }
  }

  // MARK: Comparing

  private mutating func tellComparison(since before: Seen) {
    guard let compared = state.comparison else {
      if before.comparing != nil { say("No longer comparing.") }
      return
    }
    if before.comparing != compared.panes.map(\.destination) {
      let names = compared.order.enumerated().map { place, pane in
        "\(place + 1). \(SpokenPanes.name(pane, place, compared))" as SafeText
      }
      say("Comparing \(names.count): \(names.joined(separator: "; ")). A prompt asks all of them.")
    } else if before.isBlind != compared.layout.isBlind {
      say(compared.layout.isBlind ? "The names are hidden until a vote." : "The names are told.")
    }
    if compared.isAlone, !before.isAlone {
      say(
        "The next prompt goes to \(SpokenPanes.name(compared.focus, compared.position, compared)) alone."
      )
    }
  }

  // MARK: Pages

  private mutating func tellPages() {
    switch state.opened {
    case .help:
      say(SpokenPage.help())
      state.opened = nil
    case .details(let message, _):
      say(SpokenPage.details(message, state))
      state.opened = nil
    case .usage(let summary, _):
      say(SpokenPage.usage(summary, state))
      state.opened = nil
    case .themes(let themes):
      say("A theme is about the full screen, which is not there.")
      state.theme = themes.before
      state.opened = nil
    case .picker, .library, .history, .welcome, .tools, .tree, .palette, .approval, nil: break
    }
  }
}
