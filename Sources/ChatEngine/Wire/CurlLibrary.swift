import CCurl
import Synchronization

/// libcurl's own state, which is set up once and stays for as long as the program runs.
package enum CurlLibrary {
  /// Whether it could be set up.
  ///
  /// Whoever asks first does it, and others wait for that: not at the program's start, of which it
  /// would be a third, as TLS is set up with it.
  static let isReady = curl_global_init(CCURL_GLOBAL_DEFAULT) == CURLE_OK

  private static let isBegun = Atomic(false)

  /// Sets it up ahead of the first request, on a worker's thread.
  package static func begin(on worker: Worker) {
    isBegun.store(true, ordering: .relaxed)
    worker.run { _ = isReady }
  }

  /// Waits for what was begun; to be called before the program ends, which takes TLS away under it.
  package static func settle() {
    if isBegun.load(ordering: .relaxed) { _ = isReady }
  }
}
