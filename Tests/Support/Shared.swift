import Glibc

/// Where the shared material (wire samples, conformance suites) lies, if it lies anywhere.
///
/// It stands beside the checkout as `../shared`; `LLMTERM_SHARED` and `LLMTERM_SUITES` name it elsewhere.
package enum Shared {
  /// The folder with `wire` and `suites`, or nil.
  package static let root: String? = environment("LLMTERM_SHARED") ?? beside("shared")
  /// The folder of the conformance suites, or nil.
  package static let suites: String? = environment("LLMTERM_SUITES") ?? root.map { $0 + "/suites" }
  /// The folder of the recorded streams, or nil.
  package static let samples: String? = root.map { $0 + "/wire/samples" }

  /// The package's own folder.
  package static let package: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// A file's bytes, or nil where it cannot be read.
  package static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// A recorded stream's bytes, or none where the samples are not there.
  package static func sample(_ name: String) -> [UInt8] {
    samples.flatMap { bytes($0 + "/" + name) } ?? []
  }

  /// The names in a folder, sorted; none where it cannot be read.
  package static func names(in folder: String, hidden: Bool = false) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isListed = hidden ? name != "." && name != ".." : !name.hasPrefix(".")
      if isListed { names.append(name) }
    }
    return names.sorted()
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func beside(_ name: String) -> String? {
    let path = package + "/../" + name
    return access(path, R_OK) == 0 ? path : nil
  }
}
