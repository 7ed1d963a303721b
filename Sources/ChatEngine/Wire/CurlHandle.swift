import CCurl

/// An easy handle, set up for requests that are alike in all but their bodies.
///
/// It may carry one after the other, if each answer came whole: the same address, headers, key and trust,
/// with nothing changed but the body. There is no other reuse, see docs/Decisions.md, "Network".
final class CurlHandle {
  /// A handle with a longer body is not kept, as it would hold the body too.
  private static let longestKeptBody = 64 << 10

  let easy: UnsafeMutableRawPointer
  /// Whose bytes it carries.
  private(set) var transfer: CurlTransfer?
  /// Where it runs, or ran last.
  var multi: CurlMulti?

  /// What it is set up for, without a body.
  private let kind: HTTPRequest
  private let address: CurlAddress
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var bodyCount = 0

  /// Makes one, after the checks that need no connection.
  init(for request: HTTPRequest) throws(TransportError) {
    let address = try CurlAddress(url: request.url, security: request.security)
    guard request.headers.allSatisfy(\.isSendable) else {
      throw TransportError(.badHeader, message: "a header holds what cannot be sent")
    }
    guard !request.method.isEmpty, request.method.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
    else { throw TransportError(.badHeader, message: "the method is not a word in capitals") }
    guard let easy = curl_easy_init() else {
      throw TransportError(.local, message: "libcurl has no memory")
    }
    self.easy = easy
    self.address = address
    kind = request.withoutBody
    reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    var options = CurlOptions(easy: easy)
    options.apply(request, to: address)
    headerList = options.headerList
    try CurlHandle.check(options.failure)
    setCallbacks()
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headerList)
    reason.deallocate()
  }

  var host: String { address.host }

  /// Whether it is set up for such a request.
  func suits(_ request: HTTPRequest) -> Bool {
    request.method == "POST" && kind.isLike(request)
  }

  /// Whether it can be kept for another request, once its answer has come whole; not with a proxy, to
  /// whose login several of libcurl's faults with handles led.
  var isKeepable: Bool {
    kind.method == "POST" && kind.security.proxy == nil && bodyCount <= Self.longestKeptBody
  }

  /// Begins to carry a transfer, and its body.
  func carry(_ transfer: CurlTransfer) throws(TransportError) {
    self.transfer = transfer
    bodyCount = transfer.request.body.count
    reason.pointee = 0
    var options = CurlOptions(easy: easy)
    options.applyBody(of: transfer.request)
    try CurlHandle.check(options.failure)
  }

  /// It carries nothing any more.
  func putDown() { transfer = nil }

  /// libcurl's own words on a failure.
  var failure: String { String(cString: reason) }

  private static func check(_ code: CURLcode) throws(TransportError) {
    guard code != CURLE_OK else { return }
    let text = String(cString: curl_easy_strerror(code))
    throw TransportError(.local, message: TransportError.plain(text))
  }
}

// MARK: Callbacks

extension CurlHandle {
  /// The transfer that an easy handle carries.
  static func transfer(of easy: UnsafeMutableRawPointer) -> CurlTransfer? {
    transfer(at: ccurl_get_private(easy))
  }

  private static func transfer(at context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.flatMap { Unmanaged<CurlHandle>.fromOpaque($0).takeUnretainedValue().transfer }
  }

  private func setCallbacks() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    for option in [CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA] {
      _ = ccurl_set_pointer(easy, option, context)
    }
    _ = ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, reason)
    _ = ccurl_set_data_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      let body = UnsafeRawBufferPointer(start: bytes, count: size * count)
      return CurlHandle.transfer(at: context)?.receive(body: body) ?? 0
    }
    _ = ccurl_set_data_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
      return CurlHandle.transfer(at: context)?.receive(line: line) ?? 0
    }
    _ = ccurl_set_prerequest_function(easy) { context, remote, _, _, _ in
      let address = remote.map { String(cString: $0) } ?? ""
      return CurlHandle.transfer(at: context)?.connected(to: address) ?? CCURL_PREREQUEST_ABORT
    }
  }
}

extension HTTPRequest {
  fileprivate var withoutBody: HTTPRequest {
    var request = self
    request.body = []
    return request
  }
}
