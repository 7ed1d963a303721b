package import ChatEngine

/// What is to be done in the world for files beside a prompt; each is answered by an event.
package enum AttachmentEffect: Sendable, Equatable {
  /// Reads a file, looks into the clipboard, or fetches what a person said yes to.
  case read(Int, AttachmentSource)
  /// Reads the paths that were dropped, if all of them are files.
  case drop(Int, [String])
  /// Lists a folder, as it was typed.
  case list(String)
  /// What was begun is not wanted any more.
  case cancel(Int)
}

/// What came of it.
package enum AttachmentEvent: Sendable {
  /// A file was read; where it lies, if it lies somewhere.
  case read(Int, Attachment, path: String?)
  /// It cannot go along: why, in a sentence, and whether it is a file at all.
  case failed(Int, String, isFile: Bool = true)
  /// The clipboard has text.
  case text(Int, String)
  /// What was dropped: its files, or none where it was nothing but text.
  case dropped(Int, [(path: String, file: Attachment)])
  case listed(String, [PathItem])
}

/// A name in a folder.
package struct PathItem: Sendable, Equatable {
  package var name: String
  package var isFolder: Bool

  package init(_ name: String, isFolder: Bool) {
    self.name = name
    self.isFolder = isFolder
  }
}
