import TestSupport

/// A page of the documentation, as tests read it.
struct Document {
  private let text: String
  let lines: [String]

  /// A page by its path from the package's folder; empty where there is none.
  init(_ path: String) {
    let bytes = Shared.bytes(Shared.package + "/" + path) ?? []
    // A hyphen that stays one when it is copied is written \- in a manual.
    text = String(decoding: bytes, as: UTF8.self).replacing("\\-", with: "-")
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  var words: Set<Substring> {
    Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }

  /// The lines between the first one that is `start` and the next that is `end`.
  func block(from start: String, to end: String) -> String? {
    guard let first = lines.firstIndex(where: { $0 == start }) else { return nil }
    let block = lines[(first + 1)...].prefix { $0 != end }
    return block.joined(separator: "\n")
  }
}
