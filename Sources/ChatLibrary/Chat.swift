package import ChatEngine
import Synchronization

/// The engine as a library: questions to whoever has a key, with failover between them.
///
/// ```swift
/// let chat = try Chat()
/// for try await part in chat.ask("Why is the sky blue?") {
///   if case .text(let text) = part { print(text, terminator: "") }
/// }
/// ```
public struct Chat: Sendable {
  /// A piece of an answer.
  public enum Part: Sendable, Equatable {
    case text(String)
    case reasoning(String)
    /// The provider failed; another begins the answer anew.
    case restarted(provider: String)
    /// All is said; `provider` and `model` said it.
    case finished(provider: String, model: String)
  }

  /// Why there is no answer: what happened, what was tried, what to do.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
  }

  private let catalog: Catalog
  private let environment: [String: String]

  /// Takes the providers that the environment holds keys for; throws where there is none.
  public init(environment: [String: String]? = nil) throws(Failure) {
    let environment = environment ?? ProcessEnvironment.read()
    let discovery = Discovery(environment: environment)
    let catalog = Catalog(
      providers: discovery.providers, routes: discovery.routes, destination: discovery.selection,
      knowledge: .table)
    try self.init(catalog: catalog, environment: environment)
  }

  package init(catalog: Catalog, environment: [String: String] = [:]) throws(Failure) {
    guard catalog.destination.flatMap(catalog.route(to:)) != nil else {
      throw Failure(description: "No provider has a key. Set one, as OPENAI_API_KEY.")
    }
    self.catalog = catalog
    self.environment = environment
  }

  /// Asks a question; whoever stops reading the answer stops it.
  public func ask(
    _ question: String, system: String? = nil
  ) -> AsyncThrowingStream<Part, any Error> {
    AsyncThrowingStream { continuation in
      let asking = Asking(catalog, environment, question, system: system, continuation)
      do {
        // An answer has a thread and an event loop of its own: the engine belongs to one thread.
        let worker = try Worker(name: "chat", answers: Mailbox())
        continuation.onTermination = { _ in asking.stop() }
        worker.run { asking.run() }
      } catch {
        continuation.finish(throwing: Failure(description: "No thread could be started."))
      }
    }
  }
}

/// One question on its thread.
private final class Asking: Sendable {
  private let catalog: Catalog
  private let environment: [String: String]
  private let request: ChatRequest
  private let continuation: AsyncThrowingStream<Chat.Part, any Error>.Continuation
  /// The way into the loop that runs, and whether it is to stop.
  private let state = Mutex<(mailbox: Mailbox?, isStopped: Bool)>((nil, false))

  init(
    _ catalog: Catalog, _ environment: [String: String], _ question: String, system: String?,
    _ continuation: AsyncThrowingStream<Chat.Part, any Error>.Continuation
  ) {
    self.catalog = catalog
    self.environment = environment
    self.continuation = continuation
    let prompt = Message(
      id: MessageID("prompt"), parent: nil, role: .user, parts: [.text(question)],
      time: SystemClock.timestamp())
    request = ChatRequest(
      system: system, messages: [prompt], parameters: catalog.parameters)
  }

  /// Ends it from any thread.
  func stop() {
    let mailbox = state.withLock { state in
      state.isStopped = true
      return state.mailbox
    }
    mailbox?.post {}
  }

  func run() {
    do {
      let loop = try EventLoop()
      state.withLock { $0.mailbox = loop.mailbox }
      answer(loop)
    } catch {
      continuation.finish(throwing: error)
    }
  }

  private func answer(_ loop: EventLoop) {
    guard let route = catalog.destination.flatMap(catalog.route(to:)) else { return }
    let runner = TurnRunner(loop: loop) { [self] name, done in done(header(of: name)) }
    let id = TurnID(1)
    let turn = Turn(
      id: id, route: route, candidates: catalog.candidates(of: route), request: request,
      settings: .standard, startedAt: SystemClock.timestamp(), random: SystemRandomNumberGenerator()
    )
    var end: TurnEnd?
    runner.start(turn) { [self] update in
      take(update)
      if case .ended(let ended) = update { end = ended }
    }
    while end == nil {
      if state.withLock({ $0.isStopped }) { runner.send(.cancel, to: id) }
      if end == nil { loop.runOnce(until: nil) }
    }
    if let end { finish(end) }
  }

  private func take(_ update: TurnUpdate) {
    switch update {
    case .part(.text(let text)): continuation.yield(.text(text))
    case .part(.reasoning(let text)): continuation.yield(.reasoning(text))
    case .failedOver(_, let target, _): continuation.yield(.restarted(provider: target.provider))
    case .part, .passedOver, .queued, .looked, .hedged, .attemptStarted, .waiting, .retrying,
      .partialKept, .continuing, .asks, .attemptEnded, .ended:
      break
    }
  }

  private func finish(_ end: TurnEnd) {
    let attempts = end.ending.attempts
    if end.outcome == .answered, let target = attempts.last?.target {
      continuation.yield(.finished(provider: target.provider, model: target.model))
      continuation.finish()
    } else {
      let sentences = ErrorSentence(providers: catalog.providers, at: .commandLine)
      let failure = end.ending.failure ?? Failure(.cancelled)
      continuation.finish(
        throwing: Chat.Failure(description: sentences.full(failure, attempts: attempts)))
    }
  }

  /// Keys are read where they are asked for: nothing else waits on this thread.
  private func header(of name: String) -> Result<HTTPHeader?, Failure> {
    guard let provider = catalog.provider(named: name), let source = provider.key else {
      return .success(nil)
    }
    do throws(KeyError) {
      return .success(
        provider.authentication.header(for: try source.read(environment: environment)))
    } catch {
      return .failure(error.failure(for: name))
    }
  }
}
