package import ChatEngine

/// Where a file that is to go with a prompt comes from.
package enum AttachmentSource: Sendable, Equatable {
  /// As it was typed or dropped: relative to the working folder, `~` for the home.
  case path(String)
  /// What a person said yes to.
  case url(String)
  case clipboard
  /// Read before: of an earlier prompt, or of a draft.
  case content
}

/// A file that is to go with a prompt: being read, or read.
package struct AttachmentChip: Sendable, Equatable {
  package let id: Int
  package var source: AttachmentSource
  /// Nil while it is read.
  package var file: Attachment?
  /// Why it will not go along as it is.
  package var objection: String?
  /// The word of the prompt that names it; without the word it does not go along.
  package var mention: String?

  package init(
    id: Int, source: AttachmentSource, file: Attachment? = nil, mention: String? = nil
  ) {
    self.id = id
    self.source = source
    self.file = file
    self.mention = mention
  }

  /// What a person calls it.
  var name: String {
    if let name = file?.name { return name }
    switch source {
    case .path(let path): return path.split(separator: "/").last.map(String.init) ?? path
    case .url(let url): return url
    case .clipboard: return "clipboard"
    case .content: return file?.mimeType ?? "file"
    }
  }

  /// As it is kept with a draft; nil while it is read.
  var draft: DraftFile? {
    guard let file else { return nil }
    if case .path(let path) = source { return .path(path) }
    return .content(file)
  }
}

/// The files beside a prompt, in the order in which they came.
package struct AttachmentChips: Sendable, Equatable {
  package private(set) var all: [AttachmentChip] = []

  package init(_ chips: [AttachmentChip] = []) { all = chips }

  package var isEmpty: Bool { all.isEmpty }
  var isReading: Bool { all.contains { $0.file == nil } }
  /// Those that were read.
  var files: [Attachment] { all.compactMap(\.file) }
  var drafts: [DraftFile] { all.compactMap(\.draft) }
  var hasMentions: Bool { all.contains { $0.mention != nil } }

  func has(_ id: Int) -> Bool { all.contains { $0.id == id } }

  mutating func add(_ chip: AttachmentChip) { all.append(chip) }

  /// Takes what was read; a path may turn out to be another name of itself.
  mutating func take(_ file: Attachment, from path: String?, for id: Int) {
    guard let place = all.firstIndex(where: { $0.id == id }) else { return }
    all[place].file = file
    if let path { all[place].source = .path(path) }
  }

  /// Puts several in the place of one: of what was dropped.
  mutating func replace(_ id: Int, by chips: [AttachmentChip]) {
    guard let place = all.firstIndex(where: { $0.id == id }) else { return }
    all.replaceSubrange(place...place, with: chips)
  }

  @discardableResult
  mutating func remove(_ id: Int) -> AttachmentChip? {
    all.firstIndex { $0.id == id }.map { all.remove(at: $0) }
  }

  mutating func removeAll(where isGone: (AttachmentChip) -> Bool) { all.removeAll(where: isGone) }

  /// Takes what was said of the files that were read; gives what is new of it.
  mutating func take(_ objections: [String?]) -> [String] {
    let places = all.indices.filter { all[$0].file != nil }
    guard places.count == objections.count else { return [] }
    var new: [String] = []
    for (place, objection) in zip(places, objections) {
      if let objection, all[place].objection != objection { new.append(objection) }
      all[place].objection = objection
    }
    return new
  }
}

/// A prompt that was sent while its files are still being read.
package struct OutgoingPrompt: Sendable, Equatable {
  package var text: String
  /// The prompt beside which it stands.
  package var edited: MessageID?
  package var chips: AttachmentChips
}

/// The question whether something is to be fetched.
package struct FetchQuestion: Sendable, Equatable {
  package var url: String
  /// Keys before that were meant for something else.
  var opens: Instant

  /// The host, which says most about where it leads.
  package var host: String {
    let rest = url.dropFirst("https://".count)
    return String(rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" })
  }
}
