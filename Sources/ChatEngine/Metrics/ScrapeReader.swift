/// A request for the metrics.
struct ScrapeRequest: Equatable {
  var isHead = false
  /// Without its query.
  var path = ""
  /// In lower case, without a port; nil where an old client names none.
  var host: String?
  var keepsAlive = true
}

/// Cuts a connection's bytes into requests (RFC 9112), as far as a scrape needs it.
struct ScrapeReader {
  enum Outcome: Equatable {
    case more
    case request(ScrapeRequest)
    /// The status to refuse it with; nothing after it can be read.
    case refused(Int)
  }

  static let longestHead = 8192
  private static let headEnd: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
  private var bytes: [UInt8] = []

  /// Whether bytes are there that belong to no request so far.
  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ more: ArraySlice<UInt8>) { bytes += more }

  /// The next request, if all of it is there.
  mutating func next() -> Outcome {
    guard let end = endOfHead() else {
      return bytes.count > Self.longestHead ? .refused(431) : .more
    }
    guard end <= Self.longestHead else { return .refused(431) }
    let head = String(decoding: bytes[..<end], as: UTF8.self)
    bytes.removeFirst(end + Self.headEnd.count)
    return Self.request(head)
  }

  private func endOfHead() -> Int? {
    guard bytes.count >= Self.headEnd.count else { return nil }
    return (0...(bytes.count - Self.headEnd.count)).first {
      bytes[$0] == 0x0D && bytes[$0...].starts(with: Self.headEnd)
    }
  }

  private static func request(_ head: String) -> Outcome {
    // A pair of CR and LF is one character of Swift's.
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0",
      let path = path(of: words[1])
    else { return .refused(400) }
    guard words[0] == "GET" || words[0] == "HEAD" else { return .refused(405) }
    let isOld = words[2] == "HTTP/1.0"
    var request = ScrapeRequest(isHead: words[0] == "HEAD", path: path, keepsAlive: !isOld)
    var hosts = 0
    for line in lines.dropFirst() {
      guard let header = header(line) else { return .refused(400) }
      switch header.name {
      case "host":
        hosts += 1
        request.host = host(header.value)
      case "connection": if header.value == "close" { request.keepsAlive = false }
      // A request for metrics has no body, and one that is not read would be the next request.
      case "content-length": if header.value != "0" { return .refused(400) }
      case "transfer-encoding": return .refused(400)
      default: break
      }
    }
    return hosts == 1 || (isOld && hosts == 0) ? .request(request) : .refused(400)
  }

  /// The path of `/metrics?x` and of `http://host/metrics`; nil for what is neither.
  private static func path(of target: Substring) -> String? {
    var rest = target
    if target.hasPrefix("http://") {
      rest = target.dropFirst(7)
      rest = rest[(rest.firstIndex(of: "/") ?? rest.endIndex)...]
      if rest.isEmpty { return "/" }
    }
    return rest.hasPrefix("/") ? String(rest.prefix { $0 != "?" }) : nil
  }

  private static func header(_ line: Substring) -> (name: String, value: String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[..<colon]
    let header = HTTPHeader(
      name.lowercased(), line[line.index(after: colon)...].lowercased().trimmed)
    return header.isSendable ? (header.name, header.value) : nil
  }

  private static func host(_ value: String) -> String {
    if value.hasPrefix("[") { return value.prefix { $0 != "]" } + "]" }
    return String(value.prefix { $0 != ":" })
  }
}
