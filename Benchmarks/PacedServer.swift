import CSystem
import Glibc
import Synchronization

/// A server on loopback that streams numbered tokens at an exact pace.
///
/// The demo server wakes up by the millisecond and reads what it is asked; this one sleeps until each
/// token is due, and walks over 10 MB of history without looking at it.
final class PacedServer: Sendable {
  struct Stream: Sendable {
    var tokens: Int
    var tokensPerSecond: Int
  }

  /// When token `number` was due: `began + number * gap`.
  struct Schedule: Sendable {
    var began: Int64
    var gap: Int64

    func due(_ number: Int) -> Int64 { began + Int64(number) * gap }
  }

  let port: UInt16
  private let listener: Int32
  private let state: Mutex<State>

  private struct State {
    var stream = Stream(tokens: 0, tokensPerSecond: 1)
    var schedule: Schedule?
  }

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isListening else { throw BenchmarkError("no loopback port is free") }
    _ = csys_fcntl(listener, F_SETFD, FD_CLOEXEC)
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    state = Mutex(State())
    PacedServer.startThread { [self] in acceptAll() }
  }

  /// What the next request is answered with.
  func prepare(_ stream: Stream) {
    state.withLock {
      $0.stream = stream
      $0.schedule = nil
    }
  }

  /// The pace of the answer that runs or was last; nil before its first token.
  var schedule: Schedule? { state.withLock { $0.schedule } }

  private func acceptAll() {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      _ = csys_fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      PacedServer.startThread { [self] in
        while PacedServer.readRequest(descriptor), answer(descriptor) {}
        close(descriptor)
      }
    }
  }

  /// Streams the tokens; false when the client has gone.
  private func answer(_ descriptor: Int32) -> Bool {
    let stream = state.withLock { $0.stream }
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    guard PacedServer.send(Array(head.utf8), to: descriptor) else { return false }
    var next = timespec()
    clock_gettime(CLOCK_MONOTONIC, &next)
    let gap = 1_000_000_000 / Int64(max(stream.tokensPerSecond, 1))
    let schedule = Schedule(
      began: Int64(next.tv_sec) * 1_000_000_000 + Int64(next.tv_nsec), gap: gap)
    state.withLock { $0.schedule = schedule }
    for number in 0..<stream.tokens {
      let due = schedule.due(number)
      next = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
      while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nil) == EINTR {}
      let isLast = number == stream.tokens - 1
      let text = isLast ? " \(Token.end)" : Token.text(number)
      guard PacedServer.send(PacedServer.event(text), to: descriptor) else { return false }
    }
    let end = """
      data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"bench","choices":\
      [{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n
      """
    return PacedServer.send(PacedServer.chunk(end) + Array("0\r\n\r\n".utf8), to: descriptor)
  }

  /// One token as OpenAI sends it, about 280 bytes.
  static func event(_ text: String) -> [UInt8] {
    chunk("data: \(json(text))\n\n")
  }

  static func json(_ text: String) -> String {
    let escaped = text == "\n\n" ? "\\n\\n" : text
    return """
      {"id":"chatcmpl-CfLkm3n0Q1pXyT8uVwZaB2dEfGhIj","object":"chat.completion.chunk",\
      "created":1764000000,"model":"bench","service_tier":"default","system_fingerprint":\
      "fp_44709d6fcb","choices":[{"index":0,"delta":{"content":"\(escaped)"},"logprobs":null,\
      "finish_reason":null}],"obfuscation":"bK3xQ9"}
      """
  }

  private static func chunk(_ text: String) -> [UInt8] {
    Array("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n".utf8)
  }

  /// Reads one request and forgets it; false at the client's end.
  private static func readRequest(_ descriptor: Int32) -> Bool {
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let mark = Array("\r\n\r\n".utf8)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      head += buffer[..<count]
      if head.contains(mark) { break }
    }
    var left = bodyLength(in: head) - bodyBytes(in: head)
    while left > 0 {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      left -= count
    }
    return true
  }

  private static func bodyBytes(in bytes: [UInt8]) -> Int {
    var place = 0
    while place + 4 <= bytes.count {
      if bytes[place..<place + 4].elementsEqual([13, 10, 13, 10]) {
        return bytes.count - place - 4
      }
      place += 1
    }
    return 0
  }

  private static func bodyLength(in head: [UInt8]) -> Int {
    let lines = String(decoding: head.prefix(8192), as: UTF8.self).split(separator: "\r\n")
    let line = lines.first { $0.lowercased().hasPrefix("content-length:") }
    return line.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  private static func startThread(_ work: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Work(body: work))
    let failure = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    if failure == 0 { pthread_detach(thread) } else { box.release() }
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) { self.body = body }
  }
}

/// What stops a benchmark.
struct BenchmarkError: Error {
  var sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}
