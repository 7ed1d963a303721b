import ChatEngine
import ChatUI

/// How the terminal tells somebody who looks elsewhere.
struct Notifier: Equatable {
  enum Form: Equatable {
    case none, bell
    /// `OSC 9 ; text`: iTerm2, kitty, WezTerm, Ghostty.
    case osc9
    /// `OSC 777 ; notify ; title ; text`: rxvt-unicode, foot, some VTE.
    case osc777
  }

  let form: Form
  private let multiplexer: Multiplexer

  init(_ setting: Configuration.Interface.Notify, environment: [String: String]) {
    multiplexer = Multiplexer(environment: environment)
    switch setting {
    case .off: form = .none
    case .bell: form = .bell
    case .osc9: form = .osc9
    case .osc777: form = .osc777
    case .automatic: form = Notifier.known(environment, multiplexer)
    }
  }

  /// Inside of tmux and screen the bell is what they pass on by themselves.
  private static func known(
    _ environment: [String: String], _ multiplexer: Multiplexer
  ) -> Form {
    guard multiplexer == .none else { return .bell }
    let term = environment["TERM"] ?? ""
    let program = environment["TERM_PROGRAM"] ?? ""
    if ["iTerm.app", "WezTerm", "ghostty"].contains(program) { return .osc9 }
    if ["xterm-kitty", "xterm-ghostty", "wezterm"].contains(term) { return .osc9 }
    if term.hasPrefix("foot") || term.hasPrefix("rxvt-unicode") { return .osc777 }
    return .bell
  }

  /// What is sent to the terminal; nil for nothing.
  ///
  /// The text is made harmless and short; a semicolon would end it.
  func sequence(_ text: String) -> String? {
    let safe = TerminalModes.harmless(text).putting(",", for: ";")
    switch form {
    case .none: return nil
    case .bell: return "\u{07}"
    case .osc9: return multiplexer.passing("\u{1B}]9;\(safe)\u{07}") + "\u{07}"
    case .osc777:
      return multiplexer.passing("\u{1B}]777;notify;llmterm;\(safe)\u{07}") + "\u{07}"
    }
  }
}
