import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `A line of a batch that comes to nothing` {
  @Test(arguments: ["", "  \\n\\t "]) func `is not asked where its prompt is empty`(
    prompt: String
  ) throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1", prompt))

    let run = try shell.run()

    #expect(run.status == 2)
    #expect(
      run.errors == """
        llmterm: Line 1 cannot be asked: "prompt" is empty.
        llmterm: 0 answered, 0 failed, 1 line left out.

        """)
    #expect(shell.server.requests.isEmpty)
  }

  @Test func `is not asked where its messages are`() throws {
    let shell = try BatchShell(.echo)
    shell.input(
      #"{"id": "1", "messages": [{"role": "system", "content": "Hi"}, {"role": "user", "content": " "}]}"#
    )

    let run = try shell.run()

    #expect(run.status == 2)
    #expect(
      run.errors.hasPrefix(
        "llmterm: Line 1 cannot be asked: nobody but the system says anything.\n"))
    #expect(shell.server.requests.isEmpty)
  }

  @Test(arguments: [[], ["--dry-run"]])
  func `is not asked, and not counted, where its answer has no folder`(more: [String]) throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"))
    let path = shell.folder.path + "/nowhere/out.jsonl"

    let run = try #require(
      Run(
        [Terminal.binary("llmterm"), "batch", shell.folder.path + "/in.jsonl", "-o", path] + more,
        environment: shell.environment))

    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(
      shell.said(run)
        == "llmterm: nowhere/out.jsonl cannot be written: No such file or directory. Name another "
        + "file with -o.\n")
    #expect(shell.server.requests.isEmpty)
  }
}
