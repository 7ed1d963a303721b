import CCurl
import Glibc

/// What an easy handle knows at its end.
struct CurlOutcome {
  let easy: UnsafeMutableRawPointer
  let code: CURLcode
  /// libcurl's own words on a failure.
  let reason: String
  /// Whether the request began to go out, on a connection that was there before or not.
  let usedConnection: CurlTransfer.Connection?
  let hasAnswer: Bool

  /// How long each step took.
  var timings: TransferTimings {
    let lookup = time(CURLINFO_NAMELOOKUP_TIME_T)
    let connected = time(CURLINFO_CONNECT_TIME_T)
    let secured = time(CURLINFO_APPCONNECT_TIME_T)
    let isReused = usedConnection == .kept
    return TransferTimings(
      dns: isReused ? nil : lookup,
      connect: isReused ? nil : Self.difference(connected, lookup),
      tls: isReused ? nil : Self.difference(secured, connected),
      firstByte: time(CURLINFO_STARTTRANSFER_TIME_T), total: time(CURLINFO_TOTAL_TIME_T),
      reused: isReused, localAddress: text(CURLINFO_LOCAL_IP),
      remoteAddress: text(CURLINFO_PRIMARY_IP))
  }

  /// The failure in our words.
  var error: TransportError {
    TransportError(kind, phase, message: message)
  }

  private var phase: TransportError.Phase {
    if hasAnswer { return .answered }
    return usedConnection == nil || kind == .refusedStream ? .unsent : .sent
  }

  private var message: String {
    let text = reason.isEmpty ? String(cString: curl_easy_strerror(code)) : reason
    return TransportError.plain(text)
  }

  private var kind: TransportError.Kind {
    if let kind = proxyKind { return kind }
    switch code {
    // A GOAWAY that leaves the stream out (faults.md, row 15): libcurl 7.88 does not try again itself.
    case CURLE_HTTP2 where !hasAnswer: return .refusedStream
    case CURLE_COULDNT_RESOLVE_HOST: return .dns
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy
    case CURLE_COULDNT_CONNECT: return isOutOfDescriptors ? .local : .connect
    case CURLE_OPERATION_TIMEDOUT: return timeoutKind
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return .certificate
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: return .handshake
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
      CURLE_HTTP2_STREAM:
      return .reset
    case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_UNSUPPORTED_PROTOCOL:
      return .malformed
    case CURLE_URL_MALFORMAT: return .badURL
    // What goes wrong once the request is on its way came of what the server sent: a length that is none
    // (63), a line of its head that exceeds 100 kB, for which libcurl 7.88 says it has no memory.
    default: return usedConnection == nil ? .local : .malformed
    }
  }

  // A refused CONNECT ends as a failure to receive.
  private var proxyKind: TransportError.Kind? {
    let status = ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE)
    guard status >= 300, usedConnection == nil else { return nil }
    return status == 407 ? .proxyLogin : .proxy
  }

  private var timeoutKind: TransportError.Kind {
    if usedConnection != nil { return .timeout }
    return time(CURLINFO_NAMELOOKUP_TIME_T) == nil ? .dnsTimeout : .connectTimeout
  }

  private var isOutOfDescriptors: Bool {
    [EMFILE, ENFILE, ENOBUFS].contains(Int32(ccurl_get_long(easy, CURLINFO_OS_ERRNO)))
  }

  private func time(_ info: CURLINFO) -> Duration? {
    let microseconds = ccurl_get_offset(easy, info)
    return microseconds > 0 ? .microseconds(microseconds) : nil
  }

  private func text(_ info: CURLINFO) -> String? {
    ccurl_get_string(easy, info).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func difference(_ later: Duration?, _ earlier: Duration?) -> Duration? {
    guard let later else { return nil }
    return max(.zero, later - (earlier ?? .zero))
  }
}

extension TransportError {
  /// Text of a library or a peer as a reason: one short line of printable ASCII.
  static func plain(_ text: String) -> String {
    let printable = text.utf8.prefix(200).map { (0x20...0x7E).contains($0) ? $0 : 0x20 }
    var words = String(decoding: printable, as: UTF8.self)
    while words.hasSuffix(" ") { words.removeLast() }
    // "Could not" begins small, "SSL" stays.
    let isWord = words.utf8.dropFirst().first.map { (0x61...0x7A).contains($0) } ?? false
    return isWord ? words.prefix(1).lowercased() + words.dropFirst() : words
  }
}
