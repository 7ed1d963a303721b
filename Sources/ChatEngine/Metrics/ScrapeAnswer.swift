/// What a request for the metrics is answered with.
struct ScrapeAnswer: Equatable {
  var status: Int
  var body: [UInt8]
  var isHead = false
  var keepsAlive = false

  /// The whole answer as it goes over the wire.
  var bytes: [UInt8] {
    var head = "HTTP/1.1 \(status) \(reason)\r\n"
    let type = status == 200 ? Exposition.contentType : "text/plain; charset=utf-8"
    head += "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n"
    if status == 405 { head += "Allow: GET, HEAD\r\n" }
    if !keepsAlive { head += "Connection: close\r\n" }
    let bytes = Array((head + "\r\n").utf8)
    return isHead ? bytes : bytes + body
  }

  /// An answer without metrics, after which the connection ends.
  init(refusal status: Int) {
    self.status = status
    body = []
    body = Array("\(reason). Metrics are at /metrics.\n".utf8)
  }

  private init(page: [UInt8]) {
    status = 200
    body = page
  }

  /// The answer to a request.
  ///
  /// On loopback only names of this machine are answered: a page in a browser may have its own name
  /// lead here, and would then be allowed to read what it gets (DNS rebinding).
  init(to request: ScrapeRequest, onLoopback: Bool, page: () -> [UInt8]) {
    if onLoopback, let host = request.host, !HostAddress.isLoopback(host) {
      self.init(refusal: 403)
    } else if request.path != "/metrics" {
      self.init(refusal: 404)
    } else {
      self.init(page: page())
    }
    isHead = request.isHead
    keepsAlive = request.keepsAlive
  }

  private var reason: String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 431: "Request Header Fields Too Large"
    default: "Error"
    }
  }
}
