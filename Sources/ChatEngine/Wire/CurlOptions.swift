import CCurl

/// Tells an easy handle what a request asks for; the first option that fails is kept.
struct CurlOptions {
  private let easy: UnsafeMutableRawPointer
  private(set) var failure = CURLE_OK
  /// The header list, which must live as long as the handle.
  private(set) var headerList: UnsafeMutablePointer<curl_slist>?

  /// Whether libcurl can use a plain HTTP/2 connection twice: before 8.0 it sends the preface again
  /// and breaks it (curl's issue 10634).
  private static let keepsPlainHTTP2 =
    curl_version_info(CURLVERSION_FIRST).map { $0.pointee.version_num >= 0x08_00_00 } ?? false

  init(easy: UnsafeMutableRawPointer) { self.easy = easy }

  /// Sets all that follows from the request.
  mutating func apply(_ request: HTTPRequest, to address: CurlAddress) {
    setTarget(request, address)
    setMethod(request)
    setHeaders(request)
    setConnection(request, address)
    setTrust(request.security)
    setProxy(request.security)
  }

  /// Sets what is sent behind the head.
  mutating func applyBody(of request: HTTPRequest) {
    guard request.isPosted else { return }
    keep(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
    keep(
      request.body.withUnsafeBytes { body in
        // An empty array may have no address, and without one libcurl would read from stdin.
        body.baseAddress.map { ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0) }
          ?? ccurl_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
      })
  }

  /// Sets all that a bare connection needs, over which libcurl itself sends nothing.
  mutating func apply(_ address: ChannelAddress, connectingWithin timeout: Duration) {
    set(CURLOPT_URL, address.url)
    set(CURLOPT_PROTOCOLS_STR, address.isEncrypted ? "https" : "http")
    if let path = address.socketPath { set(CURLOPT_UNIX_SOCKET_PATH, path) }
    set(CURLOPT_CONNECT_ONLY, 1)
    set(CURLOPT_FRESH_CONNECT, 1)
    // What follows is no HTTP, and a server may refuse to hear that it is.
    set(CURLOPT_SSL_ENABLE_ALPN, 0)
    setSocket()
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(timeout))
    setTrust(address.security)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOPROXY, "*")
  }

  private mutating func setTarget(_ request: HTTPRequest, _ address: CurlAddress) {
    set(CURLOPT_URL, request.url)
    keep(ccurl_set_pointer(easy, CURLOPT_CURLU, UnsafeRawPointer(address.parts.url)))
    set(CURLOPT_PROTOCOLS_STR, address.scheme)
    // A redirect would carry every header but Authorization to another host (faults.md, finding 1).
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    set(CURLOPT_NETRC, 0)
  }

  private mutating func setMethod(_ request: HTTPRequest) {
    if request.isPosted {
      set(CURLOPT_POST, 1)
      if request.method != "POST" { set(CURLOPT_CUSTOMREQUEST, request.method) }
    } else {
      set(request.method == "HEAD" ? CURLOPT_NOBODY : CURLOPT_HTTPGET, 1)
    }
  }

  private mutating func setHeaders(_ request: HTTPRequest) {
    // libcurl sends a header without value only when it ends in a semicolon.
    for header in request.headers {
      append(header.value.isEmpty ? header.name + ";" : "\(header.name): \(header.value)")
    }
    // Headers libcurl would add by itself: a wait for 100 Continue, and the type of a form.
    for name in ["Expect", "Content-Type"] where request.headers[name] == nil {
      append(name + ":")
    }
    // Every decoder is there, but a stream is asked for as it is: a compressor holds tokens back.
    set(CURLOPT_ACCEPT_ENCODING, "")
    if request.headers["Accept-Encoding"] == nil { append("Accept-Encoding: identity") }
    keep(ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headerList))
    set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
  }

  private mutating func setConnection(_ request: HTTPRequest, _ address: CurlAddress) {
    setSocket()
    let isKnown = request.needsHTTP2 && address.scheme == "http"
    set(
      CURLOPT_HTTP_VERSION,
      Int(isKnown ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2TLS))
    if isKnown, !Self.keepsPlainHTTP2 {
      set(CURLOPT_FRESH_CONNECT, 1)
      set(CURLOPT_FORBID_REUSE, 1)
    }
    // Waits for a connection that is being made, to share it (platform-facts.md, section 2). Not where
    // none can be shared: libcurl would have all others wait for the end of the first answer.
    set(CURLOPT_PIPEWAIT, isKnown || address.scheme == "https" ? 1 : 0)
    set(CURLOPT_MAXLIFETIME_CONN, 3600)
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.timeouts.connect))
    set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeouts.total))
  }

  private mutating func setSocket() {
    // Signals belong to the program.
    set(CURLOPT_NOSIGNAL, 1)
    // Without it, ending a transfer waits for the thread that looks up its name, which can take
    // the resolver's 30 seconds.
    set(CURLOPT_QUICK_EXIT, 1)
    keep(ccurl_set_private_sockets(easy))
    set(CURLOPT_TCP_NODELAY, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_TCP_KEEPIDLE, 30)
    set(CURLOPT_TCP_KEEPINTVL, 15)
  }

  private mutating func setTrust(_ security: TransferSecurity) {
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    // Parsing the system's bundle takes 20 ms; once a day and pool is enough.
    set(CURLOPT_CA_CACHE_TIMEOUT, 86_400)
    if let ca = security.ca {
      set(CURLOPT_CAINFO, ca)
      // The folder of the system's certificates would be trusted beside the file.
      keep(ccurl_set_string(easy, CURLOPT_CAPATH, nil))
    }
    if let certificate = security.clientCertificate { set(CURLOPT_SSLCERT, certificate) }
    if let key = security.clientKey { set(CURLOPT_SSLKEY, key) }
  }

  private mutating func setProxy(_ security: TransferSecurity) {
    // Empty texts, because libcurl takes what is not set from the environment.
    set(CURLOPT_PROXY, security.proxy ?? "")
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // Not through plain proxying, which would show the key to the proxy.
    set(CURLOPT_HTTPPROXYTUNNEL, security.proxy == nil ? 0 : 1)
  }

  private func milliseconds(_ duration: Duration) -> Int {
    // Zero would mean libcurl's own default; it counts in 32 bits in places.
    Int(min(max(duration.milliseconds, 1), Int64(Int32.max)))
  }

  private mutating func append(_ line: String) {
    guard let longer = curl_slist_append(headerList, line) else {
      return keep(CURLE_OUT_OF_MEMORY)
    }
    headerList = longer
  }

  private mutating func set(_ option: CURLoption, _ value: Int) {
    keep(ccurl_set_long(easy, option, value))
  }

  private mutating func set(_ option: CURLoption, _ value: String) {
    keep(ccurl_set_string(easy, option, value))
  }

  private mutating func keep(_ code: CURLcode) {
    if failure == CURLE_OK { failure = code }
  }
}

extension HTTPRequest {
  /// Whether it goes out as libcurl's kind of request that has a body, be it empty.
  fileprivate var isPosted: Bool {
    switch method {
    case "GET": !body.isEmpty
    case "HEAD": false
    default: true
    }
  }
}
