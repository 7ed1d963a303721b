import ChatEngine

/// Paths that are typed: completed, and attached where the prompt names them with `@`.
extension AppState {
  /// Follows what is being typed: lists the folder that it names, and lets go of what it no longer
  /// names.
  ///
  /// A path that was pasted, by whoever wrote it, attaches nothing: only one that was typed does.
  mutating func followPaths(after input: InputEvent) -> [AppEffect] {
    if attachments.hasMentions {
      let mentions = composer.mentions
      attachments.removeAll { $0.mention.map { !mentions.contains($0) } ?? false }
    }
    followOffer()
    guard overlay == nil else {
      listing = nil
      return []
    }
    // What follows a path may come with it.
    if let typed = input.typed { typedMentions.formUnion(composer.mentions(within: typed.count)) }
    guard let word = composer.pathWord else {
      listing = nil
      return []
    }
    guard listing?.folder != word.folder else { return [] }
    listing = PathListing(folder: word.folder)
    return [.attachment(.list(word.folder))]
  }

  /// The names that fit the path being typed.
  package var fittingPaths: [PathItem] {
    guard let word = composer.pathWord, let listing, !isOfferClosed else { return [] }
    return listing.fitting(word)
  }

  /// Completes the path before the cursor; nil where none is being typed.
  mutating func completePath() -> [AppEffect]? {
    guard let word = composer.pathWord else { return nil }
    guard let listing, listing.folder == word.folder, listing.items != nil else {
      self.listing?.isWanted = true
      return []
    }
    let fitting = listing.fitting(word)
    guard let first = fitting.first else { return [.bell] }
    var common = first.name
    for item in fitting { common = String(zip(common, item.name).prefix { $0 == $1 }.map(\.0)) }
    // Where only the case differs, what was typed is kept until one is left.
    if common.count < word.name.count { return [.bell] }
    return complete(word, with: common, item: fitting.count == 1 ? first : nil)
  }

  /// Puts a name into the place of the path before the cursor.
  mutating func complete(with item: PathItem) -> [AppEffect]? {
    composer.pathWord.map { complete($0, with: item.name, item: item) }
  }

  /// `item` is what the path then names; nil where it is the beginning of several.
  private mutating func complete(
    _ word: PathWord, with name: String, item: PathItem?
  ) -> [AppEffect] {
    var path = word.folder + name
    if item?.isFolder == true { path += "/" }
    let spelled = word.spelled(path)
    let mention = Composer.mention(spelled)
    let isTaken = item?.isFolder == false && word.isMention
    guard path != word.path || isTaken else { return [.bell] }
    composer.replace(word.range, with: spelled + (isTaken ? " " : ""))
    guard isTaken, !attachments.all.contains(where: { $0.mention == mention }) else { return [] }
    return attach(.path(path), mention: mention)
  }

  // MARK: Sending

  /// Sends a prompt with the files beside it and those that it names, as soon as all are read.
  mutating func post(
    _ text: String, naming mentions: Set<String>, editing edited: MessageID?
  ) -> [AppEffect] {
    var effects: [AppEffect] = []
    for mention in mentions.intersection(typedMentions).sorted()
    where !attachments.all.contains(where: { $0.mention == mention }) {
      guard attachments.all.count < AppState.mostAttachments else { break }
      effects += attach(.path(Composer.unescaped(mention)), mention: mention)
    }
    outgoing = OutgoingPrompt(text: text, edited: edited, chips: attachments)
    attachments = AttachmentChips()
    typedMentions = []
    return effects + sendIfRead()
  }

  /// Hands the prompt that waits for its files to the engine, if it waits no more.
  mutating func sendIfRead() -> [AppEffect] {
    guard let prompt = outgoing, !prompt.chips.isReading else { return [] }
    outgoing = nil
    let files = prompt.chips.files
    return [
      .engine(
        prompt.edited.map { .edit($0, prompt.text, files) } ?? .ask(prompt.text, files))
    ]
  }

  /// Puts a prompt that waits for its files back where it was written.
  mutating func giveBack() {
    guard let prompt = outgoing else { return }
    outgoing = nil
    if let edited = prompt.edited {
      editing = Editing(id: edited, draft: composer, draftFiles: attachments)
      attachments = prompt.chips
      composer.startOver(with: prompt.text)
    } else {
      let later = composer.text
      attachments = AttachmentChips(prompt.chips.all + attachments.all)
      composer.startOver(with: later.isEmpty ? prompt.text : prompt.text + "\n" + later)
    }
  }

  /// Puts the files of an earlier prompt beside the one that is written.
  mutating func putBack(_ files: [Attachment]) {
    attachments = AttachmentChips()
    for file in files {
      lastChip += 1
      attachments.add(AttachmentChip(id: lastChip, source: .content, file: file))
    }
  }

  // MARK: Drafts

  /// Has the files beside the unsent prompt kept, if they are others than those that are kept.
  mutating func keepDraftFiles() -> [AppEffect] {
    let chips = AttachmentChips(queue.unsentFiles(with: editing?.draftFiles ?? attachments))
    let read = chips.all.filter { $0.file != nil }.map(\.id)
    guard read != keptChips else { return [] }
    keptChips = read
    return [.engine(.saveDraftFiles(chips.drafts))]
  }

  /// Puts the files back that were kept with a draft.
  mutating func restore(_ files: [DraftFile]) -> [AppEffect] {
    attachments = AttachmentChips()
    outgoing = nil
    dropped = [:]
    var effects: [AppEffect] = []
    for file in files {
      switch file {
      case .path(let path): effects += attach(.path(path))
      case .content(let file):
        lastChip += 1
        attachments.add(AttachmentChip(id: lastChip, source: .content, file: file))
      }
    }
    keptChips = attachments.all.map(\.id)
    return effects + weigh()
  }
}

extension InputEvent {
  /// Whether a person did something by which the prompt may be another one now.
  var isByHand: Bool {
    switch self {
    case .key, .text, .paste: true
    case .mouse, .focus, .resize, .eof: false
    }
  }

  /// The characters that somebody typed; nil where it is something else.
  fileprivate var typed: String? {
    switch self {
    case .text(let text): return text
    case .key(let key):
      guard case .character(let character) = key.code, key.modifiers.isEmpty else { return nil }
      return String(character)
    case .paste, .mouse, .focus, .resize, .eof: return nil
    }
  }
}
