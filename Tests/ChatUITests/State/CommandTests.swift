import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A command` {
  /// What a command asks for, and what it makes of the prompt `one two| three`.
  struct Deed: Sendable, CustomTestStringConvertible {
    let command: Command
    let effects: [AppEffect]
    let check: @Sendable (inout Sample) -> Bool

    init(
      _ command: Command, _ effects: [AppEffect] = [],
      check: @escaping @Sendable (inout Sample) -> Bool = { _ in true }
    ) {
      self.command = command
      self.effects = effects
      self.check = check
    }

    init(_ command: Command, prompt: String) {
      self.init(command) { $0.state.composer.marked == prompt }
    }

    var testDescription: String { command.rawValue }
  }

  private static let draft = AppEffect.engine(.saveDraft("one two three"))

  static let onPrompt: [Deed] = [
    Deed(
      .send, [.remember("one two three"), .engine(.ask("one two three"))]),
    Deed(.newLine, prompt: "one two\n| three"), Deed(.earlierPrompt, prompt: "earlier|"),
    Deed(.laterPrompt, prompt: "one two| three"),
    Deed(.searchPrompts) { $0.overlayName == "history" },
    Deed(.pasteClipboard, [.attachment(.read(1, .clipboard))]), Deed(.complete, [.bell]),
    Deed(.editExternally, [draft, .edit("one two three")]),
    Deed(.lineStart, prompt: "|one two three"), Deed(.lineEnd, prompt: "one two three|"),
    Deed(.left, prompt: "one tw|o three"), Deed(.right, prompt: "one two |three"),
    Deed(.wordLeft, prompt: "one |two three"), Deed(.wordRight, prompt: "one two three|"),
    Deed(.deleteBackward, prompt: "one tw| three"),
    Deed(.deleteForward, prompt: "one two|three"), Deed(.killLineEnd, prompt: "one two|"),
    Deed(.killLineStart, prompt: "| three"), Deed(.killWordBackward, prompt: "one | three"),
    Deed(.killSmallWord, prompt: "one | three"), Deed(.killWordForward, prompt: "one two|"),
    Deed(.yank, prompt: "one two| three"), Deed(.yankEarlier, [.bell]),
    Deed(.upperWord, prompt: "one two THREE|"), Deed(.lowerWord, prompt: "one two three|"),
    Deed(.capitalWord, prompt: "one two Three|"), Deed(.redo, prompt: "one two| three"),
    Deed(.dropQueue, [.bell]), Deed(.tree, [.engine(.listBranches)]),
    Deed(.palette) { $0.overlayName == "palette" },
    Deed(.undo) { $0.state.composer.text == "one two" },
    Deed(.endOfInput, prompt: "one two|three"),
    Deed(.picker, [.engine(.refreshModels)]) { $0.overlayName == "picker" },
    Deed(.recentTarget, [.engine(.select(.target(Sample.other)))]),
    Deed(.olderTarget, [.engine(.select(.target(Sample.other)))]),
    Deed(.regenerate, [.engine(.refreshModels)]) { $0.overlayName == "picker" },
    Deed(.newConversation, [draft, .engine(.newConversation)]),
    Deed(.openConversation, [draft, .engine(.list)]),
    Deed(.scrollUp) { $0.state.transcript.scroll != .tail },
    Deed(.scrollDown) { $0.state.transcript.scroll == .tail },
    Deed(.top) { $0.state.transcript.scroll == .at(entry: 0, row: 0) },
    Deed(.bottom) { $0.state.transcript.scroll == .tail },
    Deed(.messageUp) { $0.state.transcript.selected == 17 },
    Deed(.messageDown) { $0.state.transcript.selected == nil },
    Deed(.siblingBefore, [.engine(.step(MessageID("a9"), by: -1))]),
    Deed(.siblingAfter, [.engine(.step(MessageID("a9"), by: 1))]),
    Deed(.copyAnswer, [.copy("Answer 9")]), Deed(.fold) { $0.state.transcript.isUnfolded },
    Deed(.close) { $0.state.notice == nil && $0.state.composer.text == "one two three" },
    Deed(.interrupt) { $0.state.composer.isEmpty }, Deed(.help) { $0.overlayName == "help" },
    Deed(.suspend, [draft, .suspend]), Deed(.redraw, [.redraw]),
    Deed(.find) { $0.state.find?.isTyping == true },
  ]

  static let inFind: [Deed] = [
    Deed(.findNext) { $0.state.find?.current == 0 },
    Deed(.findPrevious) { $0.state.find?.current == 7 },
  ]

  static let inLibrary: [Deed] = [
    Deed(.pinConversation, [.engine(.library(.mark("c7", .pin(true))))]),
    Deed(.archiveConversation, [.engine(.library(.mark("c7", .archive(true))))]),
    Deed(.deleteConversation, [.engine(.library(.delete("c7")))]),
    Deed(.restoreConversation, [.engine(.library(.restore("")))]),
    Deed(.tagConversation) { $0.libraryInput == .tags },
    Deed(.renameConversation) { $0.libraryInput == .title },
  ]

  static let onMessage: [Deed] = [
    Deed(.details) { $0.overlayName == "details" }, Deed(.copyMessage, [.copy("Ask 9")]),
    Deed(.editMessage, prompt: "Ask 9|"),
    Deed(.forkMessage, [draft, .engine(.forkAt(MessageID("p9")))]),
    Deed(.deleteMessage, [.engine(.hide(MessageID("p9")))]),
    Deed(.bringBack, [.engine(.bringBack(nil))]),
    Deed(.regenerateMessage, [.engine(.regenerate(MessageID("a9"), with: nil))]),
  ]

  static let inList: [Deed] = [
    Deed(.itemDown) { $0.markedRow == 1 }, Deed(.itemUp) { $0.markedRow == 0 },
    Deed(.accept, [.engine(.select(Sample.route))]),
  ]

  static let inTools: [Deed] = [
    Deed(.switchTool, [.engine(.offerTool("weather", false))])
  ]

  static let whileAsked: [Deed] = [
    Deed(.allowOnce, [.engine(.approve(ApprovalID(1), .once))]) { $0.state.approval == nil },
    Deed(.allowAlways, [.engine(.approve(ApprovalID(1), .always))]) { $0.state.approval == nil },
    Deed(.deny, [.engine(.approve(ApprovalID(1), .deny))]) { $0.state.approval == nil },
    Deed(.difference) { $0.state.approval?.showsDifference == false },
  ]

  private static func compare(_ command: ComparisonCommand) -> AppEffect {
    .engine(.compare(command))
  }

  private static func arranged(
    _ focus: Int = 0, _ change: (inout Comparison.Layout) -> Void = { _ in }
  ) -> AppEffect {
    var layout = Comparison.Layout()
    layout.focus = focus
    change(&layout)
    return compare(.arrange(layout))
  }

  static let inPicker: [Deed] = [
    Deed(.markTarget) { sample in
      if case .picker(let picker) = sample.state.opened {
        picker.marks == [Sample.route]
      } else {
        false
      }
    },
    Deed(.compare),
  ]

  /// With the first of three panes focused.
  static let inPanes: [Deed] = [
    Deed(.paneAfter, [arranged(1)]) { $0.state.comparison?.position == 1 },
    Deed(.paneBefore, [arranged(0)]) { $0.state.comparison?.hasFocus == false },
    Deed(.adopt, [compare(.adopt(0))]), Deed(.vote, [compare(.judge(.won(0)))]),
    Deed(.voteTie, [compare(.judge(.tied))]), Deed(.voteBad, [compare(.judge(.rejected))]),
    Deed(.zoomPane, [arranged { $0.isZoomed = true }]),
    Deed(.lockPanes, [arranged { $0.isLocked = true }]),
    Deed(.blind, [arranged { $0.isBlind = true }]),
    Deed(.compareWords) { $0.state.comparison?.difference?.other == 1 },
    Deed(.merge, [.engine(.refreshModels)]) { $0.overlayName == "picker" },
    Deed(.askPaneAgain, [compare(.again(0))]),
    Deed(.askPaneAlone) { $0.state.comparison?.isAlone == true },
    Deed(.copyMessage, [.copy("One, two, three.")]),
    Deed(.compare, [compare(.leave(0))]),
    Deed(.close) { $0.state.comparison?.hasFocus == false },
  ]

  @Test(arguments: inPicker) func `does what its help says in the picker`(_ deed: Deed) {
    var sample = Sample.busy
    sample.press("ctrl-p", "ctrl-home")
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test(arguments: inPanes) func `does what its help says in panes`(_ deed: Deed) {
    var sample = Sample.compared(3, columns: 120, rows: 40)
    sample.press("tab")
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test func `goes on from the pane whose number is pressed`() {
    var sample = Sample.compared(3, columns: 120, rows: 40)
    sample.press("tab")
    #expect(sample.type("3") == [.engine(.compare(.adopt(2)))])
    #expect(sample.press("2") == [.engine(.compare(.adopt(1)))])
    #expect(sample.type("4") == [.bell])
  }

  @Test(arguments: onPrompt) func `does what its help says`(_ deed: Deed) {
    var sample = Sample.busy
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test(arguments: onMessage) func `does what its help says to a message`(_ deed: Deed) {
    var sample = Sample.busy
    sample.press("alt-up", "alt-up")
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test(arguments: inList) func `does what its help says in a list`(_ deed: Deed) {
    var sample = Sample.busy
    sample.press("ctrl-p", "ctrl-home")
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test(arguments: inFind) func `does what its help says while text is found`(_ deed: Deed) {
    var sample = Sample.busy
    _ = sample.state.openFind("Answer")
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test(arguments: inLibrary)
  func `does what its help says in the list of conversations`(_ deed: Deed) {
    var sample = Sample.busy
    sample.press("ctrl-o")
    sample.engine(
      .library([
        ConversationSummary(id: "c7", title: "Parsers", changed: Sample.morning, bytes: 10)
      ]))
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test(arguments: inTools) func `does what its help says in the list of tools`(_ deed: Deed) {
    var sample = Sample.busy
    sample.engine(.tools([ToolSummary(Sample.weather)], servers: []))
    _ = sample.state.openTools()
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test(arguments: whileAsked) func `does what its help says to a call that waits`(_ deed: Deed) {
    var sample = Sample.busy
    var request = Sample.request()
    request.difference = ["- old", "+ new"]
    sample.engine(.approval(request))
    #expect(sample.perform(deed.command) == deed.effects)
    #expect(deed.check(&sample))
  }

  @Test func `is tested here, whichever it is`() {
    let deeds = [
      Self.onPrompt, Self.onMessage, Self.inList, Self.inTools, Self.inFind, Self.inLibrary,
      Self.whileAsked, Self.inPicker, Self.inPanes,
    ]
    let tested = deeds.flatMap { $0 }.map(\.command)
    #expect(Set(tested + [.adoptNumber]) == Set(Command.allCases))
  }

  @Test func `has one line of help`() {
    for row in Command.table { #expect((1...44).contains(row.help.count), "\(row.help)") }
  }
}
