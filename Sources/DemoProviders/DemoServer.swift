import CSystem
import Glibc
import Synchronization

/// Why the demo server could not start.
package struct DemoServerError: Error, Equatable {
  package var call: String
  package var errorNumber: Int32

  package var message: String {
    "The demo server could not start: \(call) failed (\(String(cString: strerror(errorNumber))))."
  }
}

/// Simulated providers on a loopback port, served by a thread of their own.
package final class DemoServer: Sendable {
  package let port: UInt16
  private let descriptors: DemoDescriptors
  private let log: DemoLog
  private let thread: Mutex<pthread_t?>

  /// Listens on 127.0.0.1; port 0 takes a free one.
  package init(
    _ script: DemoScript = .showcase, port: UInt16 = 0, keepsRequests: Int = 1024
  ) throws(DemoServerError) {
    let descriptors = try DemoDescriptors(port: port)
    let log = DemoLog(limit: keepsRequests)
    self.descriptors = descriptors
    self.port = descriptors.port
    self.log = log
    let work = Unmanaged.passRetained(
      DemoThreadWork(DemoLoop(descriptors: descriptors, script: script, log: log)))
    var handle = pthread_t()
    let failure = pthread_create(
      &handle, nil,
      { argument in
        if let argument {
          Unmanaged<DemoThreadWork>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, work.toOpaque())
    if failure != 0 {
      work.release()
      throw DemoServerError(call: "pthread_create", errorNumber: failure)
    }
    thread = Mutex(handle)
  }

  deinit { stop() }

  /// "http://127.0.0.1:PORT", without a slash at the end.
  package var baseURL: String { "http://127.0.0.1:\(port)" }

  /// The requests that came, oldest first; the last 1,024 unless said otherwise.
  ///
  /// After `stop()` they include what clients did before it, such as leaving.
  package var requests: [DemoRequest] { log.requests }

  /// Closes all connections and waits for the thread; the second time it does nothing.
  package func stop() {
    guard let handle = thread.withLock({ $0.take() }) else { return }
    descriptors.wakeUp()
    pthread_join(handle, nil)
    descriptors.stopListening()
  }
}

/// Carries the loop over to its thread.
private final class DemoThreadWork {
  private var loop: DemoLoop

  init(_ loop: consuming DemoLoop) { self.loop = loop }

  func run() { loop.run() }
}
