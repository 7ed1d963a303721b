/// A value in force, by the path it has in the configuration.
package struct Setting: Sendable, Equatable {
  /// Where a value comes from, for `config show`.
  package enum Origin: Sendable, Equatable, CustomStringConvertible {
    /// Nobody said anything else.
    case standard
    case preset(String)
    case file(String)
    case environment(String)
    /// A key that was typed into the welcome card.
    case savedKey(String)
    /// A server that answered on this machine.
    case localServer(port: UInt16)

    package var description: String {
      switch self {
      case .standard: "standard"
      case .preset(let name): "preset \(name)"
      case .file(let path): path
      case .environment(let name): "environment \(name)"
      case .savedKey(let path): "saved key \(path)"
      case .localServer(let port): "local server on port \(port)"
      }
    }
  }

  package var path: String
  package var value: String
  package var origin: Origin

  package init(_ path: String, _ value: String, _ origin: Origin) {
    self.path = path
    self.value = value
    self.origin = origin
  }
}
