import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `The hope of a batch` {
  private static func hope(after kinds: [Failure.Kind?]) -> BatchHope {
    kinds.reduce(into: BatchHope()) { hope, kind in hope.note(kind) }
  }

  @Test(arguments: [Failure.Kind.auth, .forbidden, .quota, .budget, .config])
  func `is gone after ten for whom the key or the account is wrong`(kind: Failure.Kind) {
    #expect(!Self.hope(after: Array(repeating: kind, count: 9)).isGone)
    #expect(Self.hope(after: Array(repeating: kind, count: 10)).isGone)
  }

  @Test(arguments: [
    Failure.Kind.connect, .serverError, .notFound, .invalidRequest, .contextOverflow, .malformed,
    .tooLarge, .schema, .tool,
  ])
  func `is gone after a hundred that fail otherwise`(kind: Failure.Kind) {
    #expect(!Self.hope(after: Array(repeating: kind, count: 99)).isGone)
    #expect(Self.hope(after: Array(repeating: kind, count: 100)).isGone)
  }

  @Test(arguments: [Failure.Kind.refused, .filtered, nil])
  func `is back with each that the model has seen`(kind: Failure.Kind?) {
    let some = Array(repeating: Failure.Kind?.some(.schema), count: 99)
    #expect(!Self.hope(after: some + [kind] + some).isGone)
    #expect(!Self.hope(after: Array(repeating: kind, count: 1000)).isGone)
  }
}

@Suite struct `A batch of more lines at a time than files may be open` {
  @Test func `asks fewer, says so, and has all answered`() throws {
    let shell = try BatchShell(.echo)
    shell.input((1...300).map { line("\($0)", "slow \($0)") })

    let run = try #require(
      Run(
        ["/bin/sh", "-c", #"ulimit -n 100; exec "$0" "$@""#] + shell.command(["-j", "500"]),
        environment: shell.environment))

    #expect(run.status == 0, Comment(rawValue: run.errors))
    #expect(
      run.errors.hasPrefix(
        "llmterm: This process may open 100 files, so 36 lines are asked at a time. Raise that with "
          + "ulimit -n, or give a smaller -j.\n"))
    #expect(shell.ids.count == 300 && !shell.ids.contains { $0.hasSuffix("!") })
  }
}

@Suite struct `A line of a batch that comes to nothing` {
  @Test(arguments: [
    ("b/m", "refused", "b declined to answer."),
    (
      "a/m", "filtered",
      "a stopped the answer with its filter. Put it in other words, or name another provider with -m."
    ),
  ])
  func `has failed where it was refused, and is asked again`(
    target: String, kind: String, message: String
  ) throws {
    let shell = try BatchShell(
      DemoScript { request in
        request.prompt == "no"
          ? DemoReply(text: "Half", finish: .filtered) : DemoReply(text: "Yes.")
      })
    shell.input(line("1"), line("2", "no"))

    let first = try shell.run("-m", target, "-j", "1")
    let error = shell.answers.last?["error"]
    let second = try shell.run("-m", target)
    let third = try shell.run("-m", target, "--retry-failed")

    #expect(first.status == 3)
    #expect(first.errors.contains("1 answered, 1 failed, 1 of them refused;"))
    #expect(error?["kind"]?.stringValue == kind)
    #expect(error?["message"]?.stringValue == message)
    #expect(shell.answers.last?["text"]?.stringValue == "Half")
    #expect(second.status == 1)
    #expect(third.status == 3)
    #expect(shell.server.requests.count == 3)
  }

  @Test func `has failed where there is not a word in it`() throws {
    let shell = try BatchShell(
      .always(DemoReply(text: "", reasoning: "Hm, well", finish: .length)))
    shell.input(line("1"))

    let run = try shell.run()

    #expect(run.status == 1)
    #expect(shell.ids == ["1!"])
    #expect(shell.answers.last?["error"]?["kind"]?.stringValue == "malformed")
  }

  @Test func `ends the batch where a hundred in a row are taken for wrong`() throws {
    let shell = try BatchShell(.always(.fault(.status(400))))
    shell.input((1...200).map { line("\($0)") })

    let run = try shell.run("-j", "4")

    #expect(run.status == 1)
    #expect((100..<110).contains(shell.ids.count), "\(shell.ids.count)")
    #expect(
      shell.said(run).contains(
        "One line after the other failed, so no more were taken. a answered 400"))
  }

  @Test func `is not the end of a batch that has come to its own`() throws {
    let shell = try BatchShell(.always(.fault(.status(400))))
    shell.input((1...100).map { line("\($0)") })

    let run = try shell.run("-j", "100")

    #expect(run.status == 1)
    #expect(shell.ids.count == 100)
    #expect(!run.errors.contains("no more were taken"))
    #expect(shell.said(run).contains("One line after the other failed. a answered 400"))
  }

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
