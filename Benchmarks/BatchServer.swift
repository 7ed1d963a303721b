import CSystem
import Glibc
import Synchronization

/// A chat server on loopback that does as little as can be, so that it is not what is measured.
///
/// One thread, epoll, no parsing beyond the length of a request. It answers at once, or streams
/// numbered tokens at a pace.
final class BatchServer: Sendable {
  enum Answer: Sendable {
    /// A short answer, as a stream or as one object, whichever is asked for.
    case short
    /// So many tokens, one each that many nanoseconds.
    case stream(tokens: Int, gap: Int64)
  }

  let port: UInt16
  private let isEnding = Atomic(false)

  init(_ answer: Answer) throws {
    let listener = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 4096) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isListening else { throw BenchmarkError("no loopback port is free") }
    port = UInt16(bigEndian: address.sin_port)
    Background.run { [self] in
      var loop = BatchServerLoop(listener: listener, answer: answer)
      while !isEnding.load(ordering: .relaxed) { loop.turn() }
      loop.close()
    }
  }

  func stop() { isEnding.store(true, ordering: .relaxed) }

  /// The text of a streamed answer.
  static func text(tokens: Int) -> String {
    (0..<tokens).reduce(into: "") { $0 += word($1) }
  }

  static func word(_ number: Int) -> String { " word\(number)" }
}

/// What a server's thread knows.
private struct BatchServerLoop {
  /// A stream that is being written.
  private struct Stream {
    var descriptor: Int32
    var token = 0
    var due: Int64
  }

  private let epoll = epoll_create1(0)
  private let listener: Int32
  private let answer: BatchServer.Answer
  private let streamed: [UInt8]
  private let whole: [UInt8]
  /// What has come of a request that is not whole.
  private var begun: [Int32: [UInt8]] = [:]
  /// In the order in which they are due: all have the same gap.
  private var streams: [Stream] = []
  private var front = 0
  private var buffer = [UInt8](repeating: 0, count: 65_536)

  init(listener: Int32, answer: BatchServer.Answer) {
    self.listener = listener
    self.answer = answer
    _ = csys_epoll_watch(epoll, EPOLL_CTL_ADD, listener, CSYS_EPOLLIN, UInt64(listener))
    let events =
      Self.event(#"{"content":"A short answer."}"#, finish: "null")
      + Self.event("{}", finish: #""stop""#) + Self.usage + "data: [DONE]\n\n"
    streamed = Array(
      """
      HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: \
      \(events.utf8.count)\r\n\r\n\(events)
      """.utf8)
    let object = """
      {"id":"c","object":"chat.completion","created":1,"model":"bench","choices":[{"index":0,\
      "message":{"role":"assistant","content":"A short answer."},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}
      """
    whole = Array(
      """
      HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \
      \(object.utf8.count)\r\n\r\n\(object)
      """.utf8)
  }

  private static let usage = """
    data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":[],\
    "usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}\n\n
    """

  private static func event(_ delta: String, finish: String) -> String {
    """
    data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":[\
    {"index":0,"delta":\(delta),"finish_reason":\(finish)}]}\n\n
    """
  }

  mutating func turn() {
    var tokens = [UInt64](repeating: 0, count: 256)
    var events = [UInt32](repeating: 0, count: 256)
    let wait = front < streams.count ? max(0, (streams[front].due - Self.now()) / 1_000_000) : 50
    let count = csys_epoll_wait(epoll, &tokens, &events, 256, Int32(min(wait, 50)))
    for index in 0..<max(0, Int(count)) {
      let descriptor = Int32(truncatingIfNeeded: tokens[index])
      if descriptor == listener { acceptAll() } else { read(descriptor) }
    }
    writeDue()
  }

  func close() {
    Glibc.close(listener)
    Glibc.close(epoll)
  }

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      _ = csys_fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      _ = csys_epoll_watch(epoll, EPOLL_CTL_ADD, descriptor, CSYS_EPOLLIN, UInt64(descriptor))
    }
  }

  private mutating func read(_ descriptor: Int32) {
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else {
      begun[descriptor] = nil
      // The next connection may get the same number.
      for place in streams.indices where streams[place].descriptor == descriptor {
        streams[place].descriptor = -1
      }
      Glibc.close(descriptor)
      return
    }
    if begun.isEmpty, Self.isWhole(buffer[..<count]) {
      return respond(descriptor, streams: Self.asksForStream(buffer, count))
    }
    let bytes = (begun.removeValue(forKey: descriptor) ?? []) + buffer[..<count]
    if Self.isWhole(bytes[...]) {
      respond(descriptor, streams: Self.asksForStream(bytes, bytes.count))
    } else {
      begun[descriptor] = bytes
    }
  }

  private mutating func respond(_ descriptor: Int32, streams asksForStream: Bool) {
    switch answer {
    case .short: Self.send(asksForStream ? streamed : whole, to: descriptor)
    case .stream(_, let gap):
      let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
      Self.send(Array(head.utf8), to: descriptor)
      streams.append(Stream(descriptor: descriptor, due: Self.now() + gap))
    }
  }

  private mutating func writeDue() {
    guard case .stream(let tokens, let gap) = answer else { return }
    let now = Self.now()
    while front < streams.count, streams[front].due <= now {
      var stream = streams[front]
      front += 1
      guard stream.descriptor >= 0 else { continue }
      var text = Self.event(
        #"{"content":"\#(BatchServer.word(stream.token))"}"#, finish: "null")
      stream.token += 1
      let isLast = stream.token == tokens
      if isLast {
        text += Self.event("{}", finish: #""stop""#) + Self.usage + "data: [DONE]\n\n"
      }
      let size = String(text.utf8.count, radix: 16)
      Self.send(
        Array("\(size)\r\n\(text)\r\n\(isLast ? "0\r\n\r\n" : "")".utf8), to: stream.descriptor)
      stream.due += gap
      if !isLast { streams.append(stream) }
    }
    if front > 4096 {
      streams.removeFirst(front)
      front = 0
    }
  }

  /// Whether head and body are there, by the head's length of the body.
  private static func isWhole(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let head = end(ofHead: bytes) else { return false }
    return bytes.count >= head + bodyLength(bytes, head)
  }

  private static func end(ofHead bytes: ArraySlice<UInt8>) -> Int? {
    var place = 0
    while place + 4 <= bytes.count {
      if bytes[place + 3] == 10, bytes[place + 2] == 13, bytes[place + 1] == 10,
        bytes[place] == 13
      {
        return place + 4
      }
      place += 1
    }
    return nil
  }

  private static func bodyLength(_ bytes: ArraySlice<UInt8>, _ head: Int) -> Int {
    let name = Array("content-length:".utf8)
    var place = 0
    while place + name.count < head {
      var match = 0
      while match < name.count, bytes[place + match] | 0x20 == name[match] | 0x20 { match += 1 }
      if match == name.count {
        var length = 0
        for byte in bytes[(place + match)...] where byte != 32 {
          guard (48...57).contains(byte) else { break }
          length = length * 10 + Int(byte) - 48
        }
        return length
      }
      place += 1
    }
    return 0
  }

  private static func asksForStream(_ bytes: [UInt8], _ count: Int) -> Bool {
    let marks: [StaticString] = ["\"stream\":true", "\"stream\": true"]
    return marks.contains { mark in
      csys_holds(bytes, count, mark.utf8Start, mark.utf8CodeUnitCount) != 0
    }
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map {
          Glibc.send(descriptor, $0 + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
        } ?? 0
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// A thread that nobody waits for.
private enum Background {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  static func run(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Work(body))
    let failure = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    if failure == 0 { pthread_detach(thread) } else { box.release() }
  }
}
