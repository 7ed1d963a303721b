import CCurl

/// Transfers that may share connections: one multi handle, driven by the loop.
final class CurlPool {
  // More than enough for a batch; libcurl's own default forgets all when nothing runs.
  private static let maxKeptConnections = 64

  /// Counts up with each use of any pool.
  var lastUse: UInt64 = 0

  private let multi: UnsafeMutableRawPointer
  private let loop: EventLoop
  private let afterDrive: () -> Void
  private var timer: TimerID?
  private var sockets: Set<Int32> = []
  private var transfers: [TransferID: CurlTransfer] = [:]

  /// Makes a pool; nil where libcurl has no memory.
  init?(loop: EventLoop, afterDrive: @escaping () -> Void) {
    guard let multi = curl_multi_init() else { return nil }
    self.multi = multi
    self.loop = loop
    self.afterDrive = afterDrive
    setCallbacks()
  }

  deinit {
    // Closing connections must not call back into an object that is going.
    _ = ccurl_multi_set_socket_function(multi, nil)
    _ = ccurl_multi_set_timer_function(multi, nil)
    for transfer in transfers.values {
      if let easy = transfer.easy { curl_multi_remove_handle(multi, easy) }
      transfer.close()
    }
    for socket in sockets { loop.unwatch(socket) }
    if let timer { loop.cancel(timer) }
    curl_multi_cleanup(multi)
  }

  /// Whether no transfer runs.
  var isIdle: Bool { transfers.isEmpty }

  /// Begins a transfer.
  func begin(_ transfer: CurlTransfer) throws(TransportError) {
    let easy = try transfer.open()
    guard curl_multi_add_handle(multi, easy) == CURLM_OK else {
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
    curl_multi_remove_handle(multi, easy)
    transfer.close()
  }

  private func setCallbacks() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
    _ = ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
    _ = ccurl_multi_set_socket_function(multi) { _, socket, interest, context, _ in
      CurlPool.at(context)?.watch(socket, interest)
      return 0
    }
    _ = ccurl_multi_set_timer_function(multi) { _, milliseconds, context in
      CurlPool.at(context)?.setTimer(milliseconds)
      return 0
    }
    _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.maxKeptConnections)
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> CurlPool? {
    context.map { Unmanaged<CurlPool>.fromOpaque($0).takeUnretainedValue() }
  }
}

// MARK: The loop

extension CurlPool {
  private func watch(_ socket: Int32, _ interest: Int32) {
    guard interest != CURL_POLL_REMOVE else {
      sockets.remove(socket)
      return loop.unwatch(socket)
    }
    sockets.insert(socket)
    loop.watch(
      socket, readable: interest & CURL_POLL_IN != 0, writable: interest & CURL_POLL_OUT != 0
    ) { [weak self] readiness in
      var events: Int32 = 0
      if !readiness.isDisjoint(with: [.readable, .hangup]) { events |= CURL_CSELECT_IN }
      if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
      if readiness.contains(.failed) { events |= CURL_CSELECT_ERR }
      self?.drive(socket, events)
    }
  }

  private func setTimer(_ milliseconds: Int) {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard milliseconds >= 0 else { return }
    timer = loop.schedule(at: loop.now() + .milliseconds(milliseconds)) { [weak self] in
      self?.timer = nil
      self?.drive(CCURL_SOCKET_TIMEOUT, 0)
    }
  }

  private func drive(_ socket: Int32, _ events: Int32) {
    var running: Int32 = 0
    curl_multi_socket_action(multi, socket, events, &running)
    finishDone()
    afterDrive()
  }

  private func finishDone() {
    var waiting: Int32 = 0
    while let message = curl_multi_info_read(multi, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
        continue
      }
      // Removing the handle frees the message.
      let code = ccurl_message_result(message)
      guard let transfer = CurlTransfer.of(easy) else { continue }
      transfer.finish(code)
      end(transfer)
    }
  }
}
