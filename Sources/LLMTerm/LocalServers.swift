import CSystem
import ChatEngine
import Glibc

/// Looks for model servers on this machine.
enum LocalServers {
  /// The servers that are known by name and whose ports take connections now.
  ///
  /// Nothing waits here for longer than the kernel takes to answer for its own machine.
  static func listening(among presets: [Preset] = Preset.all) -> [Preset] {
    presets.filter { $0.port.map(isOpen) ?? false }
  }

  /// Asks each of them for its models; an open port alone says little, for 8080 is everybody's.
  static func find(
    _ presets: [Preset], with runner: TurnRunner, limit: Duration = .seconds(1),
    done: @escaping ([Discovery.LocalServer]) -> Void
  ) {
    let asked = presets.compactMap { preset in
      preset.port.flatMap { port in preset.provider().map { (port: port, provider: $0) } }
    }
    guard !asked.isEmpty else { return done([]) }
    var waiting = asked.count
    var found: [Discovery.LocalServer] = []
    for (port, provider) in asked {
      let codec = provider.dialect.codec
      var request = codec.modelsRequest(at: provider)
      request.timeouts.total = limit
      runner.fetch(request, from: provider) { answer in
        if let answer, answer.status == 200, let models = try? codec.models(in: answer.body),
          !models.isEmpty
        {
          found.append(Discovery.LocalServer(port: port, models: models))
        }
        waiting -= 1
        if waiting == 0 { done(found.sorted { $0.port < $1.port }) }
      }
    }
  }

  /// The same for one who waits for it.
  static func found(
    _ presets: [Preset], with runner: TurnRunner, _ loop: EventLoop
  ) -> [Discovery.LocalServer] {
    var found: [Discovery.LocalServer]?
    find(presets, with: runner) { found = $0 }
    loop.run { found == nil }
    return found ?? []
  }

  private static func isOpen(_ port: UInt16) -> Bool {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if isConnected { return true }
    // The kernel is done with its own machine within microseconds; a firewall would drop it for ever.
    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard errno == EINPROGRESS, poll(&ready, 1, 20) > 0 else { return false }
    var failure: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0
  }
}
