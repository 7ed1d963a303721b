import DemoProviders
import TestSupport
import Testing

@Suite struct `A provider with limits` {
  let limited: DemoServer
  let free: DemoServer
  let home: Home

  init() throws {
    limited = try DemoServer(.person)
    free = try DemoServer(.person)
    home = try Home()
  }

  /// One request every `seconds`; the free provider is asked where it is in the route.
  private func configure(every seconds: Int, alone: Bool) {
    let limits = "\"limits\": {\"requests_per_minute\": \(60 / seconds), \"burst\": 1}"
    var members = [Routed.Member(name: "limited", server: limited, more: limits)]
    if !alone { members.append(Routed.Member(name: "free", server: free)) }
    home.configure(Routed(members).text)
  }

  @Test func `is waited for with a countdown, which Esc ends`() throws {
    configure(every: 30, alone: true)
    let chat = try home.openedChat(columns: 100)
    chat.send("one")
    try chat.waitFor("to “one”.")

    chat.send("two")
    try chat.waitFor("waiting for a place at limited: ")
    #expect(chat.statusBar.contains("s · Esc cancels"))
    chat.press(.escape)
    try chat.waitForNo("waiting for a place")
    chat.type("still here")
    try chat.waitFor("❯ still here")

    #expect(limited.asked == 1)
    chat.press(.control("u"))
    try chat.waitForNo("still here")
    #expect(try chat.leave() == .code(0))
  }

  @Test func `is asked when its time has come`() throws {
    configure(every: 1, alone: true)
    let chat = try home.openedChat(columns: 100)
    for word in ["one", "two"] {
      chat.send(word)
      try chat.waitFor("to “\(word)”.")
    }

    #expect(limited.asked == 2)
  }

  @Test func `is passed over where another one can be asked`() throws {
    configure(every: 30, alone: false)
    let chat = try home.openedChat(columns: 120, rows: 40)
    chat.send("one")
    try chat.waitFor("to “one”.")

    chat.send("two")
    try chat.waitFor("to “two”.")
    chat.press(.altUp)
    chat.type("i")
    try chat.waitFor("Attempts")

    #expect([limited.asked, free.asked] == [1, 1])
    #expect(chat.flowing.contains("1. free/m answered (200)"))
    #expect(chat.flowing.contains("instead of limited/m, which is at its limit for"))
  }
}
