import Glibc

/// What a person should know of the ledger, once.
package struct LedgerNotice: Sendable, Equatable {
  package var error: StorageError

  /// What happened, and what that means.
  package var sentence: String {
    let reason = error.code == 0 ? nil : strerror(error.code).map { String(cString: $0) }
    let words = reason.map { " (\($0))" } ?? ""
    return "The ledger \(error.path) cannot be kept\(words). Until that is mended, budgets know of "
      + "this program's spending only."
  }
}
