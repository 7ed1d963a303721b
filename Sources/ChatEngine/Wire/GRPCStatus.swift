/// How a gRPC call ended, as its last headers tell it.
struct GRPCStatus: Sendable, Equatable {
  /// A status as it was, or 2 where the server wrote no number.
  var code: Int
  /// `grpc-message`, decoded.
  var message: String
  /// `google.rpc.Status`, as its JSON.
  var details: JSON?

  /// Nil where the headers do not say.
  init?(_ headers: [HTTPHeader]) {
    guard let text = headers["grpc-status"] else { return nil }
    code = Int(text.trimmed) ?? 2
    message = Self.decoded(headers["grpc-message"] ?? "")
    // A header that came twice may have been joined by a comma.
    let first = headers["grpc-status-details-bin"]?.split(separator: ",").first
    let bytes = first.flatMap { Base64.bytes(String($0).trimmed) }
    details = bytes.flatMap { try? GeminiMessages.decode($0, as: .status) }
  }

  var isOK: Bool { code == 0 }

  /// The words of google.rpc.Code with the HTTP statuses that REST sends in their place.
  private static let words: [(word: String, status: Int)] = [
    ("OK", 200), ("CANCELLED", 499), ("UNKNOWN", 500), ("INVALID_ARGUMENT", 400),
    ("DEADLINE_EXCEEDED", 504), ("NOT_FOUND", 404), ("ALREADY_EXISTS", 409),
    ("PERMISSION_DENIED", 403), ("RESOURCE_EXHAUSTED", 429), ("FAILED_PRECONDITION", 400),
    ("ABORTED", 409), ("OUT_OF_RANGE", 400), ("UNIMPLEMENTED", 501), ("INTERNAL", 500),
    ("UNAVAILABLE", 503), ("DATA_LOSS", 500), ("UNAUTHENTICATED", 401),
  ]

  /// The status of that HTTP status; nil where REST sends it for none.
  static func code(forHTTP status: Int) -> Int? { words.firstIndex { $0.status == status } }

  /// The same failure as REST's body with these words and details is.
  func failure(headers: [HTTPHeader] = []) -> Failure {
    let known = Self.words.indices.contains(code) ? Self.words[code] : Self.words[2]
    let told = message.isEmpty ? details?["message"]?.stringValue ?? "" : message
    let error: JSON = [
      "error": [
        "code": .int(known.status), "message": .string(told), "status": .string(known.word),
        "details": details?["details"] ?? [],
      ]
    ]
    let read = ProviderError(error)?.failure(httpStatus: known.status, headers: headers)
    var failure = read ?? Failure(.serverError, told, status: known.status)
    // The service or its method is not there, now or in a second.
    if known.word == "UNIMPLEMENTED" { failure.shouldRetry = false }
    return failure
  }

  /// Text with `%41` for bytes; what is no such thing stays as it is.
  private static func decoded(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
        let high = hex(bytes[place + 1]), let low = hex(bytes[place + 2])
      {
        output.append(high << 4 | low)
        place += 3
      } else {
        output.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
