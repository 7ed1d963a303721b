/// CommonMark's block structure, as the text streams in.
///
/// A line is taken as soon as what stands of it can mean one thing only, mostly with its first
/// letter; from then on a delta costs what it is long. Tables, HTML and fences wait for the end of
/// their line. What is closed is forgotten.
struct BlockParser: Sendable {
  /// An open container.
  struct Open: Sendable {
    enum Kind: Sendable {
      case quote
      case list(ListKind)
      case item(offset: Int)
      case footnote
    }

    let kind: Kind
    var hasChildren = false
    /// Of a list.
    var items = 0
  }

  /// The open leaf.
  enum OpenLeaf: Equatable, Sendable {
    case paragraph
    case heading
    case fenced(Fence)
    case indented
    case html(HTMLStart)
    case table(columns: Int)
    case math(MathFence)
    case verbatim
  }

  private enum LineState {
    /// What stands of the line may yet mean several things.
    case held
    /// More of it goes to the leaf.
    case streaming
  }

  /// Containers inside of more others are text: models and people nest five deep at most.
  static let deepest = 200
  /// Up to here a held line is looked at with each delta, then when it has doubled.
  private static let fewBytes = 64

  let options: MarkdownOptions
  var containers: [Open] = []
  var leaf: OpenLeaf?
  /// The text of the open paragraph.
  var paragraph: [UInt8] = []
  /// Blank lines of which it is not known yet whether more of the leaf follows.
  var heldBlankLines: [[UInt8]] = []
  private(set) var references: [String: Reference] = [:]
  private var state = LineState.held
  private var held: [UInt8] = []
  private var nextLook = 0
  private var holdsReturn = false
  var events: [BlockEvent] = []

  init(_ options: MarkdownOptions) {
    self.options = options
  }

  /// Takes a part of the text, which may end anywhere.
  mutating func feed(_ delta: String) -> [BlockEvent] {
    var delta = delta
    delta.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 0x0A)
        take(bytes[start..<(end ?? bytes.count)], isWhole: end != nil)
        guard let end else { return }
        endLine()
        start = end + 1
      }
    }
    return drain()
  }

  /// Ends the text.
  mutating func finish() -> [BlockEvent] {
    if holdsReturn { takeReturn() }
    if state == .streaming || !held.isEmpty { endLine() }
    closeLeaf()
    while !containers.isEmpty { closeContainer() }
    return drain()
  }

  mutating func define(_ label: String, _ reference: Reference) {
    guard references[label] == nil else { return }
    references[label] = reference
    events.append(.defined(label, reference))
  }

  private mutating func drain() -> [BlockEvent] {
    defer { events = [] }
    return events
  }

  /// Takes more of a line; `isWhole` where its end follows.
  private mutating func take(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, isWhole: Bool) {
    guard !bytes.isEmpty else { return }
    if holdsReturn { takeReturn() }
    var bytes = bytes
    if bytes.last == 0x0D {
      holdsReturn = true
      bytes.removeLast()
    }
    if isWhole, state == .held { return held.append(contentsOf: bytes) }
    put(bytes)
  }

  /// A carriage return that no newline follows is text, and becomes visible at the door.
  private mutating func takeReturn() {
    holdsReturn = false
    put(CollectionOfOne<UInt8>(0x0D))
  }

  private mutating func put(_ bytes: some Collection<UInt8>) {
    guard !bytes.isEmpty else { return }
    if state == .streaming { return addText(Array(bytes)) }
    held.append(contentsOf: bytes)
    guard held.count >= nextLook else { return }
    if let plan = plan(held, isWhole: false) {
      apply(plan)
      state = .streaming
    } else {
      nextLook = held.count < Self.fewBytes ? 0 : held.count * 2
    }
  }

  private mutating func endLine() {
    holdsReturn = false
    if state == .held, let plan = plan(held, isWhole: true) { apply(plan) }
    if leaf == .heading { closeLeaf() }
    held.removeAll(keepingCapacity: true)
    nextLook = 0
    state = .held
  }

  // MARK: Text

  /// Adds to the open leaf's line.
  mutating func addText(_ text: [UInt8]) {
    guard !text.isEmpty else { return }
    if leaf == .paragraph { paragraph += text }
    events.append(.text(text))
  }
}
