import Glibc

/// A response's status line and headers.
struct DemoHead {
  var status: Int
  var headers: [DemoHeader]

  /// Replaces the header of that name, or adds it.
  mutating func set(_ name: String, _ value: String) {
    headers.removeAll { $0.name.lowercased() == name.lowercased() }
    headers.append(DemoHeader(name, value))
  }

  var bytes: [UInt8] {
    var text = "HTTP/1.1 \(status) \(Self.reason(status))\r\n"
    for header in headers { text += "\(header.name): \(header.value)\r\n" }
    return Array((text + "\r\n").utf8)
  }

  static func reason(_ status: Int) -> String {
    switch status {
    case 100: "Continue"
    case 103: "Early Hints"
    case 200: "OK"
    case 204: "No Content"
    case 307: "Temporary Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 413: "Content Too Large"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 529: "Overloaded"
    default: "Status"
    }
  }

  /// Request id and rate limits as each dialect sends them; `date` in seconds since 1970.
  static func headers(for dialect: DemoDialect, number: Int, date: Int) -> [DemoHeader] {
    // Never down to nothing, and counted anew at once: nobody is refused, and a client that believes
    // what it is told would wait for nothing.
    let left = 499 - (max(number, 1) - 1) % 400
    switch dialect {
    case .openAIChat, .openAIResponses:
      return [
        DemoHeader("x-request-id", "req_demo\(number)"),
        DemoHeader("x-ratelimit-limit-requests", "500"),
        DemoHeader("x-ratelimit-remaining-requests", "\(left)"),
        DemoHeader("x-ratelimit-reset-requests", "120ms"),
        DemoHeader("x-ratelimit-limit-tokens", "200000"),
        DemoHeader("x-ratelimit-remaining-tokens", "\(left * 400)"),
        DemoHeader("x-ratelimit-reset-tokens", "240ms"),
      ]
    case .anthropic:
      let reset = timestamp(date + 1)
      return [
        DemoHeader("request-id", "req_demo\(number)"),
        DemoHeader("anthropic-ratelimit-requests-limit", "500"),
        DemoHeader("anthropic-ratelimit-requests-remaining", "\(left)"),
        DemoHeader("anthropic-ratelimit-requests-reset", reset),
        DemoHeader("anthropic-ratelimit-tokens-limit", "200000"),
        DemoHeader("anthropic-ratelimit-tokens-remaining", "\(left * 400)"),
        DemoHeader("anthropic-ratelimit-tokens-reset", reset),
      ]
    case .gemini, .geminiGRPC, .ollama: return []
    }
  }

  /// RFC 3339, in UTC.
  static func timestamp(_ date: Int) -> String {
    var seconds = time_t(date)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let year = Int(parts.tm_year) + 1900
    let day = "\(year)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return "\(day)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }

  private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
