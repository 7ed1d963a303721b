import CCurl

/// Transfers that may share connections: one multi handle.
final class CurlPool {
  /// More than enough for a chat; libcurl's own default forgets all when nothing runs.
  static let usualConnections = 64

  /// Counts up with each use of any pool.
  var lastUse: UInt64 = 0

  private var multi: CurlMulti?
  private var transfers: [TransferID: CurlTransfer] = [:]

  /// Makes a pool; nil where libcurl has no memory.
  init?(loop: EventLoop, afterDrive: @escaping () -> Void) {
    multi = CurlMulti(
      loop: loop, onDone: { [unowned self] in finish($0, $1) }, afterDrive: afterDrive)
    guard multi != nil else { return nil }
  }

  deinit {
    for transfer in transfers.values {
      if let easy = transfer.easy { multi?.remove(easy) }
      transfer.close()
    }
  }

  /// How many connections are kept open when nothing uses them.
  func keepConnections(_ count: Int) { multi?.keepConnections(count) }

  /// Whether no transfer runs.
  var isIdle: Bool { transfers.isEmpty }

  /// Begins a transfer.
  func begin(_ transfer: CurlTransfer) throws(TransportError) {
    let easy = try transfer.open()
    guard let multi, multi.add(easy) else {
      transfer.close()
      throw TransportError(.local, message: "libcurl has no memory")
    }
    transfers[transfer.id] = transfer
  }

  /// Ends a transfer; a connection in the middle of an answer is closed.
  func end(_ transfer: CurlTransfer) {
    guard transfers.removeValue(forKey: transfer.id) != nil, let easy = transfer.easy else {
      return
    }
    multi?.remove(easy)
    transfer.close()
  }

  private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
    guard let transfer = CurlTransfer.of(easy) else { return }
    transfer.finish(code)
    end(transfer)
  }
}
