/// Reads the keys of servers without making the loop wait for a password store.
final class MCPKeys {
  private let loop: EventLoop
  private let environment: [String: String]
  private var worker: Worker?

  init(loop: EventLoop, environment: [String: String]) {
    self.loop = loop
    self.environment = environment
  }

  /// Never answers from within the call.
  func read(_ source: KeySource, done: @escaping (Result<Secret, KeyError>) -> Void) {
    let environment = environment
    do throws(SystemError) {
      let worker =
        if let known = worker { known } else {
          try Worker(name: "mcp-keys", answers: loop.mailbox)
        }
      self.worker = worker
      worker.run(
        {
          do throws(KeyError) {
            return Result<Secret, KeyError>.success(try source.read(environment: environment))
          } catch {
            return .failure(error)
          }
        }, then: done)
    } catch {
      loop.schedule(at: loop.now()) { done(.failure(.empty(source))) }
    }
  }
}
