import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `An import` {
  private let folder = TemporaryFolder()

  private var library: Library { Library(folder: folder.path + "/conversations") }

  private func run(_ name: String, _ text: String) throws -> LibraryImport.Report {
    let path = folder.write(name, text)
    let importing = LibraryImport(
      into: library, processID: 1, at: Timestamp(milliseconds: 1_795_442_520_000))
    return try importing.run(path)
  }

  private func refusal(_ name: String, _ text: String) -> String? {
    do {
      _ = try run(name, text)
      return nil
    } catch let error as LibraryImport.Refusal {
      return error.sentence.split(separator: "/").last.map(String.init)
    } catch {
      return "\(error)"
    }
  }

  /// The only conversation's path, as `user Hi`.
  private func path() throws -> [String] {
    let id = try #require(library.entries().first?.id)
    return try #require(library.read(id)).messages.map { "\($0.role.rawValue) \($0.text)" }
  }

  private static let chatGPT = """
    [{"id":"x","conversation_id":"c-1","title":"Lexers","create_time":1700000000.5,"current_node":"d",
      "mapping":{
        "root":{"id":"root","message":null,"parent":null,"children":["s"]},
        "s":{"id":"s","message":{"author":{"role":"system"},"content":{"content_type":"text",
          "parts":[""]}},"parent":"root","children":["a"]},
        "a":{"id":"a","message":{"author":{"role":"user"},"create_time":1700000001,
          "content":{"content_type":"text","parts":["Why \\"so\\"?"]}},"parent":"s",
          "children":["b","d"]},
        "b":{"id":"b","message":{"author":{"role":"assistant"},"content":{"content_type":"text",
          "parts":["First."]},"metadata":{"model_slug":"gpt-4o"}},"parent":"a","children":[]},
        "d":{"id":"d","message":{"author":{"role":"assistant"},"content":{"content_type":
          "multimodal_text","parts":[{"content_type":"image_asset_pointer"},"Second."]}},
          "parent":"a","children":[]}}}]
    """

  @Test func `of ChatGPT's export keeps the tree and the branch that was read`() throws {
    let report = try run("conversations.json", Self.chatGPT)
    #expect(report.sentence == "Imported: 1 new conversation.")
    #expect(try path() == ["user Why \"so\"?", "assistant [image_asset_pointer]\nSecond."])
    let entry = try #require(library.entries().first)
    #expect(entry.title == "Lexers")
    #expect(entry.changed.milliseconds == 1_700_000_001_000)
    let conversation = try #require(library.read(entry.id))
    #expect(conversation.count == 3)
    #expect(conversation.siblings(of: conversation.messages[1].id).count == 2)
  }

  @Test func `adds nothing twice, and what was said since`() throws {
    _ = try run("one.json", Self.chatGPT)
    #expect(
      try run("one.json", Self.chatGPT).sentence == "Imported: 1 were here already.")
    let more = Self.chatGPT.replacing(
      #""parent":"a","children":[]}}}]"#,
      with: #""parent":"a","children":["e"]},"e":{"id":"e","parent":"d","children":[],"message":"#
        + #"{"author":{"role":"user"},"content":{"content_type":"text","parts":["More"]}}}}}]"#)
    #expect(try run("two.json", more).sentence == "Imported: 1 conversation went on.")
    #expect(try path().last == "user More")
  }

  @Test func `leaves in the trash what was thrown away`() throws {
    _ = try run("one.json", Self.chatGPT)
    try library.delete(try #require(library.entries().first?.id), processID: 1)
    #expect(try run("one.json", Self.chatGPT).sentence == "Imported: 1 were here already.")
    #expect(library.entries().isEmpty)
  }

  @Test func `survives a tree that is none`() throws {
    let report = try run(
      "x.json",
      #"""
      [{"conversation_id":"loop","mapping":{"a":{"parent":"b","children":["b"],"message":null},
        "b":{"parent":"a","children":["a"],"message":null}}},
       {"mapping":{}}, {"conversation_id":"e","mapping":{"a":{"parent":null,"children":["a","a"],
        "message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["hi"]}}}}},
       17, "text", {"other":1}]
      """#)
    #expect(report.added == 1)
    #expect(report.bad == 5)
    #expect(
      report.sentence
        == "Imported: 1 new conversation, 5 could not be read (a conversation has no messages).")
  }

  @Test func `of Claude's export takes words, thoughts and attached text`() throws {
    let report = try run(
      "claude.json",
      #"""
      [{"uuid":"u-1","name":"Tea","created_at":"2025-01-02T03:04:05.678901Z","chat_messages":[
        {"uuid":"m1","sender":"human","text":"Read this","created_at":"2025-01-02T03:04:06Z",
         "attachments":[{"file_name":"a.txt","extracted_content":"leaves"}],"content":[]},
        {"uuid":"m2","sender":"assistant","text":"old","content":[
          {"type":"thinking","thinking":"Hm."},{"type":"text","text":"Read."}]}]}]
      """#)
    #expect(report.added == 1)
    #expect(try path() == ["user Read this", "assistant Read."])
    let conversationID = try #require(library.entries().first?.id)
    let conversation = try #require(library.read(conversationID))
    #expect(conversation.messages[0].attachments.map(\.data) == [Array("leaves".utf8)])
    #expect(conversation.messages[1].reasoning == "Hm.")
    #expect(conversation.title == "Tea")
  }

  @Test func `of llm's rows gathers conversations that lie apart`() throws {
    let report = try run(
      "logs.json",
      #"""
      [{"id":"1","model":"gpt-4o","prompt":"Hi","system":"Be brief","response":"Hello",
        "conversation_id":"A","conversation_name":"Greeting","datetime_utc":"2025-01-01T00:00:00.1"},
       {"id":"2","model":"gpt-4o","prompt":"Other","response":"Yes","conversation_id":"B",
        "datetime_utc":"2025-01-01T00:01:00"},
       {"id":"3","model":"gpt-4o","prompt":"More","response":"Sure","conversation_id":"A",
        "datetime_utc":"2025-01-01T00:02:00"}, {"id":"4","model":"x","prompt":"p","response":null}]
      """#)
    #expect(report.added == 2)
    #expect(report.bad == 1)
    #expect(library.entries().map(\.title) == ["Greeting", "Other"])
    #expect(try path() == ["user Hi", "assistant Hello", "user More", "assistant Sure"])
  }

  @Test func `of aichat takes a session as its YAML spells it`() throws {
    let report = try run(
      "work.yaml",
      """
      model: openai:gpt-4o
      temperature: 0.5
      messages:
      - role: system
        content: Be brief.
      - role: user
        content: 'It''s a "test"'
      - role: assistant
        content: |-
          Two lines
            indented: yes

          - and a list
      - role: user
        content: "a\\tb \\u00e9"
      """)
    #expect(report.added == 1)
    #expect(
      try path() == [
        "system Be brief.", "user It's a \"test\"",
        "assistant Two lines\n  indented: yes\n\n- and a list", "user a\tb é",
      ])
    #expect(library.entries().first?.title == "work")
  }

  @Test func `of aichat's messages takes each exchange`() throws {
    let report = try run(
      "messages.md",
      """
      # CHAT: why so [2025-01-02T03:04:05+01:00]
      why so
      slow?
      --------
      Because.
      --------

      # CHAT: broken [2025-01-02T03:05:05+01:00]
      nothing follows
      """)
    #expect(report.added == 1)
    #expect(report.bad == 1)
    #expect(try path() == ["user why so\nslow?", "assistant Because."])
    #expect(library.entries().first?.title == "why so")
  }

  @Test func `of our own JSON brings the whole tree back`() throws {
    var conversation = Conversation.sample
    conversation.append(.prompt("u1", "Hello \"you\""))
    conversation.append(.answer("a1", "One", after: "u1"))
    conversation.append(.answer("a2", "Two", after: "u1", state: .partial))
    conversation.select(MessageID("a1"))
    conversation.title = "Tree"
    let text = String(decoding: ConversationExport(conversation).bytes(as: .json), as: UTF8.self)
    #expect(try run("own.json", text).added == 1)
    let backID = try #require(library.entries().first?.id)
    let back = try #require(library.read(backID))
    #expect(back.everyMessage == conversation.everyMessage)
    #expect(back.path == conversation.path)
    #expect(back.title == "Tree")
  }

  @Test func `ends what it says once`() {
    var report = LibraryImport.Report()
    report.failed = 2
    report.failure = "a.jsonl could not be written. Is the disk full?"
    #expect(
      report.sentence == "Imported: 0 new conversations, 2 could not be kept: a.jsonl could not be "
        + "written. Is the disk full?")
  }

  @Test func `says how to unpack an archive, and what to do with a database`() {
    #expect(
      refusal("a.zip", "PK\u{3}\u{4}....")
        == "a.zip) and import the conversations.json in it.")
    #expect(
      refusal("logs.db", "SQLite format 3\0")
        == "logs.db is a database. Have llm write its rows, and import those: "
        + "llm logs --json -n 0 > logs.json")
  }

  @Test(arguments: ["", "hello", "{}", "[1,2]", "[]x", "{\"mapping\":1"])
  func `refuses what is no export, in a sentence`(text: String) {
    #expect(
      refusal("x.json", text)
        == "x.json is no export that is known. These are: conversations.json of ChatGPT and of "
        + "Claude, llm logs --json, aichat's sessions and messages.md, and our own JSON and "
        + "saved conversations.")
  }

  @Test func `keeps what stood before the end of a file that is cut off`() throws {
    let whole = Self.chatGPT
    let report = try run("cut.json", whole.dropLast(1) + ",{\"conversation_id\":\"z\",\"mapp")
    #expect(report.added == 1)
    #expect(report.reason == "the file is cut off")
  }

  @Test func `reads an array in whatever pieces, brackets in strings and all`() throws {
    let elements = (0..<3000).map { #"{"n":\#($0),"text":"]}, \\\" {[ é"}"# }
    let path = folder.write("big.json", " [\n" + elements.joined(separator: " ,\n") + "]\n")
    let descriptor = try SystemFiles().open(path, flags: 0, mode: 0)
    defer { SystemFiles().close(descriptor) }
    var reading = JSONElements(descriptor, files: SystemFiles())
    var read: [String] = []
    while let element = reading.next() { read.append(String(decoding: element, as: UTF8.self)) }
    #expect(read == elements)
    #expect(!reading.isBroken)
  }
}

@Suite struct `An export` {
  private var conversation: Conversation {
    var conversation = Conversation.sample
    conversation.title = "Lexers & <trees>"
    conversation.append(.prompt("u1", "Why <b>so</b>?"))
    conversation.append(
      .answer("a1", "Look:\n```swift\nlet a = \"<x>\"\n```\nand `code`.", after: "u1"))
    return conversation
  }

  private func text(_ format: ConversationExport.Format) -> String {
    String(decoding: ConversationExport(conversation).bytes(as: format), as: UTF8.self)
  }

  @Test func `as Markdown is the path with who said it and when`() {
    #expect(
      text(.markdown) == """
        # Lexers & <trees>

        ## You, 2026-11-23 14:02

        Why <b>so</b>?

        ## anthropic/claude, 2026-11-23 14:02

        Look:
        ```swift
        let a = "<x>"
        ```
        and `code`.

        """)
  }

  @Test func `as a page escapes all text and loads nothing`() throws {
    let page = text(.html)
    let body = try #require(page.split(separator: "<body>").last)
    #expect(
      body == """

        <h1>Lexers &amp; &lt;trees&gt;</h1>
        <h2>You, 2026-11-23 14:02</h2>
        <div class="user">
        <p class="text">Why &lt;b&gt;so&lt;/b&gt;?</p>
        </div>
        <h2>anthropic/claude, 2026-11-23 14:02</h2>
        <div class="assistant">
        <p class="text">Look:</p>
        <pre><code>let a = &quot;&lt;x&gt;&quot;
        </code></pre>
        <p class="text">and <code>code</code>.</p>
        </div>
        </body></html>

        """)
    #expect(page.contains("default-src 'none'"))
    #expect(!page.contains("http"[...] + "://"))
    #expect(!page.contains("<script"))
  }

  @Test(arguments: [
    ("a.md", ConversationExport.Format.markdown), ("a.b.JSON", .json), ("x.htm", .html),
  ])
  func `is told its form by the end of the name`(path: String, format: ConversationExport.Format) {
    #expect(ConversationExport.Format(path: path) == format)
  }

  @Test func `is named by its title, as every file system takes it`() {
    #expect(ConversationExport(conversation).fileName(as: .markdown) == "lexers-trees.md")
    var hostile = conversation
    hostile.title = "../../\u{1B}[31m日本 / x\n"
    #expect(ConversationExport(hostile).fileName(as: .html) == "31m日本-x.html")
  }

  @Test func `is not written over a file unless that is wished`() throws {
    let folder = TemporaryFolder()
    let path = folder.write("a.md", "mine")
    let problem = ExportFile.write([65], to: path, overwrites: false)
    #expect(problem == .isThere(path))
    #expect(try SystemFiles().contents(of: path) == Array("mine".utf8))
    #expect(ExportFile.write([65], to: path, overwrites: true) == nil)
    #expect(try SystemFiles().contents(of: path) == [65])
  }

  @Test func `is written into a pipe or a device, and leaves it one`() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let reader = try SystemFiles().open(path, flags: O_RDONLY | O_NONBLOCK, mode: 0)
    defer { SystemFiles().close(reader) }

    #expect(ExportFile.write([65, 66], to: path, overwrites: true) == nil)

    var bytes: [UInt8] = [0, 0, 0]
    #expect(read(reader, &bytes, 3) == 2)
    #expect(bytes == [65, 66, 0])
    #expect(try SystemFiles().status(at: path).isSpecial)
  }

  @Test func `leaves no file where the disk is full`() {
    let folder = TemporaryFolder()
    let files = FaultyFiles()
    files.set { $0.room = 2 }
    let path = folder.path + "/a.md"
    let problem = ExportFile.write([1, 2, 3], to: path, overwrites: false, files: files)
    #expect(
      problem?.sentence(option: "")
        == "\(path) could not be written (No space left on device). Give another path.")
    #expect((try? files.status(at: path)) == nil)
  }
}
