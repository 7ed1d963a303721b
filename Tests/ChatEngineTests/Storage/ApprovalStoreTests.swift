import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `Kept approvals` {
  private let folder = TemporaryFolder()
  private var folders: Folders { Folders(under: folder.path) }
  private var store: ApprovalStore { ApprovalStore(folders: folders, processID: 7) }
  private let allowed = ApprovalBook.Change.allow(.init(digest: "d1", tool: "look"))
  private let pin = ApprovalBook.Change.pin(
    .init(server: "clock", tool: "time", pin: "p1", text: "Tells the time.\n{}"))

  @Test func `are nothing where there is no file`() {
    #expect(store.read() == ApprovalBook())
  }

  @Test func `are read back, beside what others kept`() {
    #expect(store.keep([allowed]))
    #expect(ApprovalStore(folders: folders, processID: 8).keep([pin]))

    var book = ApprovalBook()
    book.apply(allowed)
    book.apply(pin)
    #expect(store.read() == book)
  }

  @Test func `are for their owner alone`() {
    #expect(store.keep([allowed]))

    var status = stat()
    #expect(stat(folders.approvals, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test(arguments: [
    "", "{", "[]", #"{"format":"other","version":1,"allowed":[{"sha256":"d","tool":"t"}]}"#,
    #"{"format":"llmterm-approvals","version":2,"allowed":[{"sha256":"d","tool":"t"}]}"#,
    #"{"format":"llmterm-approvals","version":1,"allowed":[{"sha256":1,"tool":"t"},7,null]}"#,
  ])
  func `are nothing where the file is damaged, of others, or newer`(text: String) {
    folder.write("state/approvals.json", text)

    #expect(store.read() == ApprovalBook())
  }

  @Test func `are forgotten from the oldest`() {
    var book = ApprovalBook()
    for number in 0...ApprovalBook.mostEntries {
      book.apply(.allow(.init(digest: "\(number)", tool: "t")))
    }

    #expect(book.allowed.count == ApprovalBook.mostEntries)
    #expect(book.allowed.first?.digest == "1")
  }
}
