import ChatEngine
import DemoProviders
import Testing

@Suite struct `The demo's showcase` {
  /// The showcase's own words, without its pace.
  private func ask(
    _ prompt: String, provider: String = "openai", model: String = "demo-fast", times: Int = 1
  ) throws -> DemoClient.Response {
    let showcase = DemoScript.showcase
    var script = DemoScript { request in
      var reply = showcase.respond(request)
      reply.pace = .atOnce
      return reply
    }
    script.catalog = showcase.catalog
    let server = try DemoServer(script)
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    let message: JSON = ["role": "user", "content": .string(prompt)]
    let body: JSON = ["model": .string(model), "messages": [message]]
    for _ in 1..<times {
      client.post("/\(provider)/v1/chat/completions", body.text())
      _ = client.response()
    }
    client.post("/\(provider)/v1/chat/completions", body.text())
    return client.response()
  }

  private func text(_ response: DemoClient.Response) throws -> String {
    let message = try JSON.parse(response.body)["choices"]?[0]?["message"]
    return message?["content"]?.stringValue ?? ""
  }

  @Test(arguments: ["Why is the sky blue?", "code", "long", "unicode", "escape", "", "🙂"])
  func `says that it is canned`(_ prompt: String) throws {
    #expect(try text(ask(prompt)).hasPrefix("**This is a canned answer from the demo**"))
  }

  @Test func `refers to the prompt and gives the same for the same`() throws {
    let first = try text(ask("Why is the sky blue?"))
    #expect(first.contains("“Why is the sky blue?”"))
    #expect(try text(ask("Why is the sky blue?")) == first)
  }

  @Test func `is long when asked to be`() throws {
    let words = try text(ask("something long please")).split { $0.isWhitespace }.count
    #expect((1300...1800).contains(words))
  }

  @Test func `thinks where the model does`() throws {
    let response = try ask("hello", model: "demo-thinker")
    #expect(response.body.contains("reasoning_content"))
  }

  @Test func `has escape sequences when asked for them`() throws {
    #expect(try text(ask("escape")).contains("\u{1B}[2J"))
  }

  @Test func `does not know other models`() throws {
    #expect(try ask("hello", model: "gpt-6").status == 404)
  }

  @Test func `fails in turn at the flaky provider and then answers`() throws {
    #expect(try ask("hello", provider: "flaky").status == 429)
    #expect(try ask("hello", provider: "flaky", times: 3).status == 503)
    #expect(try ask("hello", provider: "flaky", times: 4).status == 200)
  }

  @Test(arguments: DemoCatalog.showcase.providers.map(\.basePath))
  func `lists the models of each provider`(_ base: String) throws {
    let server = try DemoServer()
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.send("GET \(base)/models HTTP/1.1\r\n\r\n")
    let list = try JSON.parse(client.response().body)
    let models = try #require((list["data"] ?? list["models"])?.arrayValue)
    let ids = models.compactMap { ($0["id"] ?? $0["name"])?.stringValue }
    #expect(ids.contains { $0.hasSuffix("demo-fast") })
  }

  @Test func `calls a tool that the prompt names`() throws {
    let server = try DemoServer()
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.post(
      "/anthropic/v1/messages",
      """
      {"model":"demo-fast","max_tokens":99,"stream":true,
      "messages":[{"role":"user","content":"Use the clock tool"}],
      "tools":[{"name":"clock","input_schema":{"type":"object","required":["zone"],
      "properties":{"zone":{"type":"string"}}}}]}
      """, headers: "anthropic-version: 2023-06-01\r\n")
    let body = client.response().body
    #expect(body.contains(#""type":"tool_use","id":"call_demo1","name":"clock""#))
    #expect(body.contains(#""stop_reason":"tool_use""#))
  }
}
