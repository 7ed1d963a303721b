import CSystem
import Glibc

/// A file of this machine that is to go with a prompt.
package enum AttachmentFile {
  /// Why a file cannot go along: what happened, and what to do.
  package struct Problem: Error, Sendable, Equatable {
    package var sentence: String

    package init(sentence: String) { self.sentence = sentence }
  }

  /// No provider takes a larger request.
  package static let mostBytes = 30 << 20

  /// Reads a file whole; to be called where waiting for a disk hurts nobody.
  ///
  /// Only a regular file is read: a pipe would never end, and a device is no document.
  package static func read(_ path: String) throws(Problem) -> Attachment {
    let shown = SafeQuote.quoted(path)
    let file = csys_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0)
    guard file >= 0 else {
      let reason =
        errno == ENOENT ? "is not there" : "cannot be read: \(String(cString: strerror(errno)))"
      throw Problem(sentence: "\(shown) \(reason). Nothing was attached.")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(sentence: "\(shown) is no file. Nothing was attached.")
    }
    guard status.st_size <= mostBytes else {
      throw Problem(
        sentence: "\(shown) is larger than \(mostBytes >> 20) MB, more than any provider takes. "
          + "Attach a part of it.")
    }
    let bytes = try content(of: file, shown: shown)
    return try attachment(
      of: bytes, named: path.split(separator: "/").last.map(String.init), shown: shown)
  }

  /// Reads standard input whole, which is no terminal.
  package static func readStandardInput() throws(Problem) -> Attachment {
    let bytes = try content(of: STDIN_FILENO, shown: "Standard input")
    return try attachment(of: bytes, named: "stdin", shown: "Standard input")
  }

  /// An attachment of what was read, if it is something that can go along.
  package static func attachment(
    of bytes: [UInt8], named name: String?, shown: String
  ) throws(Problem) -> Attachment {
    guard !bytes.isEmpty else {
      throw Problem(sentence: "\(shown) is empty. Nothing was attached.")
    }
    guard let type = MediaType.of(bytes, name: name) else {
      throw Problem(
        sentence:
          "\(shown) is neither text nor an image, a PDF or audio. Attach it as one of these.")
    }
    return Attachment(name: name, mimeType: type, data: bytes)
  }

  private static func content(of file: Int32, shown: String) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256 << 10)
    while bytes.count <= mostBytes {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        let reason = String(cString: strerror(errno))
        throw Problem(sentence: "\(shown) cannot be read: \(reason). Nothing was attached.")
      }
    }
    throw Problem(
      sentence: "\(shown) goes on beyond \(mostBytes >> 20) MB. Attach a part of it.")
  }
}
