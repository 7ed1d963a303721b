import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `What lies over the transcript` {
  @Test func `is the picker`() {
    var sample = Sample(columns: 100, rows: 16)
    sample.press("ctrl-p")
    sample.expect(
      """
       New conversation                                                   main route ▸ anthropic → openai


      ┌─ Who answers next ───────────────────────────────────────────────────────────────────────────────┐
      │ ❯                                                                                                │
      │ ▸● main                       anthropic/claude-sonnet-5 → openai/gpt-6.2-sol                     │
      │  ● anthropic/claude-sonnet-5  200k   $2 / $10  VTSR  840 ms  45 tok/s                            │
      │  ◐ openai/gpt-6.2-sol         1.05M  $2 / $10  ·T··                                              │
      └─ type to search · Space marks to compare · Enter takes it · Esc closes ──────────────────────────┘




      ────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                                               F1 help
      """)
  }

  @Test func `is the picker with a query, and with what stands in the way`() {
    var sample = Sample(columns: 80, rows: 16)
    var choices = Sample.choices
    choices[2].obstacle = "no key: set OPENAI_API_KEY"
    sample.engine(.choices(choices))
    sample.press("ctrl-p")
    sample.type("so")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai


      ┌─ Who answers next ───────────────────────────────────────────────────────────┐
      │ ❯ so                                                                         │
      │  ◐ openai/gpt-6.2-sol         no key: set OPENAI_API_KEY                     │
      │  ● anthropic/claude-sonnet-5  200k   $2 / $10  VTSR  840 ms  45 tok/s        │
      │                                                                              │
      └─ type to search · Space marks to compare · Enter takes it · Esc closes ──────┘




      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is a picker in which nothing fits`() {
    var sample = Sample(columns: 80, rows: 16)
    sample.press("ctrl-p")
    sample.type("xyz")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai


      ┌─ Who answers next ───────────────────────────────────────────────────────────┐
      │ ❯ xyz                                                                        │
      │ Nothing fits, but any PROVIDER/MODEL can be taken.                           │
      │                                                                              │
      │                                                                              │
      └─ type to search · Space marks to compare · Enter takes it · Esc closes ──────┘




      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is the list of earlier prompts`() {
    var sample = Sample(columns: 80, rows: 16)
    sample.state.history = PromptHistory(["Why does\nthe lexer allocate?", "And the parser?"])
    sample.press("ctrl-r")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai


      ┌─ Earlier prompts ────────────────────────────────────────────────────────────┐
      │ ❯                                                                            │
      │ And the parser?                                                              │
      │ Why does the lexer allocate?                                                 │
      │                                                                              │
      └─ type to search · Enter takes it · Esc closes ───────────────────────────────┘




      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is the help`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("f1")
    sample.expect(
      """
      ┌─ Keys and commands ──────────────────────────────────────────────────────────┐
      │ Everywhere                                                                   │
      │   ^P                  choose provider and model                              │
      │   ^T                  compare several targets, or end it                     │
      │   F2                  switch to the one used before                          │
      │   Shift-F2            switch the other way round                             │
      │   ^N                  new conversation                                       │
      │   ^O                  open a conversation                                    │
      │   Esc                 stop the answer, close what is open                    │
      │   ^C                  stop; clear the prompt; twice: quit                    │
      │   Alt-X, ^X ^P        list of all commands                                   │
      │   F1                  this help (also ? in an empty prompt)                  │
      │   ^Z                  suspend                                                │
      │   ^L                  draw the screen anew                                   │
      │                                                                              │
      │ Prompt                                                                       │
      │   Enter               send the prompt                                        │
      │   Alt-Enter, ^J       new line (also \\ then Enter)                           │
      │   ↑                   line above, then earlier prompts                       │
      │   ↓                   line below, then later prompts                         │
      └─ PgDn scrolls · Esc closes ──────────────────────────────────────────────────┘
      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is the help's end`() {
    var sample = Sample(columns: 100, rows: 24)
    sample.press("f1", "ctrl-end")
    sample.expect(
      """
      ┌─ Keys and commands ──────────────────────────────────────────────────────────────────────────────┐
      │   /export [PATH]      write it as Markdown, JSON or HTML                                         │
      │   /import FILE        conversations of ChatGPT, Claude, llm, aichat                              │
      │   /compact            have older turns summed up on a new branch                                 │
      │   /keys               all keys and commands                                                      │
      │   /theme [NAME]       choose how the screen looks                                                │
      │   /help               all keys and commands                                                      │
      │   /quit               leave                                                                      │
      │                                                                                                  │
      │ Marks and figures                                                                                │
      │   ●                   answers well                                                               │
      │   ◐                   fails at times, is slow, or comes back after an outage; of a route: some   │
      │                       of it                                                                      │
      │   ○                   is not asked for a while, as long as another one can be: it failed         │
      │   ·                   was not asked lately                                                       │
      │   ▸                   answers next                                                               │
      │   VTSR                vision, tools, JSON schema, reasoning                                      │
      │   840 ms              usual time to the first token                                              │
      │   req left, tok left  what your limits and the provider's leave, whichever is less               │
      │   ~                   estimated                                                                  │
      └─ PgDn scrolls · Esc closes ──────────────────────────────────────────────────────────────────────┘
      ────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                                               F1 help
      """)
  }

  @Test func `is a message's details, with every attempt`() {
    var sample = Sample.failed(columns: 100, rows: 30)
    sample.press("alt-up", "i")
    sample.expect(
      """
       New conversation                                                   main route ▸ anthropic → openai
        You                                                                                        10:42
        Hello?
      ┌─ Details ────────────────────────────────────────────────────────────────────────────────────────┐
      │ role          assistant                                                                          │
      │ time          2026-11-23 10:42                                                                   │
      │ target        anthropic/claude-sonnet-5                                                          │
      │ dialect       anthropic                                                                          │
      │ state         partial                                                                            │
      │ failure       anthropic answered 429 (rate limited). Tried 2 times over 2 s, then openai, which  │
      │               answered 401. Set OPENAI_API_KEY, or press ^P to choose another provider.          │
      │                                                                                                  │
      │ Attempts                                                                                         │
      │ 1. anthropic/claude-sonnet-5 failed (429): rate limited, Too many requests                       │
      │    first in route                                                                                │
      │    dns 4 ms · connect 11 ms · tls 22 ms · first byte 80 ms · total 120 ms                        │
      │ 2. anthropic/claude-sonnet-5 failed (429): rate limited, Too many requests                       │
      │    again after 429                                                                               │
      │    waited 2.0 s · kept connection · total 90 ms                                                  │
      │ 3. openai/gpt-6.2-sol failed (401): auth                                                         │
      │    after anthropic failed                                                                        │
      │    dns 4 ms · connect 11 ms · tls 22 ms · first byte 80 ms · total 210 ms                        │
      └─ Esc closes ─────────────────────────────────────────────────────────────────────────────────────┘




      ─ i details · y copy · e edit · r again · f fork · d delete · Esc back ─────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                                               F1 help
      """)
  }

  @Test func `is the details of a whole answer`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "Answer")
    sample.press("alt-up", "i")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Ask
      ┌─ Details ────────────────────────────────────────────────────────────────────┐
      │ role          assistant                                                      │
      │ time          2026-11-23 10:42                                               │
      │ target        anthropic/claude-sonnet-5                                      │
      │ dialect       anthropic                                                      │
      │ state         complete                                                       │
      │ finish        stop (end_turn)                                                │
      │ usage         1.2k in, 46 out                                                │
      │ cost          $0.0042                                                        │
      │                                                                              │
      │ Attempts                                                                     │
      │ 1. anthropic/claude-sonnet-5 answered (200)                                  │
      │    first in route                                                            │
      │    first token 200 ms · total 1.2 s · 1.2k in, 46 out · $0.0042              │
      └─ Esc closes ─────────────────────────────────────────────────────────────────┘



      ─ i details · y copy · e edit · r again · f fork · d delete · Esc back ─────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is the welcome card`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.choices([]))
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai



          ┌─ Welcome to LLMTerm ─────────────────────────────────────────────────┐
          │ No key was found, and no server on this machine answered.            │
          │ What should answer your prompts?                                     │
          │                                                                      │
          │ ▸ Paste a key                                                        │
          │     OpenAI, Anthropic, Gemini, OpenRouter, Groq, xAI and others      │
          │   Point at a server                                                  │
          │     its URL, as http://127.0.0.1:11434/v1 for Ollama                 │
          │   Start the demo                                                     │
          │     simulated providers on this machine, real protocols, no key      │
          │                                                                      │
          └─ Enter takes it · ↓ goes on · Esc closes ────────────────────────────┘





      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       · anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is the welcome card with a key that nobody sees`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.choices([]))
    sample.paste("sk-ant-0123456789")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai



          ┌─ Welcome to LLMTerm ─────────────────────────────────────────────────┐
          │ No key was found, and no server on this machine answered.            │
          │ What should answer your prompts?                                     │
          │                                                                      │
          │ ▸ Paste a key                                                        │
          │     ❯ •••••••• (17 characters)                                       │
          │   Point at a server                                                  │
          │     its URL, as http://127.0.0.1:11434/v1 for Ollama                 │
          │   Start the demo                                                     │
          │     simulated providers on this machine, real protocols, no key      │
          │                                                                      │
          └─ Enter takes it · Esc goes back ─────────────────────────────────────┘





      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       · anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }
}
