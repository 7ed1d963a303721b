import CCurl

/// A multi handle whose sockets and timeouts are the loop's: easy handles that may share connections.
///
/// Its owner is never called while libcurl is on the stack.
final class CurlMulti {
  /// Connections that are kept open for the next requests.
  static let keptConnections = 64

  private let multi: UnsafeMutableRawPointer
  private let loop: EventLoop
  private let onDone: (UnsafeMutableRawPointer, CURLcode) -> Void
  private let afterDrive: () -> Void
  /// When libcurl wants to be called, and sockets have brought nothing; nil where it does not.
  private var due: Instant?
  /// The loop's timer, due then or before: it is not set anew with each word of libcurl's.
  private var alarm: (due: Instant, timer: TimerID)?
  private var sockets = NumberTable<Descriptor, Void>()
  /// Easy handles that were taken in and not let go.
  private(set) var running = 0

  /// Makes one; nil where libcurl has no memory.
  init?(
    loop: EventLoop, onDone: @escaping (UnsafeMutableRawPointer, CURLcode) -> Void,
    afterDrive: @escaping () -> Void = {}
  ) {
    guard let multi = curl_multi_init() else { return nil }
    self.multi = multi
    self.loop = loop
    self.onDone = onDone
    self.afterDrive = afterDrive
    setCallbacks()
  }

  deinit {
    // Closing connections must not call back into an object that is going.
    _ = ccurl_multi_set_socket_function(multi, nil)
    _ = ccurl_multi_set_timer_function(multi, nil)
    for socket in sockets.keys { loop.unwatch(socket.raw) }
    if let alarm { loop.cancel(alarm.timer) }
    curl_multi_cleanup(multi)
  }

  /// Takes an easy handle in and begins; false where libcurl has no memory.
  func add(_ easy: UnsafeMutableRawPointer) -> Bool {
    guard curl_multi_add_handle(multi, easy) == CURLM_OK else { return false }
    running += 1
    return true
  }

  /// Lets an easy handle go, which is its owner's to free; what it did is broken off.
  func remove(_ easy: UnsafeMutableRawPointer) {
    curl_multi_remove_handle(multi, easy)
    running -= 1
  }

  private func setCallbacks() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    // libcurl's own default forgets all connections when nothing runs.
    _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.keptConnections)
    _ = ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
    _ = ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
    _ = ccurl_multi_set_socket_function(multi) { _, socket, interest, context, _ in
      CurlMulti.at(context)?.watch(socket, interest)
      return 0
    }
    _ = ccurl_multi_set_timer_function(multi) { _, milliseconds, context in
      CurlMulti.at(context)?.setTimer(milliseconds)
      return 0
    }
  }

  private static func at(_ context: UnsafeMutableRawPointer?) -> CurlMulti? {
    context.map { Unmanaged<CurlMulti>.fromOpaque($0).takeUnretainedValue() }
  }
}

// MARK: The loop

extension CurlMulti {
  private func watch(_ socket: Int32, _ interest: Int32) {
    guard interest != CURL_POLL_REMOVE else {
      // Not where its owner watches it by now.
      if sockets.removeValue(forKey: Descriptor(socket)) != nil { loop.unwatch(socket) }
      return
    }
    sockets[Descriptor(socket)] = ()
    loop.watch(
      socket, readable: interest & CURL_POLL_IN != 0, writable: interest & CURL_POLL_OUT != 0,
      isPatient: true
    ) { [weak self] readiness in
      var events: Int32 = 0
      if !readiness.isDisjoint(with: [.readable, .hangup]) { events |= CURL_CSELECT_IN }
      if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
      if readiness.contains(.failed) { events |= CURL_CSELECT_ERR }
      self?.drive(socket, events)
    }
  }

  private func setTimer(_ milliseconds: Int) {
    if milliseconds < 0 {
      due = nil
    } else if milliseconds == 0 {
      due = .zero
    } else {
      due = loop.now() + .milliseconds(milliseconds)
    }
    setAlarm()
  }

  private func setAlarm() {
    guard let due else { return }
    if let alarm {
      guard due < alarm.due else { return }
      loop.cancel(alarm.timer)
    }
    let timer = loop.schedule(at: due) { [weak self] in self?.ring() }
    alarm = (due, timer)
  }

  private func ring() {
    alarm = nil
    guard let due else { return }
    guard due <= loop.now() else { return setAlarm() }
    self.due = nil
    drive(CCURL_SOCKET_TIMEOUT, 0)
  }

  private func drive(_ socket: Int32, _ events: Int32) {
    var running: Int32 = 0
    curl_multi_socket_action(multi, socket, events, &running)
    var waiting: Int32 = 0
    while let message = curl_multi_info_read(multi, &waiting) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
        continue
      }
      // Removing the handle, as the owner may, frees the message.
      onDone(easy, ccurl_message_result(message))
    }
    afterDrive()
  }
}
