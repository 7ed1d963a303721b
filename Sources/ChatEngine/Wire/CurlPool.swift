import CCurl

/// Transfers that may share connections.
///
/// libcurl goes through all connections of a multi handle for each request, to find one that is free,
/// and through all that have just ended: of a crowd, each multi handle has only so many.
final class CurlPool {
  /// Transfers of one multi handle at once: no more than the connections that it keeps.
  private static let mostAtOnce = CurlMulti.keptConnections
  private static let mostLookedAt = 8

  /// Counts up with each use of any pool.
  var lastUse: UInt64 = 0

  private let loop: EventLoop
  private let afterDrive: () -> Void
  private var multis: [CurlMulti] = []
  /// Those that wait for another request of their kind, the last one used at the end.
  private var idle: [CurlHandle] = []
  private let mostIdle: Int

  /// Makes a pool, which keeps so many handles for the next requests of their kind; `afterDrive` is called
  /// when libcurl has done something.
  init(loop: EventLoop, keptHandles: Int, afterDrive: @escaping () -> Void) {
    self.loop = loop
    self.afterDrive = afterDrive
    mostIdle = keptHandles
  }

  /// Whether no transfer runs.
  var isIdle: Bool { multis.allSatisfy { $0.running == 0 } }

  /// Begins a transfer.
  func begin(_ transfer: CurlTransfer) throws(TransportError) {
    let handle = try handle(for: transfer.request)
    do throws(TransportError) {
      try transfer.open(on: handle)
      guard let multi = multiWithRoom(), multi.add(handle.easy) else {
        throw TransportError(.local, message: "libcurl has no memory")
      }
      handle.multi = multi
    } catch {
      transfer.close()
      throw error
    }
  }

  /// The first that has room, where connections wait if any do; nil where libcurl has no memory.
  private func multiWithRoom() -> CurlMulti? {
    if let multi = multis.first(where: { $0.running < Self.mostAtOnce }) { return multi }
    let multi = CurlMulti(
      loop: loop, onDone: { [unowned self] in finish($0, $1) }, afterDrive: afterDrive)
    if let multi { multis.append(multi) }
    return multi
  }

  /// Ends a transfer, which the transport does with all of them before the pool goes; a connection in
  /// the middle of an answer is closed.
  func end(_ transfer: CurlTransfer) { _ = takeOut(transfer) }

  private func takeOut(_ transfer: CurlTransfer) -> CurlHandle? {
    guard let handle = transfer.handle else { return nil }
    handle.multi?.remove(handle.easy)
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
