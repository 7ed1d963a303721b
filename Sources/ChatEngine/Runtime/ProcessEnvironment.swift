import CSystem

/// The process's environment, read as a whole.
package enum ProcessEnvironment {
  package static func read() -> [String: String] {
    var values: [String: String] = [:]
    // Growing up to the usual forty would hash each name several times.
    values.reserveCapacity(64)
    guard var entry = csys_environment() else { return values }
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
        values[String(line[..<equals])] = String(line[line.utf8.index(after: equals)...])
      }
      entry += 1
    }
    return values
  }
}
