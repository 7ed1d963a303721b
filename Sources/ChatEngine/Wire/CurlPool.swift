import CCurl

/// Transfers that may share connections: one multi handle.
final class CurlPool {
  /// More than enough for a chat; libcurl's own default forgets all when nothing runs.
  static let usualConnections = 64
  private static let mostLookedAt = 8

  /// Counts up with each use of any pool.
  var lastUse: UInt64 = 0

  private var multi: CurlMulti?
  private var running = 0
  /// Those that wait for another request of their kind, the last one used at the end.
  private var idle: [CurlHandle] = []
  private var mostIdle = 0

  /// Makes a pool; nil where libcurl has no memory.
  init?(loop: EventLoop, afterDrive: @escaping () -> Void) {
    multi = CurlMulti(
      loop: loop, onDone: { [unowned self] in finish($0, $1) }, afterDrive: afterDrive)
    guard multi != nil else { return nil }
  }

  /// How many connections are kept open when nothing uses them.
  func keepConnections(_ count: Int) { multi?.keepConnections(count) }

  /// How many handles are kept for the next request of their kind; none where nothing is said.
  func keepHandles(_ count: Int) { mostIdle = count }

  /// Whether no transfer runs.
  var isIdle: Bool { running == 0 }

  /// Begins a transfer.
  func begin(_ transfer: CurlTransfer) throws(TransportError) {
    let handle = try handle(for: transfer.request)
    do throws(TransportError) {
      try transfer.open(on: handle)
      guard let multi, multi.add(handle.easy) else {
        throw TransportError(.local, message: "libcurl has no memory")
      }
    } catch {
      transfer.close()
      throw error
    }
    running += 1
  }

  /// Ends a transfer, which the transport does with all of them before the pool goes; a connection in
  /// the middle of an answer is closed.
  func end(_ transfer: CurlTransfer) { _ = takeOut(transfer) }

  private func takeOut(_ transfer: CurlTransfer) -> CurlHandle? {
    guard let handle = transfer.handle else { return nil }
    running -= 1
    multi?.remove(handle.easy)
    return transfer.close()
  }

  private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
    guard let transfer = CurlHandle.transfer(of: easy) else { return }
    transfer.finish(code)
    let isReusable = code == CURLE_OK && transfer.wasSmooth
    guard let handle = takeOut(transfer), isReusable, handle.isKeepable, mostIdle > 0 else {
      return
    }
    if idle.count >= mostIdle { idle.removeFirst() }
    idle.append(handle)
  }

  /// A kept one, or a new one.
  private func handle(for request: HTTPRequest) throws(TransportError) -> CurlHandle {
    // Nearly always the last one; of many kinds in turns, a few are looked at.
    let place = idle.indices.suffix(Self.mostLookedAt).last { idle[$0].suits(request) }
    if let place { return idle.remove(at: place) }
    return try CurlHandle(for: request)
  }
}
