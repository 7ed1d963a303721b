import CCurl

/// libcurl's own state, which is set up once and stays for as long as the program runs.
package enum CurlLibrary {
  /// Whether it could be set up.
  ///
  /// Whoever asks first does it, and others wait for that: not at the program's start, of which it
  /// would be a third, as TLS is set up with it.
  static let isReady = curl_global_init(CCURL_GLOBAL_DEFAULT) == CURLE_OK

  /// Sets it up ahead of the first request; on any thread.
  package static func prepare() { _ = isReady }
}
