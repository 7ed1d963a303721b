import Glibc

/// Why something could not be read or kept, and where.
package struct StorageError: Error, Sendable, Equatable {
  /// What that means for the conversation.
  package enum Kind: Sendable, Equatable {
    /// No room, or over the quota: it may pass.
    case full
    /// Not allowed, a read-only file system, or no place to be found.
    case denied
    /// The disk does not do its work: nothing that it said of this file can be trusted.
    case broken
    /// The file was removed, replaced or shortened by somebody else.
    case vanished
  }

  package var kind: Kind
  package var path: String
  /// The system's own code; 0 where none was involved.
  package var code: Int32

  package init(_ kind: Kind, path: String, code: Int32 = 0) {
    self.kind = kind
    self.path = path
    self.code = code
  }

  init(_ error: SystemError, path: String) {
    switch error.code {
    case ENOSPC, EDQUOT, EFBIG, ENOMEM, EMFILE, ENFILE: kind = .full
    case EROFS, EACCES, EPERM, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EISDIR, EEXIST: kind = .denied
    default: kind = .broken
    }
    self.path = path
    code = error.code
  }
}
