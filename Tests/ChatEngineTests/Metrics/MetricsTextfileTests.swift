import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A file of metrics` {
  private final class Stage {
    let folder = TemporaryFolder()
    let queue = TestQueue()
    let files = FaultyFiles()
    let loop: EventLoop
    var page = "a 1\n"
    var problems: [String] = []

    init() throws { loop = try EventLoop() }

    var path: String { folder.path + "/llmterm.prom" }
    var text: String? { Shared.bytes(path).map { String(decoding: $0, as: UTF8.self) } }

    func open() -> MetricsTextfile {
      MetricsTextfile(
        path: path, loop: loop, queue: queue, processID: 7, files: files,
        page: { [unowned self] in Array(page.utf8) },
        onProblem: { [unowned self] in problems.append($0) })
    }
  }

  @Test func `is written at the beginning and at the end, for others to read`() throws {
    let stage = try Stage()

    let file = stage.open()
    #expect(stage.text == "a 1\n")
    stage.page = "a 2\n"
    file.finish()

    #expect(stage.text == "a 2\n")
    #expect(Shared.names(in: stage.folder.path, hidden: true) == ["llmterm.prom"])
    var status = stat()
    #expect(stat(stage.path, &status) == 0)
    #expect(status.st_mode & 0o044 == 0o044)
  }

  @Test func `is whole or old, whatever the disk does`() throws {
    let stage = try Stage()
    let file = stage.open()
    stage.page = String(repeating: "b 1\n", count: 1000)
    stage.files.set { $0.room = 10 }

    file.finish()
    file.finish()

    #expect(stage.text == "a 1\n")
    #expect(Shared.names(in: stage.folder.path, hidden: true) == ["llmterm.prom"])
    #expect(
      stage.problems == [
        "The metrics cannot be written to \(stage.path): No space left on device. It is tried "
          + "again every 15 s."
      ])
  }
}
