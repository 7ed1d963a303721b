import ChatEngine
import DemoProviders
import TestSupport
import Testing

/// `llmterm ask -a`, over two models of a demo provider: `m`, and `blind`, which takes no images.
private final class Shell {
  let folder = TemporaryFolder()
  let server: DemoServer

  init() throws {
    server = try DemoServer(.always(DemoReply(text: "Seen.")))
    folder.write(
      "config.jsonc",
      """
      {
        "default": "a/m",
        "providers": {
          "a": {
            "dialect": "openai-chat", "base_url": "\(server.baseURL)/a/v1",
            "models": [{"id": "m", "vision": true}, {"id": "blind", "vision": false}]
          }
        }
      }
      """)
    _ = try folder.write("dot.png", bytes: AskFiles.png)
    folder.write("notes.txt", "buy milk\n")
  }

  func run(_ arguments: String..., input: String = "") throws -> Run {
    let environment = [
      "LLMTERM_HOME": folder.path, "LLMTERM_CONFIG": folder.path + "/config.jsonc",
      "LANG": "C.UTF-8",
    ]
    return try #require(
      Run(
        [Terminal.binary("llmterm"), "ask"] + arguments, input: input, environment: environment))
  }

  /// The content of the prompt as it was sent.
  var content: JSON? { server.requests.last?.body?["messages"]?.arrayValue?.last?["content"] }
}

private enum AskFiles {
  static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 1, 2, 3]
}

@Suite struct `llmterm ask with files` {
  @Test func `sends an image before the question`() throws {
    let shell = try Shell()

    let run = try shell.run("-a", shell.folder.path + "/dot.png", "What is this?")

    #expect(run.status == 0)
    #expect(run.output == "Seen.\n")
    #expect(run.errors.isEmpty)
    #expect(
      shell.content == [
        [
          "type": "image_url",
          "image_url": ["url": .string("data:image/png;base64," + Base64.text(AskFiles.png))],
        ], ["type": "text", "text": "What is this?"],
      ])
  }

  @Test func `sends texts under their names, apart from the question`() throws {
    let shell = try Shell()
    let notes = shell.folder.path + "/notes.txt"

    _ = try shell.run("-a", notes, "--attach=\(notes)", "What now?")

    #expect(
      shell.content
        == "[file: notes.txt]\nbuy milk\n\n\n[file: notes.txt]\nbuy milk\n\n\nWhat now?")
  }

  @Test func `takes standard input for a file where it is told to`() throws {
    let shell = try Shell()

    let run = try shell.run("-a", "-", "What now?", input: "buy bread")

    #expect(run.status == 0)
    #expect(shell.content == "[file: stdin]\nbuy bread\n\nWhat now?")
  }

  @Test func `says at once that a model takes no images, and names the file to it`() throws {
    let shell = try Shell()

    let run = try shell.run("-m", "a/blind", "-a", shell.folder.path + "/dot.png", "What is this?")

    #expect(run.errors == "llmterm: blind takes no images: dot.png is only named.\n")
    #expect(run.output == "Seen.\n")
    #expect(shell.content == "[image: dot.png]\n\nWhat is this?")
  }

  @Test(arguments: [
    (["-a", "/none/such.png"], "\"/none/such.png\" is not there. Nothing was attached."),
    (["-a", "/"], "\"/\" is no file. Nothing was attached."),
    (
      ["-a", "https://example.org/a.png"],
      "-a takes a file and fetches nothing. Fetch it yourself, as in: curl "
        + "https://example.org/a.png | llmterm ask -a - \"QUESTION\""
    ),
    (["-a", "-"], "Standard input is empty. Nothing was attached."),
    (
      ["-a", "-", "-a", "-"],
      "-a - was given twice. Standard input can be read once: leave one out."
    ),
  ])
  func `ends with 2 for what cannot be attached`(arguments: [String], sentence: String) throws {
    let shell = try Shell()

    let run = try shell.run(
      arguments[0], arguments[1], arguments.dropFirst(2).first ?? "Hi",
      arguments.dropFirst(3).first ?? "Hi")

    #expect(run.status == 2)
    #expect(run.errors == "llmterm: \(sentence)\n")
    #expect(shell.server.requests.isEmpty)
  }
}
