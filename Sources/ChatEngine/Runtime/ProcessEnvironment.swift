import CSystem

/// The process's environment, read as a whole.
package enum ProcessEnvironment {
  package static func read() -> [String: String] {
    var values: [String: String] = [:]
    guard var entry = csys_environment() else { return values }
    while let text = entry.pointee {
      let line = String(cString: text)
      if let equals = line.firstIndex(of: "=") {
        values[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
      entry += 1
    }
    return values
  }
}
