/// Requests that are no turns: lists of models.
extension TurnRunner {
  /// A whole answer to a small request.
  package struct Answer: Sendable {
    package var status: Int
    package var headers: [HTTPHeader]
    package var body: [UInt8]
  }

  /// Such a request on its way.
  struct Fetch {
    enum State { case more, whole, failed }

    var answer = Answer(status: 0, headers: [], body: [])
    let done: (Answer?) -> Void

    mutating func take(_ event: TransferEvent) -> State {
      switch event {
      case .responded(let status, let headers, _):
        answer.status = status
        answer.headers = headers
      case .body(let bytes): answer.body += bytes
      case .trailers: break
      case .ended: return .whole
      case .failed: return .failed
      }
      return .more
    }
  }
}
