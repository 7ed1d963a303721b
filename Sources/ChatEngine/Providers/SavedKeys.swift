import Glibc

/// The keys that were typed into the welcome card: one file for each provider, named for it.
package struct SavedKeys: Sendable, Equatable {
  package var folder: String
  /// The providers that have a file there, sorted.
  package var names: [String]

  package init(folder: String, names: [String] = []) {
    self.folder = folder
    self.names = names
  }

  /// Looks into `keys` in the configuration's folder; a folder that cannot be read has none.
  package init(in configurationFolder: String) {
    self.init(folder: configurationFolder + "/keys")
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if Self.isName(name) { names.append(name) }
    }
    names.sort()
  }

  package func source(for provider: String) -> KeySource? {
    names.contains(provider) ? .file(folder + "/" + provider) : nil
  }

  /// Keeps a key for a provider from now on.
  package mutating func save(_ key: Secret, for provider: String) throws(SystemError) {
    guard Self.isName(provider) else { throw SystemError(call: "open", code: EINVAL) }
    try KeyFile.write(key, to: folder + "/" + provider)
    if !names.contains(provider) { names = (names + [provider]).sorted() }
  }

  /// Whether the name can be a file's: no folder, no hidden file, none that is being written.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 128 && !name.hasPrefix(".") && !name.hasSuffix(".new")
      && !name.contains("/") && !name.utf8.contains(0)
  }
}
