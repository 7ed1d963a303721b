import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

@Suite struct `llmterm batch` {
  // MARK: Shapes

  @Test func `writes the object of ask for each line, key by key`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"))

    let run = try shell.run()

    #expect(run.status == 0)
    #expect(run.output.isEmpty)
    let answer = try #require(shell.answers.first)
    #expect(
      answer.objectValue?.keys == [
        "id", "text", "parsed", "tool_calls", "reasoning", "finish_reason", "finish_reason_raw",
        "provider", "model", "target", "route", "usage", "cost_usd", "cached", "seed",
        "system_fingerprint", "request_id", "timing", "attempts", "notes", "error", "input_hash",
      ])
    #expect(answer["id"] == "1")
    #expect(answer["text"] == "You said: Hi")
    #expect(answer["parsed"]?.isNull == true)
    #expect(answer["tool_calls"] == [])
    #expect(answer["reasoning"]?.isNull == true)
    #expect(answer["finish_reason"] == "stop")
    #expect(answer["finish_reason_raw"] == "stop")
    #expect(answer["provider"] == "a")
    #expect(answer["model"] == "m")
    #expect(answer["target"] == "a/m")
    #expect(answer["route"]?.isNull == true)
    #expect(answer["usage"]?["output_tokens"]?.intValue ?? 0 > 0)
    #expect(answer["cost_usd"]?.doubleValue ?? 0 > 0)
    #expect(answer["cached"] == false)
    #expect(answer["seed"]?.isNull == true)
    #expect(answer["timing"]?["total_ms"]?.doubleValue ?? 0 > 0)
    #expect(answer["attempts"]?.arrayValue?.count == 1)
    #expect(answer["attempts"]?[0]?["outcome"] == "answered")
    #expect(answer["notes"] == [])
    #expect(answer["error"]?.isNull == true)
    #expect(answer["input_hash"]?.stringValue?.count == 16)
  }

  @Test func `asks whom each line names, with what it says`() throws {
    let shell = try BatchShell(.echo)
    shell.input(
      #"{"id": "1", "prompt": "one", "target": "b/m", "system": "Be brief."}"#,
      #"{"id": "2", "prompt": "two", "target": "main"}"#,
      #"{"custom_id": "3", "url": "/v1/chat/completions", "body": {"model": "m", "messages": "#
        + #"[{"role": "user", "content": "three"}], "max_tokens": 5}}"#)

    let run = try shell.run("--ordered", "-j", "1", "--temperature", "0.5", "--no-cache")

    #expect(run.status == 0)
    #expect(shell.answers.map { $0["target"]?.stringValue } == ["b/m", "a/m", "a/m"])
    #expect(shell.answers.map { $0["route"]?.stringValue } == [nil, "main", nil])
    let asked = shell.server.requests
    #expect(asked.map(\.prompt) == ["one", "two", "three"])
    #expect(asked[0].body?["system"] != nil)
    #expect(asked.map { $0.body?["temperature"]?.doubleValue } == [0.5, 0.5, 0.5])
    #expect(asked[2].body?["max_tokens"] == 5)
  }

  @Test func `fails over, and says so in the line`() throws {
    var script = DemoScript { request in
      request.destination?.base.hasPrefix("/a") == true
        ? .fault(.status(503)) : DemoReply(text: "Here I am.")
    }
    script.checksRequests = false
    let shell = try BatchShell(script)
    shell.input(line("1"))

    let run = try shell.run("-r", "main")

    #expect(run.status == 0)
    let answer = try #require(shell.answers.first)
    #expect(answer["route"] == "main")
    #expect(answer["target"] == "b/m")
    #expect(
      answer["attempts"]?.arrayValue?.map { $0["outcome"]?.stringValue } == ["failed", "answered"])
  }

  @Test func `takes standard input and writes standard output`() throws {
    let shell = try BatchShell(.echo)

    let run = try shell.runBare(
      "batch", "-", "--ordered", input: line("x", "one") + "\n" + line("y", "two") + "\n")

    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix(#"{"id":"x","text":"You said: one""#))
    #expect(lines[1].hasPrefix(#"{"id":"y","text":"You said: two""#))
  }

  @Test func `keeps the order that was asked for`() throws {
    let shell = try BatchShell(.echo)
    let prompts = (1...60).map { line("\($0)", $0 % 7 == 1 ? "slow \($0)" : "\($0)") }
    shell.input(prompts)

    let run = try shell.run("--ordered", "-j", "20")

    #expect(run.status == 0)
    #expect(shell.ids == (1...60).map { "\($0)" })
  }

  @Test func `asks what is the same once at a time, and keeps it`() throws {
    let shell = try BatchShell(.echo)
    shell.input((1...40).map { line("\($0)", "slow same") })

    let run = try shell.run("-j", "20", "--cache")

    #expect(run.status == 0)
    #expect(shell.answers.count == 40)
    #expect(shell.server.requests.count == 1)
    #expect(shell.answers.count { $0["cached"] == true } == 39)
  }

  @Test func `has no more under way than it may`() throws {
    let shell = try BatchShell(.echo, limits: #"{"concurrent": 3}"#)
    shell.input((1...12).map { line("\($0)", "slow \($0)") })

    let run = try shell.run("-j", "12")

    #expect(run.status == 0)
    #expect(shell.ids.count == 12)
    // Four rounds of three.
    let waits = shell.answers.compactMap { $0["attempts"]?[0]?["wait_ms"]?.doubleValue }
    #expect(waits.count { $0 > 250 } == 9)
  }

  private static let shape =
    #""schema": {"type": "object", "properties": {"age": {"type": "integer"}}, "#
    + #""required": ["age"], "additionalProperties": false}"#

  @Test func `holds answers against a schema, and asks again for what does not meet it`() throws {
    var script = DemoScript { request in
      let isCorrection = request.prompt.hasPrefix("That is not what was asked for")
      return DemoReply(text: isCorrection ? #"{"age": 7}"# : #"{"age": "seven"}"#)
    }
    script.checksRequests = false
    let shell = try BatchShell(script)
    shell.input(#"{"id": "1", "prompt": "Hi", \#(Self.shape)}"#, line("2"))

    let run = try shell.run("--ordered")

    #expect(run.status == 0)
    #expect(shell.answers.map { $0["parsed"] } == [["age": 7], .null])
    #expect(shell.answers[0]["text"] == #"{"age": 7}"#)
    #expect(shell.answers[0]["attempts"]?.arrayValue?.count == 2)
    #expect(shell.answers[1]["attempts"]?.arrayValue?.count == 1)
  }

  @Test func `ends with 4 where a schema is not met, and tells why`() throws {
    var script = DemoScript.always(DemoReply(text: #"{"age": "seven"}"#))
    script.checksRequests = false
    let shell = try BatchShell(script)
    shell.input(line("1"))

    let run = try shell.run("--schema", "age int")

    #expect(run.status == 4)
    #expect(shell.ids == ["1!"])
    let error = try #require(shell.answers.first?["error"])
    #expect(error["kind"] == "schema")
    #expect(error["problems"]?[0]?["pointer"] == "/age")
    #expect(shell.server.requests.count == 3)
  }

  // MARK: Going on

  @Test func `goes on where it was, and asks for what failed when that is wished`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"), line("2", "fail"), line("3"))
    let first = try shell.run("--ordered")
    #expect(first.status == 1)
    #expect(shell.ids == ["1", "2!", "3"])
    #expect(
      shell.said(first).hasSuffix(
        "To ask for what failed once more, add --retry-failed.\n"))
    let asked = shell.server.requests.count

    shell.input(line("1"), line("2", "works"), line("3"), line("4"))
    let second = try shell.run()
    #expect(second.status == 1)
    #expect(shell.ids == ["1", "2!", "3", "4"])
    #expect(shell.server.requests.count == asked + 1)
    #expect(shell.said(second).contains("1 answered, 0 failed, 2 answered before, 1 failed before"))

    let third = try shell.run("--retry-failed")
    #expect(third.status == 0)
    #expect(shell.ids == ["1", "2", "3", "4"])
    #expect(shell.server.requests.count == asked + 2)
    #expect(shell.answers[1]["text"] == "You said: works")
  }

  @Test func `repairs the line that a killed run left`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"), line("2"))
    _ = try shell.run("--ordered")
    let whole = shell.text
    shell.folder.write("out.jsonl", String(whole.dropLast(40)), mode: 0o600)

    let run = try shell.run()

    #expect(run.status == 0)
    #expect(shell.ids == ["1", "2"])
    #expect(shell.server.requests.count == 3)
  }

  @Test func `does not touch the output of another run`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1", "one prompt"))
    _ = try shell.run()
    let before = shell.text

    shell.input(line("1", "another prompt"))
    let changed = try shell.run()
    shell.input(line("7", "yet another"))
    let unknown = try shell.run()

    #expect(changed.status == 2)
    #expect(
      shell.said(changed)
        == "llmterm: out.jsonl has an answer to another prompt with the id \"1\", that of line 1. "
        + "Nobody was asked. Name another file with -o, or move that one away.\n")
    #expect(unknown.status == 2)
    #expect(
      shell.said(unknown)
        == "llmterm: out.jsonl has answers to 1 ids that in.jsonl does not have. Nobody was asked. "
        + "Name another file with -o, or move that one away.\n")
    #expect(shell.text == before)
    #expect(shell.server.requests.count == 1)
  }

  @Test func `does not touch what is no output at all`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"))
    shell.folder.write("out.jsonl", "Dear diary,\n")

    let run = try shell.run()

    #expect(run.status == 2)
    #expect(shell.text == "Dear diary,\n")
    #expect(shell.server.requests.isEmpty)
  }

  @Test func `is refused while another one writes`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1", "hang"), line("2"))
    let first = try shell.start()
    while !shell.text.contains("\"2\"") { usleep(5_000) }

    let second = try shell.run()
    first.signal(SIGTERM)

    #expect(second.status == 2)
    #expect(
      shell.said(second)
        == "llmterm: out.jsonl is being written by another llmterm. Wait until it is done, or name "
        + "another file with -o.\n")
    #expect(first.wait().status == 130)
  }

  // MARK: Bad input

  @Test func `tells broken lines and goes on`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"), "{", line("1"), #"{"id": "4", "prompt": 4}"#, "", line("6"))

    let run = try shell.run("--ordered", "-j", "1")

    #expect(run.status == 2)
    #expect(shell.ids == ["1", "4!", "6"])
    let notJSON = "it is not JSON: a comma or a closing bracket was expected, at byte 2"
    let sentences = [
      "llmterm: Line 2 cannot be asked: \(notJSON).",
      "llmterm: Line 3 was left out: a line before it has the id \"1\" too.",
      "llmterm: Line 4 cannot be asked: \"prompt\" must be a text.",
    ]
    #expect(shell.said(run).hasPrefix(sentences.joined(separator: "\n") + "\n"))
    #expect(shell.answers[1]["error"]?["kind"] == "invalid_request")
    #expect(
      shell.answers[1]["error"]?["message"]
        == "The line cannot be asked: \"prompt\" must be a text.")
  }

  @Test(arguments: [
    (["batch"], "batch needs a file of JSON lines, or - for standard input."),
    (["batch", "/nowhere.jsonl"], "/nowhere.jsonl cannot be read: No such file or directory."),
    (["batch", "/tmp"], "/tmp is a folder. Name a file of JSON lines."),
    (["batch", "-", "-j", "0"], "--jobs takes a whole number from 1 to 10000, not \"0\"."),
    (["batch", "-", "--max-cost", "x"], "--max-cost takes US dollars, 0 or more, not \"x\"."),
    (
      ["batch", "-", "--retry-failed"],
      "--retry-failed needs the file that the failed answers stand in."
    ),
    (["batch", "-", "-o", "/no/such/out"], "/no/such/out cannot be written: No such file"),
  ])
  func `ends with 2 for what it cannot begin with`(arguments: [String], sentence: String) throws {
    let shell = try BatchShell(.echo)

    let run = try #require(
      Run([Terminal.binary("llmterm")] + arguments, environment: shell.environment))

    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("llmterm: " + sentence))
  }

  @Test func `does not read what it writes`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"))
    let path = shell.folder.path + "/in.jsonl"

    let run = try shell.runBare("batch", path, "-o", path)

    #expect(run.status == 2)
    #expect(
      shell.said(run)
        == "llmterm: in.jsonl is the input as well. Name another file with -o.\n")
    #expect(TextFile.read(path) == line("1") + "\n")
  }

  // MARK: Stopping

  @Test func `lets finish what is under way when it is interrupted`() throws {
    let shell = try BatchShell(.echo)
    shell.input((1...400).map { line("\($0)", "slow \($0)") })
    let running = try shell.start("-j", "4")
    while shell.ids.count < 4 { usleep(5_000) }

    running.signal(SIGINT)
    let run = running.wait()

    #expect(run.status == 130)
    #expect(shell.server.requests.count == shell.ids.count)
    #expect(shell.said(run).contains("Stopping: "))
    #expect(shell.said(run).hasSuffix("Interrupted. The same command goes on from here.\n"))
  }

  @Test func `leaves everything at the second interrupt`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1", "hang"), line("2"))
    let running = try shell.start()
    while shell.ids != ["2"] { usleep(5_000) }

    running.signal(SIGINT)
    while true {
      usleep(20_000)
      running.signal(SIGINT)
      if shell.server.requests.contains(where: \.clientClosed) { break }
    }

    #expect(running.wait().status == 130)
    #expect(shell.ids == ["2"])
  }

  @Test func `ends when nobody reads`() throws {
    let shell = try BatchShell(.echo)
    shell.input((1...2000).map { line("\($0)", "slow \($0)") })
    let running = try #require(
      Running(
        [Terminal.binary("llmterm"), "batch", shell.folder.path + "/in.jsonl", "-j", "2"],
        environment: shell.environment))
    running.write("")
    running.wait(for: "\n")

    running.stopReading()
    let run = running.wait()

    #expect(run.status == 1)
    #expect(run.errors.hasSuffix("Nobody reads standard output any more.\n"))
    #expect(shell.server.requests.count < 20)
  }

  @Test func `says that the disk is full, and asks for no more`() throws {
    let shell = try BatchShell(.echo)
    shell.input((1...2000).map { line("\($0)", "slow \($0)") })

    let run = try shell.runBare(
      "batch", shell.folder.path + "/in.jsonl", "-o", "/dev/full", "-j", "2")

    #expect(run.status == 1)
    #expect(
      run.errors.hasSuffix(
        "llmterm: /dev/full could not be written: No space left on device. The same command goes on "
          + "from here.\n"))
    #expect(shell.server.requests.count < 20)
  }

  @Test func `spends no more than it may`() throws {
    let shell = try BatchShell(
      .always(DemoReply(text: "x", usage: DemoUsage(input: 0, output: 100_000))))
    shell.input((1...30).map { line("\($0)") })

    let run = try shell.run("-m", "b/m", "--max-cost", "1.1", "-j", "1")

    #expect(run.status == 1)
    #expect(shell.ids.count == 6)
    #expect(
      shell.said(run).contains(
        "No more lines were taken: the next one could cost more than --max-cost leaves. The same "
          + "command goes on from here."))
  }

  @Test func `stops where one line after the other is refused`() throws {
    var script = DemoScript.echo
    script.keys = ["another"]
    let shell = try BatchShell(script)
    shell.input((1...200).map { line("\($0)") })

    let run = try shell.run("-j", "4")

    #expect(run.status == 1)
    #expect(shell.ids.count < 20)
    #expect(shell.said(run).contains("One line after the other failed, so no more were taken."))
  }

  @Test(
    arguments: [
      (DemoReply(text: "Half", finish: .filtered), 3), (DemoReply(text: "x"), 0),
      (DemoReply.fault(.status(400)), 1),
    ] as [(DemoReply, Int32)])
  func `ends with the status of its answers`(reply: DemoReply, status: Int32) throws {
    let shell = try BatchShell(.always(reply))
    shell.input(line("1"))

    #expect(try shell.run().status == status)
  }

  /// Reading a process's first page is the one way to an input/output error without a broken disk.
  @Test func `says that its input breaks off with an error`() throws {
    let shell = try BatchShell(.echo)

    let run = try shell.runBare("batch", "/proc/self/mem", "-o", shell.output)
    let plan = try shell.runBare("batch", "/proc/self/mem", "--dry-run")

    #expect(run.status == 1 && plan.status == 1)
    #expect(
      run.errors.contains(
        "llmterm: /proc/self/mem could not be read: Input/output error. The same command goes on from "
          + "here.\n"))
    #expect(
      plan.errors
        == "llmterm: /proc/self/mem could not be read to its end: Input/output error. What "
        + "was counted is what comes before.\n")
    #expect(shell.server.requests.isEmpty)
  }

  // MARK: The wire

  @Test func `is played from a recording with nobody to ask`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1", "one"), line("2", "two"), line("3", "three"))
    let path = shell.folder.path + "/talk.jsonl"

    let first = try shell.run("--record", path)
    let asked = shell.server.requests.count
    let answers = shell.answers.compactMap { $0["text"]?.stringValue }
    unlink(shell.output)
    let again = try shell.run("--replay", path)

    #expect(first.status == 0 && again.status == 0, Comment(rawValue: first.errors + again.errors))
    #expect(shell.server.requests.count == asked && asked >= 3)
    #expect(answers.count == 3)
    #expect(Set(shell.answers.compactMap { $0["text"]?.stringValue }) == Set(answers))
  }

  @Test func `leaves no recording where a mistake came first`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"))
    let path = shell.folder.path + "/talk.jsonl"

    let run = try shell.run("--record", path, "-r", "none")

    #expect(run.status == 2)
    #expect(access(path, F_OK) != 0)
  }

  @Test(arguments: ["--record", "--replay"])
  func `is not played or recorded where nobody is asked`(flag: String) throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1"))
    let path = shell.folder.path + "/talk.jsonl"
    #expect(try shell.run("--record", path).status == 0)

    let run = try shell.run("--dry-run", flag, path)

    #expect(run.status == 2)
    #expect(
      run.errors
        == "llmterm: --dry-run and \(flag) were both given. A dry run asks nobody, so that there is "
        + "nothing to record or play: leave one of them out.\n")
    #expect(shell.server.requests.count == 1)
  }

  @Test(arguments: [["-j", "2"], ["--dry-run", "--json"]])
  func `finds out with the provider's key what is not known of a model`(flags: [String]) throws {
    let shell = try BatchShell(.echo)
    shell.folder.write("key", "sk-of-nobody")
    shell.folder.write(
      "config.jsonc",
      """
      {
        "default": "o/m",
        "providers": {
          "o": {
            "dialect": "ollama", "base_url": "\(shell.server.baseURL)/o", "models": [{"id": "m"}],
            "key": {"file": "\(shell.folder.path)/key"}
          }
        }
      }
      """)
    chmod(shell.folder.path + "/key", 0o600)
    shell.input(line("1"))

    let run = try #require(Run(shell.command(flags), environment: shell.environment))

    #expect(run.status == 0, Comment(rawValue: run.errors))
    let request = try #require(shell.server.requests.first)
    #expect(request.path == "/o/api/show")
    #expect(
      request.headers.first { $0.name.lowercased() == "authorization" }?.value
        == "Bearer sk-of-nobody")
  }

  // MARK: Plans

  @Test func `prints a plan as JSON, and nothing else so`() throws {
    let shell = try BatchShell(.echo)
    shell.input(line("1", "four words and more"), #"{"prompt": "x", "target": "b/m"}"#, "{")

    let run = try shell.run("--max-tokens", "100", "--dry-run", "--json")
    let other = try shell.run("--json")

    #expect(run.status == 2)
    let plan = try JSON.parse(run.output)
    #expect(plan["lines"]?.intValue == 2 && plan["broken"]?.intValue == 1)
    #expect(plan["answered"]?.intValue == 0 && plan["failed"]?.intValue == 0)
    let targets = plan["targets"]?.arrayValue ?? []
    #expect(targets.map { $0["target"]?.stringValue } == ["a/m", "b/m"])
    #expect(targets.map { $0["output_tokens"]?.intValue } == [100, 100])
    let input = targets.compactMap { $0["input_tokens"]?.intValue }
    #expect(plan["input_tokens"]?.intValue == input.reduce(0, +))
    let cost = try #require(targets.last?["cost_usd"]?.doubleValue)
    #expect(abs(cost - Double((input.last ?? 0) + 100) * 2e-6) < 1e-9)
    #expect(other.status == 2)
    #expect(
      other.errors
        == "llmterm: --json belongs to --dry-run: what a batch writes is JSON lines anyway. Leave it "
        + "out.\n")
    #expect(shell.server.requests.isEmpty)
  }

  @Test func `counts without asking`() throws {
    let shell = try BatchShell(.echo)
    shell.input(
      line("1", "four words and more"), line("2"), #"{"prompt": "x", "target": "b/m"}"#, "{")

    let run = try shell.run("-r", "main", "--max-tokens", "100", "--dry-run")

    #expect(run.status == 2)
    #expect(
      run.output == """
        3 lines would be asked, about 19 tokens; 1 cannot be asked.
        if answered by  lines  tokens in  tokens out        cost
        a/m                 2         14       ≤ 200  ≤ $0.00021
        b/m                 3         19       ≤ 300  ≤ $0.00064

        """)
    #expect(shell.server.requests.isEmpty)
    #expect(access(shell.output, F_OK) != 0)
  }

  @Test func `gives no line's name to one that is no object`() throws {
    let shell = try BatchShell(
      DemoScript { $0.prompt == "FAIL" ? .fault(.status(400)) : DemoReply(text: "yes") })
    shell.input("[]", line("1", "FAIL"))
    #expect(try shell.run().status == 1)
    shell.input("[]", line("1", "FAIL"))
    let again = try shell.run("--retry-failed")
    #expect(shell.server.requests.count == 2)
    #expect(!again.errors.contains("was left out"))
  }

  @Test func `ends with 1 as long as a line has failed`() throws {
    let shell = try BatchShell(DemoScript { _ in .fault(.status(400)) })
    shell.input(line("1"))
    #expect(try shell.run().status == 1)
    let again = try shell.run()
    #expect(again.status == 1)
    #expect(shell.server.requests.count == 1)
  }
}
