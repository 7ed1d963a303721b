import ChatEngine

/// How a call over gRPC ended, as trailers say it (wire/gemini.md, section 2).
enum GRPCTrailers {
  /// The words of the codes, from 0.
  private static let words =
    """
    OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS \
    PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED \
    INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED
    """.split(separator: " ")

  static let ok = [DemoHeader("grpc-status", "0")]

  /// The trailers of an error that is written as Gemini writes it in JSON.
  static func of(_ error: JSON?) -> [DemoHeader] {
    let word = error?["status"]?.stringValue ?? ""
    let message = error?["message"]?.stringValue ?? ""
    let code = words.firstIndex { $0 == word } ?? 2
    var trailers = [
      DemoHeader("grpc-status", "\(code)"), DemoHeader("grpc-message", percentEncoded(message)),
    ]
    let details = error?["details"] ?? []
    guard details.arrayValue?.isEmpty == false else { return trailers }
    let status = GeminiMessages.encode(
      ["code": .int(code), "message": .string(message), "details": details], as: .status)
    let text = Base64.text(status).prefix { $0 != "=" }
    trailers.append(DemoHeader("grpc-status-details-bin", String(text)))
    return trailers
  }

  /// An error without a refusal to it.
  static func of(word: String, _ message: String) -> [DemoHeader] {
    of(["status": .string(word), "message": .string(message)])
  }

  /// Printable ASCII but for the percent sign stays as it is.
  private static func percentEncoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { encoded, byte in
      if (0x20...0x7E).contains(byte), byte != 0x25 {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
