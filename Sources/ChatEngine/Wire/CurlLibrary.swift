import CCurl

/// libcurl's own state, which is set up once and stays for as long as the program runs.
enum CurlLibrary {
  /// Whether it could be set up.
  ///
  /// Whoever asks first does it: not at the program's start, of which it would be a third, as TLS is set
  /// up with it. Not ahead on another thread either: a program that ends meanwhile takes TLS away under it.
  static let isReady = curl_global_init(CCURL_GLOBAL_DEFAULT) == CURLE_OK
}
