import Glibc

extension ConfigurationFile {
  /// Writes a configuration where there is none, for its owner alone; what a person wrote is never
  /// touched.
  package static func create(_ text: String, at path: String) throws(SystemError) {
    let files = SystemFiles()
    try files.makeFolders(for: path)
    let file = try files.open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    defer { files.close(file) }
    try files.writeAll(file, Array(text.utf8))
    try files.sync(file, metadata: true)
  }
}
