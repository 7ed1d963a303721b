import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

/// The three ways that lead from a machine without keys to an answer.
@Suite struct `The welcome card` {
  private let home = TemporaryFolder()

  private func start() throws -> Terminal {
    try Terminal(
      [Terminal.binary("llmterm")],
      environment: ["LLMTERM_HOME": home.path + "/llmterm", "EDITOR": home.path + "/editor"])
  }

  private func mode(of path: String) -> UInt32 {
    var status = stat()
    return stat(home.path + "/llmterm/" + path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  @Test func `takes a server, which is there again the next time`() throws {
    let server = try DemoServer(.always(DemoReply(text: "From the server.")))
    let first = try start()
    try first.waitFor("Paste a key")
    first.press(.down)
    first.press(.enter)
    first.type(server.baseURL)
    first.press(.enter)
    try first.waitFor("server/demo-fast")
    #expect(mode(of: "config/config.jsonc") == 0o600)

    let second = try start()
    try second.waitFor("server/demo-fast")
    second.type("Hi")
    second.press(.enter)
    try second.waitFor("From the server.")
  }

  @Test func `takes a key, keeps it for its owner alone and offers what it opens`() throws {
    let app = try start()
    try app.waitFor("Paste a key")
    app.press(.enter)
    app.type("sk-ant-secret")
    app.press(.enter)
    try app.waitFor("anthropic")

    #expect(mode(of: "config/keys/anthropic") == 0o600)
    #expect(!String(decoding: app.transcript, as: UTF8.self).contains("ant-secret"))
  }

  @Test func `starts the demo`() throws {
    let app = try start()
    try app.waitFor("Paste a key")
    app.press(.down)
    app.press(.down)
    app.press(.enter)
    try app.waitForNo("Paste a key")
    app.type("Hi")
    app.press(.enter)
    try app.waitFor("canned")
  }
}

@Suite struct `The chat` {
  @Test func `names the window after the conversation, through the door, and gives no child a key`()
    throws
  {
    let home = TemporaryFolder()
    let seen = home.path + "/seen"
    let editor = home.write("editor", "#!/bin/sh\nenv > \(seen)\n", mode: 0o700)
    let app = try Terminal(
      [Terminal.binary("llmterm"), "--demo"],
      environment: [
        "LLMTERM_HOME": home.path + "/llmterm", "EDITOR": editor, "OPENAI_API_KEY": "sk-secret",
      ])
    try app.waitFor("demo")

    app.type("Say it")
    app.press(.enter)
    try app.waitFor("title") { _ in
      String(decoding: app.transcript, as: UTF8.self).contains("\u{1B}]2;Say it\u{1B}\\")
    }
    app.press(.control("g"))
    try app.waitFor("the editor") { _ in Shared.bytes(seen)?.isEmpty == false }

    let variables = String(decoding: Shared.bytes(seen) ?? [], as: UTF8.self)
    #expect(variables.contains("EDITOR="))
    #expect(!variables.contains("sk-secret"))
  }
}
