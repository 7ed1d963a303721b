/// One request and all that came of it, as a recording keeps it: without keys, times from its start.
package struct RecordedExchange: Sendable, Equatable {
  /// A piece of a body, and when it came.
  package struct Piece: Sendable, Equatable {
    package var time: Duration
    package var bytes: [UInt8]
  }

  /// How it ended.
  package enum End: Sendable, Equatable {
    case whole(TransferTimings)
    case failed(TransportError, TransferTimings)
    /// We closed it ourselves.
    case cancelled
  }

  package var digest: RequestDigest
  package var method: String
  package var url: String
  /// Since the recording began.
  package var start: Duration
  /// Nil where nothing had come.
  package var status: Int?
  package var headTime = Duration.zero
  package var version = ""
  package var headers: [HTTPHeader] = []
  package var body: [Piece] = []
  package var trailers: [HTTPHeader] = []
  package var end = End.cancelled
  package var endTime = Duration.zero

  package init(_ request: HTTPRequest, start: Duration) {
    digest = RequestDigest(of: request)
    method = request.method
    url = request.url
    self.start = start
  }

  private init(digest: RequestDigest) {
    self.digest = digest
    (method, url, start) = ("", "", .zero)
  }

  /// Takes what came; true for the last.
  mutating func take(_ event: TransferEvent, at time: Duration) -> Bool {
    switch event {
    case .responded(let status, let headers, let version):
      self.status = status
      self.headers = headers
      self.version = version
      headTime = time
      return false
    case .body(let bytes):
      body.append(Piece(time: time, bytes: bytes))
      return false
    case .trailers(let headers):
      trailers = headers
      return false
    case .ended(let timings): end = .whole(timings)
    case .failed(let error, let timings): end = .failed(error, timings)
    }
    endTime = time
    return true
  }

  /// Takes keys out.
  ///
  /// A body that holds one becomes one piece, for the key may stand in two.
  mutating func redact(_ redactor: Redactor, key: HTTPHeader?) {
    url = redactor.redacted(url)
    headers = TraceHeaders.redacted(headers, key: key, redactor)
    trailers = TraceHeaders.redacted(trailers, key: key, redactor)
    let whole = body.flatMap(\.bytes)
    let safe = redactor.redacted(whole)
    if safe != whole { body = [Piece(time: body.first?.time ?? .zero, bytes: safe)] }
    if case .failed(var error, let timings) = end {
      error.message = redactor.redacted(error.message)
      end = .failed(error, timings)
    }
  }
}

// MARK: Spelling

extension RecordedExchange {
  /// One line of the recording; times in microseconds.
  package var json: JSON {
    var line = JSONObject()
    line["request"] = .string(digest.text)
    line["method"] = .string(method)
    line["url"] = .string(url)
    line["at_us"] = .microseconds(start)
    if let status {
      line["status"] = .int(status)
      line["version"] = .string(version)
      line["head_us"] = .microseconds(headTime)
      line["headers"] = TraceHeaders.pairs(headers)
    }
    line["body"] = .array(body.map { .array([.microseconds($0.time), Self.json($0.bytes)]) })
    if !trailers.isEmpty { line["trailers"] = TraceHeaders.pairs(trailers) }
    line["end_us"] = .microseconds(endTime)
    switch end {
    case .whole(let timings): line["timings"] = timings.json
    case .cancelled: line["cancelled"] = true
    case .failed(let error, let timings):
      line["timings"] = timings.json
      line["failed"] = [
        "kind": .string(error.kind.rawValue), "phase": .string(error.phase.name),
        "message": .string(error.message),
      ]
    }
    return .object(line)
  }

  /// Text where it is UTF-8, and base 64 in a list where it is not.
  private static func json(_ bytes: [UInt8]) -> JSON {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return .array([.string(Base64.text(bytes))])
    }
    return .string(text)
  }

  /// Reads a line; nil where it is none.
  package init?(_ json: JSON) {
    guard let digest = json["request"]?.stringValue else { return nil }
    self.init(digest: RequestDigest(text: digest))
    method = json["method"]?.stringValue ?? ""
    url = json["url"]?.stringValue ?? ""
    start = json["at_us"]?.microseconds ?? .zero
    status = json["status"]?.intValue
    version = json["version"]?.stringValue ?? ""
    headTime = json["head_us"]?.microseconds ?? .zero
    headers = TraceHeaders.headers(json["headers"])
    trailers = TraceHeaders.headers(json["trailers"])
    for piece in json["body"]?.arrayValue ?? [] {
      guard let time = piece[0]?.microseconds, let bytes = Self.bytes(piece[1]) else { return nil }
      body.append(Piece(time: time, bytes: bytes))
    }
    endTime = json["end_us"]?.microseconds ?? .zero
    let timings = TransferTimings(json["timings"])
    if json["cancelled"] != nil {
      end = .cancelled
    } else if let failed = json["failed"] {
      guard let kind = failed["kind"]?.stringValue.flatMap(TransportError.Kind.init(rawValue:))
      else { return nil }
      let phase = TransportError.Phase(name: failed["phase"]?.stringValue)
      let message = failed["message"]?.stringValue ?? ""
      end = .failed(TransportError(kind, phase, message: message), timings)
    } else {
      end = .whole(timings)
    }
  }

  private static func bytes(_ json: JSON?) -> [UInt8]? {
    if let text = json?.stringValue { return Array(text.utf8) }
    return json?[0]?.stringValue.flatMap(Base64.bytes)
  }
}

extension JSON {
  fileprivate static func microseconds(_ duration: Duration) -> JSON {
    .int(Int(duration.nanoseconds / 1000))
  }

  fileprivate var microseconds: Duration? {
    intValue.map { .microseconds(min(max($0, 0), 1 << 50)) }
  }
}

extension TransferTimings {
  fileprivate var json: JSON {
    var object = JSONObject()
    let steps: [(String, Duration?)] = [
      ("dns_us", dns), ("connect_us", connect), ("tls_us", tls), ("first_byte_us", firstByte),
      ("total_us", total),
    ]
    for (name, step) in steps { object[name] = step.map(JSON.microseconds) }
    object["reused"] = .bool(reused)
    return .object(object)
  }

  fileprivate init(_ json: JSON?) {
    self.init(
      dns: json?["dns_us"]?.microseconds, connect: json?["connect_us"]?.microseconds,
      tls: json?["tls_us"]?.microseconds, firstByte: json?["first_byte_us"]?.microseconds,
      total: json?["total_us"]?.microseconds, reused: json?["reused"]?.boolValue ?? false)
  }
}

extension TransportError.Phase {
  fileprivate var name: String {
    switch self {
    case .unsent: "unsent"
    case .sent: "sent"
    case .answered: "answered"
    }
  }

  fileprivate init(name: String?) {
    switch name {
    case "unsent": self = .unsent
    case "sent": self = .sent
    default: self = .answered
    }
  }
}
