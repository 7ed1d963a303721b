import CSystem
import Glibc

/// A folder whose files tools may read: nothing outside of it, and nothing private within.
struct RootedFolder: Sendable {
  enum Failure: Error, Equatable {
    case missing, outside, hidden, unreadable
    /// A device, a pipe or a socket; or a folder where a file was wanted.
    case wrongKind

    var sentence: String {
      switch self {
      case .missing: "there is no such file"
      case .outside: "it leads out of the project folder"
      case .hidden: "it is private"
      case .unreadable: "it cannot be read"
      case .wrongKind: "it is not of the kind that was asked for"
      }
    }
  }

  /// Absolute, with links followed.
  let path: String
  let hidden: PrivatePlaces
  /// False for what older kernels have to do; an argument, so that it can be tested.
  var usesOpenat2 = true

  /// Opens a file or folder below; the caller closes it.
  func open(_ place: String, asFolder: Bool) throws(Failure) -> Int32 {
    guard !place.utf8.contains(0) else { throw .missing }
    let root = csys_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard root >= 0 else { throw Self.failure(errno) }
    defer { close(root) }
    let descriptor = try descend(place.isEmpty ? "." : place, from: root, asFolder)
    do throws(Failure) {
      try check(descriptor, asFolder)
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Where an open file really is, for what was a link; nil where nobody says.
  static func place(of descriptor: Int32) -> String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { buffer in
        buffer.baseAddress.map { readlink("/proc/self/fd/\(descriptor)", $0, buffer.count) } ?? 0
      }
    }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }

  private func descend(
    _ place: String, from root: Int32, _ asFolder: Bool
  ) throws(Failure) -> Int32 {
    // Not to wait for a pipe's writer, nor to get a terminal.
    let flags =
      O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (asFolder ? O_DIRECTORY : 0)
    guard !place.hasPrefix("/") else { throw .outside }
    if usesOpenat2 {
      let descriptor = csys_open_beneath(root, place, flags)
      if descriptor >= 0 { return descriptor }
      // ENOSYS before Linux 5.6, EPERM in containers that do not know it.
      guard errno == ENOSYS || errno == EPERM else { throw Self.failure(errno) }
    }
    return try walk(place, from: root, flags)
  }

  /// One part after another, with no links at all.
  private func walk(_ place: String, from root: Int32, _ flags: Int32) throws(Failure) -> Int32 {
    let parts = place.split(separator: "/").filter { $0 != "." }
    guard !parts.contains("..") else { throw .outside }
    var current = csys_fcntl(root, F_DUPFD_CLOEXEC, 3)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      let kind = isLast ? flags : O_RDONLY | O_CLOEXEC | O_DIRECTORY
      let next = csys_open_at(current, String(part), kind | O_NOFOLLOW)
      let code = errno
      close(current)
      guard next >= 0 else { throw Self.failure(code) }
      current = next
    }
    return current
  }

  private func check(_ descriptor: Int32, _ asFolder: Bool) throws(Failure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable }
    guard status.st_mode & S_IFMT == (asFolder ? S_IFDIR : S_IFREG) else { throw .wrongKind }
    // Its real place, whatever links and spellings led there.
    guard let real = Self.place(of: descriptor) else { throw .unreadable }
    guard PrivatePlaces.isInside(real, path) else { throw .outside }
    guard !hidden.contains(real) else { throw .hidden }
  }

  private static func failure(_ code: Int32) -> Failure {
    switch code {
    case ENOENT, ENOTDIR, ENAMETOOLONG, EINVAL: .missing
    // EXDEV is openat2's word for a way out, ELOOP the walk's for any link.
    case EXDEV, ELOOP: .outside
    case ENXIO: .wrongKind
    default: .unreadable
    }
  }
}
