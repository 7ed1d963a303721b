/// Decides which files a target takes: by dialect, model, type and size.
struct FittingFiles {
  /// What becomes of a file.
  enum Verdict: Equatable {
    case taken
    /// Not sent; why, as a sentence.
    case named(String)
  }

  private let target: Target
  private let model: Model
  private let dialect: Dialect
  private let quirks: Quirks
  private let limits: FileLimits
  /// Whether tool results may hold files.
  let takesInResults: Bool

  /// The files of the conversation that fit into one request, the newest; those before do not.
  private var firstWithRoom = 0
  private var seen = 0

  init(target: Target, model: Model, dialect: Dialect, quirks: Quirks) {
    self.target = target
    self.model = model
    self.dialect = dialect
    self.quirks = quirks
    limits = quirks.fileLimits ?? FileLimits(of: dialect)
    switch dialect {
    case .openAIChat, .ollama: takesInResults = false
    case .openAIResponses, .anthropic: takesInResults = true
    case .gemini, .geminiGRPC: takesInResults = GeminiFamily(model.id).takesResultFiles
    }
  }

  /// Counts the conversation's files from the newest to the oldest, until a request is full.
  mutating func makeRoom(for path: [Message]) {
    guard path.contains(where: { $0.parts.contains(where: holdsFiles) }) else { return }
    makeRoom(for: path.flatMap(\.parts).flatMap(files))
  }

  /// The same for files alone.
  mutating func makeRoom(for files: [Attachment]) {
    let sizes = files.filter { refusal(of: $0) == nil }.map(\.data.count)
    var room = limits.total
    var count = 0
    for size in sizes.reversed() {
      room -= size
      if room < 0 { break }
      count += 1
    }
    (firstWithRoom, seen) = (sizes.count - count, 0)
  }

  /// The word on the next file of the path; each is asked for once, in order.
  mutating func admit(_ file: Attachment) -> Verdict {
    let name = file.name ?? "unnamed"
    if let reason = refusal(of: file) { return .named("\(reason): \(name) is only named") }
    seen += 1
    guard seen <= firstWithRoom else { return .taken }
    let most = FittingFiles.megabytes(limits.total)
    return .named("the files are more than \(most) in all: \(name) is only named")
  }

  private func holdsFiles(_ part: ContentPart) -> Bool { !files(of: part).isEmpty }

  private func files(of part: ContentPart) -> [Attachment] {
    switch part {
    case .attachment(let file): [file]
    case .toolResult(let result): result.attachments
    case .text, .reasoning, .toolCall: []
    }
  }

  // MARK: One file

  /// Why a file cannot be sent; nil if it can.
  private func refusal(of file: Attachment) -> String? {
    if file.inlineText != nil { return "" }
    guard takesKind(file) else {
      let kind = file.isImage && model.vision == false ? "images" : "files of type \(file.mimeType)"
      return "\(model.id) takes no \(kind)"
    }
    if file.data.isEmpty { return "a file is empty" }
    let most = file.isImage ? limits.image : limits.document
    guard file.data.count > most else { return nil }
    let (size, limit) = (FittingFiles.megabytes(file.data.count), FittingFiles.megabytes(most))
    return "a file has \(size), and \(target.provider) takes \(limit)"
  }

  private func takesKind(_ file: Attachment) -> Bool {
    if dialect == .openAIChat, quirks.plainStringContent { return false }
    if file.isImage {
      return model.vision != false && limits.images.contains(String(file.mimeType.dropFirst(6)))
    }
    if file.isPDF {
      switch dialect {
      case .openAIChat: return quirks.takesFiles && model.abilities[.pdf] != false
      case .openAIResponses, .anthropic, .gemini, .geminiGRPC: return model.abilities[.pdf] != false
      case .ollama: return false
      }
    }
    switch dialect {
    case .gemini, .geminiGRPC: return file.isGeminiMedia && model.abilities[.audio] != false
    case .openAIChat, .openAIResponses, .anthropic, .ollama: return false
    }
  }

  /// `5.2 MB`, in tenths.
  private static func megabytes(_ bytes: Int) -> String {
    let tenths = (bytes + 52_428) / 104_858
    return "\(tenths / 10).\(tenths % 10) MB"
  }
}
