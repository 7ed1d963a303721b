import CSystem
import ChatEngine
import Glibc

@testable import ChatEngine

/// A server that answers each command as the test says, on the client's own loop.
final class RedisStub {
  /// The answer to HELLO of a server that speaks RESP3.
  static let hello = "%1\r\n+server\r\n+stub\r\n"

  let port: UInt16
  /// All commands that came, over all connections.
  private(set) var commands: [[String]] = []
  /// How many connections there were.
  private(set) var connectionCount = 0

  /// How many connections are open.
  var openCount: Int { connections.count }

  private let loop: EventLoop
  private let listener: Int32
  private let answer: ([String]) -> String?
  private var connections: [Int32: RESPParser] = [:]

  /// Starts to listen; HELLO is answered by itself where there is no answer.
  init(_ loop: EventLoop, answer: @escaping ([String]) -> String?) throws {
    self.loop = loop
    self.answer = answer
    (listener, port) = try Loopback.listen(backlog: 16)
    loop.watch(listener, readable: true, writable: false) { [weak self] _ in self?.accept() }
  }

  deinit {
    loop.unwatch(listener)
    close(listener)
    closeConnections()
  }

  var url: String { "redis://127.0.0.1:\(port)" }

  /// The commands that came, but for the first of each connection.
  var work: [[String]] { commands.filter { $0.first != "HELLO" } }

  /// Closes what is open; new connections are taken.
  func closeConnections() {
    for connection in connections.keys {
      loop.unwatch(connection)
      close(connection)
    }
    connections = [:]
  }

  private func accept() {
    let connection = Glibc.accept(listener, nil, nil)
    guard connection >= 0 else { return }
    connectionCount += 1
    connections[connection] = RESPParser()
    loop.watch(connection, readable: true, writable: false) { [weak self] _ in
      self?.read(connection)
    }
  }

  private func read(_ connection: Int32) {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(connection, &bytes, bytes.count, 0)
    guard count > 0 else {
      loop.unwatch(connection)
      connections[connection] = nil
      close(connection)
      return
    }
    connections[connection]?.append(bytes[..<count])
    while case .reply(.array(let words)) = try? connections[connection]?.next() {
      take(
        words.map { word in
          if case .string(let bytes) = word { String(decoding: bytes, as: UTF8.self) } else { "" }
        }, connection)
    }
  }

  private func take(_ command: [String], _ connection: Int32) {
    commands.append(command)
    let text = answer(command) ?? (command.first == "HELLO" ? Self.hello : "+OK\r\n")
    guard !text.isEmpty else { return }
    _ = Glibc.send(connection, Array(text.utf8), text.utf8.count, Int32(MSG_NOSIGNAL))
  }
}
