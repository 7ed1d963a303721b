import Testing

@testable import ChatEngine

private let providers = [
  Provider(
    name: "anthropic", dialect: .anthropic, baseURL: "https://api.anthropic.com",
    key: .environment(["ANTHROPIC_API_KEY"])),
  Provider(
    name: "openai", dialect: .openAIChat, baseURL: "https://api.openai.com/v1",
    key: .environment(["OPENAI_API_KEY", "OPENAI_KEY"])),
]
/// Where the configuration limits what anthropic is asked.
private let limited: ErrorSentence = {
  var limited = providers
  limited[0].limits.requestsPerMinute = 5
  return ErrorSentence(providers: limited)
}()
private let anthropic = Target(provider: "anthropic", model: "claude")
private let openAI = Target(provider: "openai", model: "gpt")

private func failed(
  _ target: Target, _ failure: Failure, wait: Duration = .zero, total: Duration = .zero
) -> AttemptRecord {
  AttemptRecord(
    target: target, outcome: .failed, status: failure.status, failure: failure, wait: wait,
    total: total)
}

@Suite struct `The sentence about a failed turn` {
  private let sentence = ErrorSentence(providers: providers)

  @Test func `says what happened, what was tried, and what to do`() {
    let limited = Failure(.rateLimited, "slow down", status: 429)
    let refused = Failure(.auth, status: 401)
    let attempts = [
      failed(anthropic, limited, total: .seconds(1)),
      failed(anthropic, limited, wait: .seconds(4), total: .seconds(1)),
      failed(anthropic, limited, wait: .seconds(5), total: .seconds(1)),
      failed(openAI, refused, total: .seconds(1)),
    ]
    #expect(
      sentence.full(refused, attempts: attempts)
        == "anthropic answered 429 (rate limited). Tried 3 times over 12 s, then openai, which "
        + "answered 401. Set OPENAI_API_KEY, or press ^P to choose another provider.")
  }

  @Test(arguments: Failure.Kind.allCases)
  func `exists for every kind`(kind: Failure.Kind) throws {
    let (failure, text) = try #require(kinds[kind])
    let attempts = [failed(anthropic, failure, total: .seconds(60))]
    #expect(sentence.full(failure, attempts: attempts) == text)
  }

  @Test(arguments: [
    (TransportError.Kind.connectTimeout, "did not take the connection in time"),
    (.proxy, "was not reached: the proxy failed"),
    (.proxyLogin, "was not reached: the proxy wants a login"),
    (.local, "was not reached: this computer could not open a connection"),
    (.certificate, "has a certificate that is not valid"),
    (.privateAddress, "has a name that leads to a private address"),
    (.insecure, "is not asked over plain HTTP"), (.badURL, "has a URL that cannot be used"),
    (.badHeader, "has a header that cannot be sent"),
  ])
  func `tells transport errors apart`(kind: TransportError.Kind, words: String) {
    let failure = Failure(TransportError(kind, message: ""))
    let text = sentence.full(failure, attempts: [failed(anthropic, failure)])
    #expect(text.hasPrefix("anthropic \(words). "))
  }

  @Test(arguments: [
    (Failure(.malformed, code: "web_page"), "sent a web page, not an answer"),
    (Failure(.malformed, code: "empty_answer"), "gave no answer: its reply ended without a word"),
    (Failure(.cut, code: "empty_answer"), "sent an empty reply"),
    (Failure(.idle, code: "asleep"), "lost the connection while this computer slept"),
    (Failure(.timeout, code: "total"), "was not done after 10 m"),
    (Failure(.auth, code: "no_key"), "has no key"),
    (
      Failure(.config, "evil.test", status: 307, code: "redirect"),
      "redirected to evil.test, which was not followed, to protect the key"
    ),
  ])
  func `tells special cases apart`(failure: Failure, words: String) {
    let text = sentence.full(failure, attempts: [failed(anthropic, failure, total: .seconds(600))])
    #expect(text.hasPrefix("anthropic \(words). "))
  }

  @Test func `names the models where two of one provider were asked`() {
    let other = Target(provider: "openai", model: "mini")
    let failure = Failure(.serverError, status: 500)
    let attempts = [failed(openAI, failure), failed(other, failure), failed(other, failure)]
    #expect(
      sentence.full(failure, attempts: attempts)
        == "openai/gpt answered 500 (server error). Tried once, then openai/mini 2 times, which "
        + "answered 500. Press Alt-R to ask again, or press ^P to choose another provider.")
  }

  @Test func `says when to come back`() {
    let failure = Failure(.rateLimited, status: 429, retryAfter: .seconds(6_000))
    #expect(
      sentence.full(failure, attempts: [failed(anthropic, failure)])
        == "anthropic answered 429 (rate limited). Try again in 1 h 40 m, or press ^P to choose "
        + "another provider.")
  }

  @Test func `names an option on the command line`() {
    let sentence = ErrorSentence(providers: providers, at: .commandLine)
    let failure = Failure(.serverError, status: 500)
    #expect(
      sentence.full(failure, attempts: [failed(anthropic, failure)])
        == "anthropic answered 500 (server error). Ask again, or name another provider with -m.")
  }

  @Test func `without an attempt says why there was none`() {
    let failure = Failure(.config, "route main has no target to ask")
    #expect(
      sentence.full(failure, attempts: [])
        == "Route main has no target to ask. Check the configuration, or press ^P to choose "
        + "another provider.")
  }

  @Test func `names the budget that is used up`() {
    let failure = Failure(.budget, "the day's budget of $5.00 is used up, $0.02 are left")
    #expect(
      sentence.full(failure, attempts: [])
        == "Nothing was sent: the day's budget of $5.00 is used up, $0.02 are left. Raise "
        + "the budget in the configuration, or press ^P to choose a cheaper model.")
  }

  @Test func `says that it was stopped, after what went wrong before`() {
    let attempts = [
      failed(anthropic, Failure(.rateLimited, status: 429)),
      AttemptRecord(target: openAI, outcome: .cancelled, failure: Failure(.cancelled)),
    ]
    #expect(
      sentence.full(Failure(.cancelled), attempts: attempts)
        == "anthropic answered 429 (rate limited). Then it was stopped. Press Alt-R to ask again.")
    #expect(
      sentence.full(Failure(.cancelled), attempts: []) == "Stopped. Press Alt-R to ask again.")
  }

  @Test func `names the budget that ends a turn after an attempt`() {
    let attempts = [failed(anthropic, Failure(.overloaded, status: 503))]
    #expect(
      sentence.full(Failure(.budget, "the day's budget of $5.00 is used up"), attempts: attempts)
        == "anthropic answered 503 (overloaded). Nothing more was sent: the day's budget of $5.00 is "
        + "used up. Raise the budget in the configuration, or press ^P to choose a cheaper model.")
  }

  @Test func `asks for a shorter answer where the answer was too long`() {
    let failure = Failure(.tooLarge, status: 200)
    #expect(
      sentence.full(failure, attempts: [failed(anthropic, failure)])
        == "anthropic sent more than is taken. Have the answer shorter, or press ^P to choose another "
        + "provider.")
  }

  @Test func `tells our own limits from what a provider said of its`() {
    let failure = Failure(.rateLimited, code: Failure.ownLimitCode, retryAfter: .seconds(12))
    #expect(
      sentence.full(failure, attempts: [])
        == "The limits that the provider told leave no room for a request now. Try again in 12 s, or "
        + "press ^P to choose another provider.")
    #expect(
      limited.full(failure, attempts: [])
        == "The limits that you set leave no room for a request now. Try again in 12 s, or raise "
        + "the limits in the configuration.")
  }

  @Test func `quotes a provider on one line, without quotes and controls, cut at 200 characters`() {
    let words = "bad\n \"value\"\u{1b}[31m \u{202e}" + String(repeating: "x", count: 10_000)
    let clean = ErrorSentence.clean(words)
    #expect(clean == "bad value[31m " + String(repeating: "x", count: 186) + "…")
  }

  private let kinds: [Failure.Kind: (Failure, String)] = [
    .rateLimited: (
      Failure(.rateLimited),
      "anthropic limits the rate of requests. Try again later, or press ^P to choose another "
        + "provider."
    ),
    .overloaded: (
      Failure(.overloaded, "Overloaded", status: 529),
      "anthropic answered 529 (overloaded): \"Overloaded\". Try again later, or press ^P to choose "
        + "another provider."
    ),
    .quota: (
      Failure(.quota, status: 402),
      "anthropic answered 402 (out of credit). Add credit there, or press ^P to choose another "
        + "provider."
    ),
    .auth: (
      Failure(.auth, "invalid x-api-key", status: 401),
      "anthropic answered 401 (key rejected): \"invalid x-api-key\". Set ANTHROPIC_API_KEY, or "
        + "press ^P to choose another provider."
    ),
    .forbidden: (
      Failure(.forbidden, status: 403),
      "anthropic answered 403 (not allowed). Ask the provider for access, or press ^P to choose "
        + "another provider."
    ),
    .notFound: (
      Failure(.notFound, "model: claude"),
      "anthropic has no model \"claude\". Check the model's name, or press ^P to choose another "
        + "provider."
    ),
    .invalidRequest: (
      Failure(.invalidRequest, "temperature: must be below 1.", status: 400),
      "anthropic answered 400 (request rejected): \"temperature: must be below 1\". Change the "
        + "request or its parameters, or press ^P to choose another provider."
    ),
    .contextOverflow: (
      Failure(.contextOverflow, "about 212000 tokens of at most 200000"),
      "anthropic cannot take a conversation this long: about 212000 tokens of at most 200000. Start "
        + "a new conversation, or choose a model with a larger context."
    ),
    .filtered: (
      Failure(.filtered),
      "anthropic stopped the answer with its filter. Put it in other words, or press ^P to choose "
        + "another provider."
    ),
    .refused: (
      Failure(.refused),
      "anthropic declined to answer. Put it in other words, or press ^P to choose another provider."
    ),
    .timeout: (
      Failure(.timeout),
      "anthropic did not answer in 1 m. Press Alt-R to ask again, or press ^P to choose another "
        + "provider."
    ),
    .dns: (
      Failure(.dns, code: "dns"),
      "anthropic could not be found (no address for api.anthropic.com). Check the network and its "
        + "base_url, or press ^P to choose another provider."
    ),
    .connect: (
      Failure(.connect, "connection refused", code: "connect"),
      "anthropic refused the connection. Check the network and that it is running, or press ^P to "
        + "choose another provider."
    ),
    .tls: (
      Failure(.tls, "certificate has expired", code: "certificate"),
      "anthropic has a certificate that is not valid: \"certificate has expired\". Nothing was "
        + "sent. Check the clock, its certificate and ca, or press ^P to choose another provider."
    ),
    .cut: (
      Failure(.cut, status: 200),
      "anthropic cut the answer short. Press Alt-R to ask again, or press ^P to choose another "
        + "provider."
    ),
    .idle: (
      Failure(.idle, status: 200),
      "anthropic went quiet in the middle of the answer. Press Alt-R to ask again, or press ^P to "
        + "choose another provider."
    ),
    .malformed: (
      Failure(.malformed, status: 200),
      "anthropic sent an answer that cannot be read. Press Alt-R to ask again, or press ^P to "
        + "choose another provider."
    ),
    .tooLarge: (
      Failure(.tooLarge, status: 413),
      "anthropic answered 413 (request too large). Make the message shorter, or press ^P to choose "
        + "another provider."
    ),
    .serverError: (
      Failure(.serverError, status: 522),
      "anthropic answered 522 (server error). Press Alt-R to ask again, or press ^P to choose "
        + "another provider."
    ),
    .budget: (
      Failure(.budget),
      "anthropic was not asked: the budget is used up. Raise the budget in the configuration, or "
        + "press ^P to choose a cheaper model."
    ),
    .schema: (
      Failure(.schema, "age: not an integer"),
      "anthropic did not meet the schema: \"age: not an integer\". Simplify the schema, or press ^P "
        + "to choose another provider."
    ),
    .cancelled: (Failure(.cancelled), "anthropic was stopped. Press Alt-R to ask again."),
    .config: (
      Failure(.config, "no base_url"),
      "anthropic is not set up: \"no base_url\". Check the configuration, or press ^P to choose "
        + "another provider."
    ),
    .tool: (
      Failure(.tool, "weather: exit code 1"),
      "anthropic waits for a tool that failed: \"weather: exit code 1\". Check the tool, or ask "
        + "without it."
    ),
  ]
}

@Suite struct `The status bar's words for a turn` {
  private let sentence = ErrorSentence(providers: providers)

  @Test func `name who failed and who is asked now`() {
    let failure = Failure(.rateLimited, status: 429)
    #expect(
      sentence.failedOver(from: anthropic, to: openAI, because: failure)
        == "anthropic answered 429; using openai")
  }

  @Test func `name the model where the provider stays`() {
    let other = Target(provider: "openai", model: "mini")
    #expect(
      sentence.failedOver(from: openAI, to: other, because: Failure(.connect, code: "connect"))
        == "openai/gpt refused the connection; using openai/mini")
  }

  @Test func `say that the same one is asked again`() {
    #expect(
      sentence.retrying(anthropic, because: Failure(.timeout))
        == "anthropic did not answer in time; asking again")
  }

  @Test(arguments: [
    (Duration.milliseconds(12_000), "12 s"), (.milliseconds(11_200), "12 s"),
    (.milliseconds(400), "1 s"), (.zero, "0 s"), (.seconds(-3), "0 s"),
    (.milliseconds(59_001), "1 m"), (.seconds(100), "1 m 40 s"),
  ])
  func `count whole seconds, and 0 only where nothing is left`(left: Duration, text: String) {
    #expect(ErrorSentence.counted(left) == text)
  }

  @Test func `count down`() {
    #expect(
      sentence.waiting(
        for: anthropic, because: Failure(.rateLimited, status: 429), left: .seconds(12))
        == "anthropic is limiting: 12 s… Esc cancels")
  }

  @Test func `tell a wait under limits of our own from one under a provider's`() {
    let failure = Failure(.rateLimited, code: Failure.ownLimitCode)
    #expect(
      limited.waiting(for: anthropic, because: failure, left: .seconds(12))
        == "anthropic is at your limit: 12 s… Esc cancels")
    #expect(
      sentence.waiting(for: anthropic, because: failure, left: .seconds(12))
        == "anthropic is at its limit: 12 s… Esc cancels")
  }

  @Test func `say how much of a cut answer is kept`() {
    let usage = Usage(outputTokens: 412, isEstimated: true)
    #expect(
      sentence.cut(anthropic, because: Failure(.cut, status: 200), usage: usage)
        == "anthropic cut the answer short after ~412 tokens")
  }

  @Test(arguments: [
    (Duration.milliseconds(450), "450 ms"), (.seconds(12), "12 s"), (.seconds(60), "1 m"),
    (.seconds(100), "1 m 40 s"), (.seconds(6_000), "1 h 40 m"), (.seconds(-3), "0 ms"),
    (.seconds(86_400), "24 h"), (.seconds(2 * 86_400 + 3_700), "2 d 1 h"),
  ])
  func `spell times`(duration: Duration, text: String) {
    #expect(ErrorSentence.spelled(duration) == text)
  }
}
