import ChatEngine
import Testing

@testable import llmterm

@Suite struct `A notification` {
  @Test(arguments: [
    (["TERM": "xterm-kitty"], Notifier.Form.osc9), (["TERM_PROGRAM": "iTerm.app"], .osc9),
    (["TERM": "foot"], .osc777), (["TERM": "xterm-256color"], .bell),
    (["TERM": "xterm-kitty", "TMUX": "/tmp/x"], .bell), ([:], .bell),
  ])
  func `is as the terminal takes it`(environment: [String: String], form: Notifier.Form) {
    #expect(Notifier(.automatic, environment: environment).form == form)
  }

  @Test func `says who has answered`() {
    let notifier = Notifier(.osc9, environment: [:])
    #expect(
      notifier.sequence("Ann; has\u{1B}]answered")
        == "\u{1B}]9;Ann, has]answered\u{07}\u{07}")
    #expect(
      Notifier(.osc777, environment: [:]).sequence("Ann")
        == "\u{1B}]777;notify;llmterm;Ann\u{07}\u{07}")
    #expect(Notifier(.bell, environment: [:]).sequence("Ann") == "\u{07}")
    #expect(Notifier(.off, environment: [:]).sequence("Ann") == nil)
  }

  @Test func `goes through tmux`() {
    #expect(
      Notifier(.osc9, environment: ["TMUX": "x"]).sequence("Ann")
        == "\u{1B}Ptmux;\u{1B}\u{1B}]9;Ann\u{07}\u{1B}\\\u{07}")
  }
}

@Suite struct `A multiplexer` {
  @Test(arguments: [
    (["TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen-256color"], Multiplexer.tmux),
    (["STY": "1.pts", "TERM": "xterm"], .screen), (["TERM": "screen.xterm-256color"], .screen),
    (["TERM": "xterm-256color"], .none), (["TMUX": ""], .none),
  ])
  func `is known by what it leaves in the environment`(
    environment: [String: String], multiplexer: Multiplexer
  ) {
    #expect(Multiplexer(environment: environment) == multiplexer)
  }

  @Test func `of GNU screen gets long sequences in pieces`() {
    let wrapped = Multiplexer.screen.passing(String(repeating: "a", count: 500))
    let pieces = wrapped.split(separator: "\u{1B}\\")
    #expect(pieces.count == 3)
    #expect(pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count <= 768 })
    #expect(pieces.map { $0.dropFirst(2) }.joined() == String(repeating: "a", count: 500))
  }
}
