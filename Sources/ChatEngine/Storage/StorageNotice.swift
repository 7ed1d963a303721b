import Glibc

/// Something about a conversation's file that a person should know, once.
package enum StorageNotice: Sendable, Equatable {
  /// The end of the file was torn; those bytes are kept in a copy.
  case tornTail(copy: String)
  /// So many lines inside are not what was written; they stay as they are.
  case damaged(Int)
  /// So many lines are of a kind that a newer program knows.
  case unknown(Int)
  /// Another program has it open; here it can only be read.
  case openElsewhere(pid: Int32?)
  /// A newer program wrote it; here it can only be read.
  case newer
  /// There are no locks in its folder; here it can only be read.
  case unlockable
  case notSaved(since: Timestamp, StorageError)
  case savedAgain
  /// The disk fails: the conversation goes on in a new file.
  case moved(to: String)
  /// The file was gone, or another's: it was written anew.
  case rewritten(path: String)
  case memoryOnly(StorageError)
  /// A person has moved it: it is written there from here on.
  case goingOn(at: String)
  case copied(to: String)
  case notCopied(StorageError)

  /// What happened, and what to do; `clock` tells a time of the day in the reader's zone.
  package func sentence(clock: (Timestamp) -> String) -> String {
    switch self {
    case .tornTail(let copy):
      "The last message was cut by a crash. What is left of it is in \(copy)."
    case .damaged(1): "1 damaged record was skipped."
    case .damaged(let count): "\(count) damaged records were skipped."
    case .unknown(1): "1 record of a newer llmterm was skipped."
    case .unknown(let count): "\(count) records of a newer llmterm were skipped."
    case .openElsewhere(let pid?):
      "This conversation is open in another llmterm (pid \(pid)). /fork goes on in a copy."
    case .openElsewhere(nil):
      "This conversation is open in another llmterm. /fork goes on in a copy."
    case .newer:
      "This conversation was written by a newer llmterm and is only read. /fork goes on in a copy."
    case .unlockable:
      "This folder knows no locks, so the conversation is only read. /fork goes on in a copy."
    case .notSaved(let since, let error):
      "\(error.subject): not saved since \(clock(since)). It is tried again every 5 s."
    case .savedAgain: "Everything is saved again."
    case .moved(let path): "Disk error: saving to \(path)."
    case .rewritten(let path): "The conversation's file had vanished; rewritten to \(path)."
    case .memoryOnly(let error):
      "Cannot save to \(error.path)\(error.reason). /save PATH saves elsewhere."
    case .goingOn(let path): "Saving to \(path) from here on."
    case .copied(let path): "A copy is in \(path)."
    case .notCopied(let error):
      "No copy was written to \(error.path)\(error.reason). Give another path."
    }
  }
}

extension StorageError {
  /// Why, in the system's words where it has some: `No space left on device`.
  var cause: String {
    guard code != 0, let text = strerror(code) else { return subject }
    return String(cString: text)
  }

  fileprivate var subject: String {
    switch kind {
    case .full: code == ENOSPC ? "Disk full" : code == EDQUOT ? "Quota full" : "No room"
    case .denied: "Not allowed"
    case .broken: "Disk error"
    case .vanished: "File vanished"
    }
  }

  fileprivate var reason: String {
    code == 0 ? "" : " (\(cause))"
  }
}
