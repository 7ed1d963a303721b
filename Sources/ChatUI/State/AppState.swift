package import ChatEngine

/// Everything the screen shows: events change it, in one place, and views read it.
package struct AppState: Sendable {
  package internal(set) var size: Size
  package internal(set) var composer = Composer()
  package internal(set) var history: PromptHistory
  /// Prompts that wait for the answer to end.
  package internal(set) var queue = PromptQueue()
  /// Nil where the prompt is edited as readline does.
  package internal(set) var vi: ViEditing?
  package internal(set) var transcript = Transcript()
  /// What the person has opened, or was shown because nothing else could be done.
  package internal(set) var opened: Overlay?
  /// The call that waits for a word; it lies over what was opened, which then comes back.
  package internal(set) var approval: ApprovalDialog?
  /// The panes of a comparison; nil while one talks to one.
  package internal(set) var comparison: CompareState?
  package internal(set) var tools: [ToolSummary] = []
  package internal(set) var toolServers: [ToolServerSummary] = []
  package internal(set) var serverPrompts: [ServerPrompt] = []
  package internal(set) var title: String?
  /// Which conversation is open.
  var conversationID = ""
  package internal(set) var readOnly: String?
  /// What was sent to a conversation that could only be read, while that is tried once more.
  var retried: WrittenPrompt?
  /// The open conversation is thrown away, and the list of all stays in view.
  var keepsLibrary = false
  /// What of the conversation is only in memory.
  package internal(set) var unsaved: Unsaved?
  /// Who wants to leave, and waits for what is only in memory to be saved.
  var departure: Departure?
  /// How many messages would be lost, as it was said when somebody wanted to leave.
  var lossTold: Int?
  package internal(set) var turn = TurnStatus.idle
  /// Since when the turn does what it does.
  package internal(set) var turnBegan = Instant.zero
  package internal(set) var destination: Destination?
  package internal(set) var destinationLabel = ""
  package internal(set) var route: [Target] = []
  /// Who gave the last whole answer; nil where that was none of the route.
  package internal(set) var answered: Target?
  package internal(set) var choices: [Choice] = []
  package internal(set) var context = ContextUse()
  package internal(set) var spent: Double?
  package internal(set) var spentIsEstimated = false
  /// Nil where no budget is set.
  package internal(set) var budgetLeft: BudgetLeft?
  package internal(set) var notice: ShownNotice?
  /// What the engine said while an error was to be read.
  var laterNotice: Notice?
  /// Until then, nothing less takes an error's place.
  var errorIsFreshUntil = Instant.zero
  /// The speed of the answer that streams.
  package internal(set) var pace = Pace()
  package internal(set) var now = Instant.zero
  /// Seconds east of UTC, for the times beside messages.
  package let utcOffset: Int
  package internal(set) var theme: Theme
  /// The themes that can be chosen.
  package let themes: [NamedTheme]
  /// The theme that the configuration names; the one that was chosen last is kept only without it.
  package var configuredTheme: String?
  package let keys: KeyMap

  /// What is looked for in the transcript; nil while nothing is.
  package internal(set) var find: TranscriptFind?
  /// What is to be looked for once a conversation is open.
  var wantedFind: WantedFind?
  /// Files that go with the next prompt.
  package internal(set) var attachments = AttachmentChips()
  /// A prompt that was sent and waits for its files.
  package internal(set) var outgoing: OutgoingPrompt?
  /// Whether something is to be fetched; the next key says it.
  package internal(set) var fetchQuestion: FetchQuestion?
  /// The folder of the path that is being typed.
  var listing: PathListing?
  /// What a server offers for the prompt that is being filled in.
  var offer: PromptOffer?
  /// Where the name begins whose list above the prompt was closed.
  var closedOffer: Int?
  /// Which of the names above the prompt is marked.
  package internal(set) var offerMark: Int?
  /// What was typed after `@` since the last prompt.
  var typedMentions: Set<String> = []
  /// Pastes that may be dropped files, by the chip that stands for them.
  var dropped: [Int: String] = [:]
  /// Files that the engine keeps with the unsent prompt.
  var keptChips: [Int] = []
  var lastChip = 0

  /// Whether the terminal's window has the focus; nil where the terminal does not say it.
  var isFocused: Bool?
  /// Since when an answer is waited for.
  var answering: Instant?
  /// Nil where the terminal shows no images.
  var images: ImageSupport?
  /// Text that is marked with the mouse.
  package internal(set) var selection: TextSelection?
  /// When the last key of `pendingKeys` came.
  var pendingSince = Instant.zero
  /// Keys of a sequence that is not complete.
  var pendingKeys: [Key] = []
  /// The keys of the command that is being done.
  var pressed: [Key] = []
  /// Who was compared last.
  var lastCompared: [Destination] = []
  /// What the last key has prepared for the next one.
  var prepared = Prepared.nothing {
    didSet {
      // What the notice says of the next key is not true any more.
      if prepared == .nothing, notice?.offersKey == true { notice = nil }
    }
  }
  /// The prompt whose new wording is being written.
  var editing: Editing?
  /// The message that is to be selected when its branch is there.
  var awaited: MessageID?
  /// When the unsent prompt is to be kept; nil while nobody has touched it since.
  var draftDue: Instant?
  /// The unsent prompt as it was spelled last.
  var draftText = DraftText()
  /// What the engine keeps of the unsent prompt.
  var keptDraft = ""
  /// Selections used, the latest first.
  var recent: [Destination] = []

  package init(
    size: Size, history: PromptHistory = PromptHistory(), theme: Theme = .dark,
    themes: [NamedTheme] = Theme.builtIn, keys: KeyMap = KeyMap(), utcOffset: Int = 0,
    editing: Configuration.Interface.Editing = .readline
  ) {
    self.size = size
    self.history = history
    self.theme = theme
    self.themes = themes
    self.keys = keys
    self.utcOffset = utcOffset
    vi = editing == .vi ? ViEditing() : nil
  }

  /// What lies over the transcript.
  package var overlay: Overlay? { approval.map(Overlay.approval) ?? opened }

  /// Takes one event, and says what is to be done in the world.
  package mutating func handle(_ event: AppEvent, at now: Instant) -> [AppEffect] {
    self.now = now
    if let shown = notice, shown.until <= now {
      notice = nil
      prepared = .nothing
    }
    if let notice = laterNotice, now >= errorIsFreshUntil { show(notice) }
    for pane in comparison?.panes.indices ?? 0..<0 { comparison?.panes[pane].forget(at: now) }
    switch event {
    case .input(let input):
      layOut()
      if input.isByHand {
        if draftDue == nil { draftDue = now + AppState.draftTime }
        departure?.isStale = true
      }
      return aimed(handle(input) + followPaths(after: input))
    case .attachment(let event): return aimed(handle(event))
    case .engine(let update): return handle(update)
    case .tick:
      pullMark()
      lookOn()
      return keepDraftIfDue()
    case .images(let event):
      take(event)
      return []
    case .edited(let text):
      // Whoever comes back from an editor has not seen what was asked meanwhile.
      approval?.holdBack(at: now)
      if let text { composer.replace(with: text.trimmingEnd()) }
      return [.redraw]
    }
  }

  /// When something that is shown changes by itself: a countdown, a running time, a notice's end.
  package var nextTick: Instant? {
    let turnTick: Instant? =
      switch turn {
      case .idle, .asking, .queued, .hedging, .approving: nil
      case .connecting: nextSecond(after: now - turnBegan)
      case .thinking(_, let since), .streaming(_, let since), .runningTools(_, let since):
        nextSecond(after: now - since)
      case .waiting(_, let until, _): nextSecond(before: until - now)
      }
    let toolTicks = transcript.running.values.map { nextSecond(after: now - $0) }
    let paneTick = comparison?.nextTick(after: now)
    let hint = pendingKeys.isEmpty || showsContinuations ? nil : pendingSince + AppState.hesitation
    let findTick = find?.isComplete == false ? now : nil
    let noticeTick = laterNotice == nil ? notice?.until : errorIsFreshUntil
    let ticks = [turnTick, noticeTick, hint, paneTick, nextPull, findTick, draftDue] + toolTicks
    return ticks.compactMap(\.self).min()
  }

  /// What was typed longer ago outlives the program, however that ends.
  private static let draftTime: Duration = .seconds(3)

  /// Who waits this long within a sequence of keys is shown how it may go on.
  private static let hesitation: Duration = .milliseconds(500)

  /// Whether it is shown what may follow the keys that were pressed.
  var showsContinuations: Bool {
    !pendingKeys.isEmpty && now >= pendingSince + AppState.hesitation
  }

  /// When a running time shows another second: 2.3 s become 3 s in 0.7 s.
  private func nextSecond(after elapsed: Duration) -> Instant {
    let part = max(elapsed.milliseconds, 0) % 1_000
    return now + .milliseconds(1_000 - part)
  }

  /// When a countdown, which is rounded up, shows another second: 2.3 s become 2 s in 0.3 s.
  private func nextSecond(before left: Duration) -> Instant {
    let part = max(left.milliseconds, 0) % 1_000
    return now + .milliseconds(part == 0 ? 1_000 : part)
  }

  /// Lays out what can be seen; to be called before drawing.
  ///
  /// Not after every event: a token may come many times a frame, and only frames are looked at.
  package mutating func layOut() {
    if comparison == nil {
      let frame = ScreenLayout(self).transcript
      transcript.show(images?.fitted(to: size))
      transcript.resize(columns: ScreenLayout.textColumns(in: frame), rows: frame.rows)
      transcript.prepare()
    } else {
      layOutPanes()
    }
    guard approval != nil else { return }
    let overlay = ScreenLayout(self).overlay
    approval?.fit(ApprovalView.room(in: overlay, lines: overlay.rows), theme)
  }

  private mutating func take(_ event: ImageEvent) {
    switch event {
    case .supported(let support):
      let failed = images?.failed ?? []
      images = support
      images?.failed = failed
    case .failed(let key): images?.failed.insert(key)
    }
  }

  /// Whether the next key answers a question.
  var isAskedToConfirm: Bool { if case .confirm = prepared { true } else { false } }

  mutating func show(_ level: Notice.Level = .info, _ text: String) {
    show(Notice(level, text))
  }

  mutating func show(_ notice: Notice) {
    let duration: Duration = notice.level == .info ? .seconds(6) : .seconds(20)
    self.notice = ShownNotice(notice: notice, until: now + duration)
    laterNotice = nil
    errorIsFreshUntil = notice.level == .error ? now + AppState.readingTime : .zero
  }

  /// How long an error can be read at least.
  private static let readingTime: Duration = .seconds(5)

  /// Shows what nobody's key has asked for: what is less than an error waits until that was read.
  mutating func tell(_ notice: Notice) {
    let waits = notice.level != .error && now < errorIsFreshUntil
    if waits { laterNotice = notice } else { show(notice) }
  }

  /// Says what the next key means, as long as it means that.
  mutating func arm(_ prepared: Prepared, _ level: Notice.Level = .info, saying text: String) {
    show(level, text)
    self.prepared = prepared
    notice?.offersKey = true
  }

  /// Takes away what was said of something that is over; errors stay.
  mutating func forgetNotice() {
    laterNotice = nil
    guard let shown = notice, shown.notice.level != .error else { return }
    notice = nil
    prepared = .nothing
  }

  /// Says why nothing is done.
  mutating func refuse(_ text: String) -> [AppEffect] {
    show(.warning, text)
    return [.bell]
  }
}

extension AppState {
  /// What a key means once more, right after another; it ends with the next key and with its notice.
  enum Prepared: Sendable, Equatable {
    case nothing
    /// After Ctrl-C with nothing to stop: another one quits.
    case quit
    /// After Esc with nothing to close: another one edits the last prompt.
    case edit
    /// After the answer was copied: a number copies a code block instead.
    case copyBlock
    /// After a question: `y` does it, any other key leaves it.
    case confirm(EngineCommand)
  }

  /// A prompt that is being worded anew.
  struct Editing: Sendable, Equatable {
    let id: MessageID
    /// What was being written before; it comes back.
    let draft: Composer
    var draftFiles = AttachmentChips()
    /// The prompt's own words, which are kept anyhow.
    var before = PromptText()
  }
}

/// A notice and when it goes away.
package struct ShownNotice: Sendable, Equatable {
  package var notice: Notice
  package var until: Instant
  /// Whether it says what the next key does.
  var offersKey = false
}

/// How full the model's window is.
package struct ContextUse: Sendable, Equatable {
  package var used = 0
  package var isEstimated = true
  package var window: Int?

  package init() {}

  /// 0 to 1, or nil where the window is not known.
  package var share: Double? {
    window.flatMap { $0 > 0 ? max(0, min(1, Double(used) / Double($0))) : nil }
  }
}

/// Tokens a second of the answer that streams: deltas counted, until the provider's figure comes.
package struct Pace: Sendable, Equatable {
  private var began: Instant?
  private var deltas = 0

  package init() {}

  mutating func count(at now: Instant) {
    if began == nil { began = now }
    deltas += 1
  }

  /// Nil during the first half second, when it would only flicker.
  package func tokensPerSecond(at now: Instant) -> Double? {
    guard let began, deltas > 1 else { return nil }
    let seconds = Double((now - began).milliseconds) / 1000
    return seconds >= 0.5 ? Double(deltas - 1) / seconds : nil
  }
}

extension String {
  /// Without white space at the end, as editors leave a last newline.
  func trimmingEnd() -> String {
    var text = Substring(self)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
