import CSystem
import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A file that is replaced` {
  private let folder = TemporaryFolder()
  private let files = SystemFiles()

  private var path: String { folder.path + "/file" }
  private var names: [String] { Shared.names(in: folder.path) }

  @Test func `is the new one, and nothing is left beside it`() throws {
    folder.write("file", "old")
    try files.replace(path, with: Array("new".utf8), durably: true)
    #expect(Shared.bytes(path) == Array("new".utf8))
    #expect(names == ["file"])
  }

  @Test func `stays where the new one cannot be written`() throws {
    folder.write("file", "old")
    let full = FaultyFiles()
    full.set { $0.room = 1 }
    #expect(throws: SystemError.self) {
      try full.replace(path, with: Array("new".utf8), draft: folder.path + "/own", durably: false)
    }
    #expect(Shared.bytes(path) == Array("old".utf8))
    #expect(names == ["file"])
  }

  @Test func `leaves no draft where it cannot take the place`() throws {
    try files.makeFolder(path)
    #expect(throws: SystemError.self) {
      try files.replace(path, with: Array("new".utf8), durably: false)
    }
    #expect(names == ["file"])
  }

  @Test func `takes the place of no pipe and no device`() throws {
    #expect(mkfifo(path, 0o600) == 0)
    #expect(throws: SystemError(call: "rename", code: EINVAL)) {
      try files.replace(path, with: Array("new".utf8), durably: false)
    }
    #expect(try files.status(at: path).isSpecial)
    #expect(names == ["file"])
  }

  @Test func `is put in folders that are made for it, or in none`() throws {
    try files.makeFolders(for: folder.path + "/a/b/file")
    #expect(try files.status(at: folder.path + "/a/b").isFolder)
    try files.makeFolders(for: "file")
    try files.makeFolders(for: "/file")
  }
}
