/// One JSON-RPC message from a server; answers carry the numbers that we give requests.
package enum MCPMessage: Sendable, Equatable {
  case request(id: JSON, method: String, params: JSON)
  case notification(method: String, params: JSON)
  case result(id: Int, JSON)
  /// Without a number where the server could not tell which request it was.
  case error(id: Int?, MCPError)

  /// A line or event longer than this is dropped (faults.md, section 6).
  package static let maxBytes = 16 << 20
  // Revision 2025-03-26 alone knows arrays of messages.
  private static let maxBatch = 100

  /// The messages of one line, event or body; none where it is no JSON-RPC.
  package static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> [MCPMessage] {
    var options = JSONScanner.Options.wire
    options.maxStringBytes = maxBytes
    guard let json = try? JSON.parse(bytes, options: options, maxBytes: maxBytes) else {
      return []
    }
    guard case .array(let elements) = json else { return MCPMessage(json).map { [$0] } ?? [] }
    let messages = elements.prefix(maxBatch).compactMap { MCPMessage($0) }
    return messages.count == elements.count ? messages : []
  }

  package static func read(_ bytes: [UInt8]) -> [MCPMessage] {
    bytes.withUnsafeBufferPointer { read($0) }
  }

  /// Fails for what is no JSON-RPC 2.0, and for answers under a number that cannot be ours.
  package init?(_ json: JSON) {
    guard let object = json.objectValue, object["jsonrpc"]?.stringValue == "2.0" else { return nil }
    let id = object["id"]
    if let method = object["method"]?.stringValue {
      let params = object["params"] ?? .null
      switch id {
      case nil: self = .notification(method: method, params: params)
      case .some(.string), .some(.number):
        self = .request(id: id ?? .null, method: method, params: params)
      case .some: return nil
      }
      return
    }
    if let error = object["error"] {
      guard error.objectValue != nil, id == nil || id == .null || id?.intValue != nil else {
        return nil
      }
      self = .error(id: id?.intValue, MCPError(error))
      return
    }
    guard let number = id?.intValue, let result = object["result"] else { return nil }
    self = .result(id: number, result)
  }

  /// The number of the request that this answers.
  var answeredID: Int? {
    switch self {
    case .result(let id, _): id
    case .error(let id, _): id
    case .request, .notification: nil
    }
  }
}

/// A server's word that it did not do what a request asked for.
package struct MCPError: Sendable, Equatable {
  package var code: Int
  package var message: String
  package var data: JSON?

  package init(code: Int, message: String, data: JSON? = nil) {
    self.code = code
    self.message = message
    self.data = data
  }

  fileprivate init(_ json: JSON) {
    self.init(
      code: json["code"]?.intValue ?? Self.internalError,
      message: json["message"]?.stringValue ?? "", data: json["data"])
  }

  static let methodNotFound = -32601
  static let internalError = -32603
  static let unsupportedVersion = -32022
  /// What only servers of the stateless revisions say: wrong header, missing ability, version.
  static let stateless = [-32020, -32021, unsupportedVersion]

  /// For model and person: `-32602: no such file`.
  var text: String { message.isEmpty ? "error \(code)" : "\(message) (\(code))" }
}

/// What became of a request.
package enum MCPOutcome: Sendable, Equatable {
  case result(JSON)
  case error(MCPError)
  /// There is no answer, and why, in a sentence.
  case failed(String)
}

/// One message on its way to a server.
package struct MCPOutgoing: Sendable, Equatable {
  /// Nil for notifications and answers.
  package var id: Int?
  package var method: String
  package var body: JSON
  /// What HTTP says of it besides; never used on a pipe.
  package var headers: [HTTPHeader]
  /// Whether a second one does no harm.
  package var isRepeatable: Bool
  /// How long HTTP may take at the most.
  package var longest: Duration
}
