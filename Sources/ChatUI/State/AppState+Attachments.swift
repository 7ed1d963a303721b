import ChatEngine

/// Files that are to go with a prompt: how they come, how they go, and what is said of them.
extension AppState {
  /// More than that is not sent at once.
  static let mostAttachments = 32

  // MARK: Coming

  /// What `/attach` names: a file, or a URL, which is asked about first.
  mutating func attach(typed text: String) -> [AppEffect] {
    let text = text.trimmingEnd()
    if text.hasPrefix("https://") || text.hasPrefix("http://") { return askToFetch(text) }
    let isQuoted = text.hasPrefix("'") || text.hasPrefix("\"") || text.contains("\\")
    let words = isQuoted ? DroppedPaths.words(text) : nil
    return attach(.path(words?.count == 1 ? words?[0] ?? text : text))
  }

  /// Puts a chip beside the prompt and has its file read.
  mutating func attach(_ source: AttachmentSource, mention: String? = nil) -> [AppEffect] {
    guard attachments.all.count < AppState.mostAttachments else {
      return refuse("\(AppState.mostAttachments) files are attached; no more go with one prompt.")
    }
    let chip = AttachmentChip(id: makeChipID(), source: source, mention: mention)
    attachments.add(chip)
    return [.attachment(.read(chip.id, source))]
  }

  private mutating func makeChipID() -> Int {
    lastChip += 1
    return lastChip
  }

  /// A paste that is nothing but paths may be files that were dropped; nil where it is none.
  mutating func drop(_ text: String) -> [AppEffect]? {
    guard text.utf8.count <= 16_384, !composer.isCommand,
      let paths = DroppedPaths.read(text, home: "~"),
      attachments.all.count + paths.count <= AppState.mostAttachments
    else { return nil }
    let id = makeChipID()
    attachments.add(AttachmentChip(id: id, source: .path(paths[0])))
    dropped[id] = text
    return [.attachment(.drop(id, paths))]
  }

  mutating func handle(_ event: AttachmentEvent) -> [AppEffect] {
    switch event {
    case .read(let id, let file, let path):
      attachments.take(file, from: path, for: id)
      outgoing?.chips.take(file, from: path, for: id)
      return sendIfRead() + weigh()
    case .failed(let id, let sentence, let isFile): return fail(id, sentence, isFile: isFile)
    case .text(let id, let text):
      attachments.remove(id)
      composer.paste(text)
      return []
    case .dropped(let id, let files): return take(files, droppedAs: id)
    case .listed(let folder, let items):
      guard listing?.folder == folder else { return [] }
      let isWanted = listing?.isWanted == true
      listing?.items = items
      listing?.isWanted = false
      return isWanted ? completePath() ?? [] : []
    }
  }

  private mutating func take(
    _ files: [(path: String, file: Attachment)], droppedAs id: Int
  ) -> [AppEffect] {
    let text = dropped.removeValue(forKey: id) ?? ""
    guard files.isEmpty else {
      let chips = files.map { place in
        AttachmentChip(id: makeChipID(), source: .path(place.path), file: place.file)
      }
      attachments.replace(id, by: chips)
      outgoing?.chips.replace(id, by: chips)
      return sendIfRead() + weigh()
    }
    // It was text: it stands where it would have stood.
    if outgoing?.chips.remove(id) != nil {
      outgoing?.text += text
      return sendIfRead()
    }
    if attachments.remove(id) != nil { composer.paste(text) }
    return []
  }

  /// What is no file was not meant as one, if only an `@` said so.
  private mutating func fail(_ id: Int, _ sentence: String, isFile: Bool) -> [AppEffect] {
    if let chip = outgoing?.chips.remove(id) {
      if chip.mention != nil, !isFile { return sendIfRead() }
      giveBack()
      return refuse(sentence)
    }
    return attachments.remove(id) == nil ? [] : refuse(sentence)
  }

  // MARK: Going

  /// Backspace at the very start of the prompt; false where there is nothing to be taken away.
  mutating func detachLast() -> [AppEffect]? {
    guard composer.cursor == 0, let last = attachments.all.last else { return nil }
    return detach([last])
  }

  mutating func detach(typed text: String) -> [AppEffect] {
    let name = text.trimmingEnd()
    guard !attachments.isEmpty else { return refuse("Nothing is attached.") }
    guard !name.isEmpty else { return detach(attachments.all) }
    let number = Int(name).flatMap { attachments.all.indices.contains($0 - 1) ? $0 - 1 : nil }
    let named = attachments.all.first { $0.name == name }
    guard let chip = named ?? number.map({ attachments.all[$0] }) else {
      let names = attachments.all.map(\.name).joined(separator: ", ")
      return refuse("Nothing attached is called \(name). There is: \(names).")
    }
    return detach([chip])
  }

  mutating func detach(_ chips: [AttachmentChip]) -> [AppEffect] {
    for chip in chips { attachments.remove(chip.id) }
    let unread = chips.filter { $0.file == nil }.map { AppEffect.attachment(.cancel($0.id)) }
    return unread + weigh()
  }

  /// Has the engine say what the selected target does not take of the files.
  mutating func weigh() -> [AppEffect] {
    let files = attachments.files
    return files.isEmpty ? [] : [.engine(.weigh(files))]
  }

  mutating func take(objections: [String?]) {
    guard let first = attachments.take(objections).first else { return }
    tell(Notice(.warning, keys.sentences(first, .picker, "chooses another model")))
  }

  // MARK: Fetching

  private static let leastForQuestion = Size(columns: 40, rows: 8)

  private mutating func askToFetch(_ url: String) -> [AppEffect] {
    if let objection = AttachmentFetch.objection(to: url) { return refuse(objection) }
    guard size.columns >= AppState.leastForQuestion.columns,
      size.rows >= AppState.leastForQuestion.rows
    else { return refuse("The terminal is too small to ask whether that is to be fetched.") }
    fetchQuestion = FetchQuestion(url: url, opens: now + ApprovalDialog.guardTime)
    notice = nil
    return []
  }

  /// What is typed while it is asked whether something is to be fetched: only `y` means yes.
  ///
  /// Nil where nothing is asked, or the input is no answer.
  mutating func answerFetch(_ input: InputEvent) -> [AppEffect]? {
    guard let question = fetchQuestion, approval == nil else { return nil }
    let answer: String
    switch input {
    case .text(let text): answer = text
    case .key(let key):
      guard case .character(let character) = key.code, key.modifiers.isEmpty else {
        answer = ""
        break
      }
      answer = String(character)
    case .paste: answer = ""
    case .mouse, .focus: return nil
    case .resize, .eof:
      fetchQuestion = nil
      return nil
    }
    if now < question.opens {
      fetchQuestion?.opens = now + ApprovalDialog.guardTime
      return []
    }
    fetchQuestion = nil
    guard answer == "y" || answer == "Y" else {
      show(.info, "Not fetched.")
      return []
    }
    return attach(.url(question.url))
  }
}
