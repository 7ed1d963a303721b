import Synchronization

/// What happened to a transfer.
enum TraceEvent: Sendable {
  case sent(HTTPRequest, key: HTTPHeader?)
  case received(TransferEvent)
  case cancelled
}

/// A trace's event with its time.
struct TraceRecord: Sendable {
  var transfer: TransferID
  /// Since the trace began.
  var milliseconds: Int64
  var event: TraceEvent
  /// Events before this one that were left out.
  var omitted: Int
}

/// Redacts what is traced and writes it; used on a thread that may block.
final class TraceWriter: Sendable {
  struct State {
    var redactor: Redactor
    /// The bodies of answers that are under way.
    var bodies: [TransferID: TraceBody] = [:]
  }

  /// Request bodies hold whole conversations; more than this of one is left out.
  private static let longestBody = 4 << 20
  private let descriptor: Int32
  private let files: any FileCalls
  private let state: Mutex<State>

  /// Takes the descriptor over, and closes it at its end.
  init(descriptor: Int32, redactor: Redactor, files: any FileCalls) {
    self.descriptor = descriptor
    self.files = files
    state = Mutex(State(redactor: redactor))
  }

  deinit { files.close(descriptor) }

  /// Writes what the record comes to; a full disk loses it, and its error's number is given.
  func write(_ record: TraceRecord) -> Int32? {
    let lines = state.withLock { self.lines(for: record, &$0) }
    guard !lines.isEmpty else { return nil }
    var bytes: [UInt8] = []
    for line in lines { bytes += JSON.object(line).bytes() + [0x0A] }
    do throws(SystemError) {
      try files.writeAll(descriptor, bytes)
      return nil
    } catch {
      return error.code
    }
  }

  private func lines(for record: TraceRecord, _ state: inout State) -> [JSONObject] {
    var lines: [JSONObject] = []
    if record.omitted > 0 {
      var line = record.line("omitted")
      line["count"] = .number(JSONNumber(record.omitted))
      lines.append(line)
      for transfer in state.bodies.keys { state.bodies[transfer]?.lose() }
    }
    switch record.event {
    case .sent(let request, let key): lines.append(sent(request, key, record, &state))
    case .cancelled: lines += end(record, record.line("cancelled"), &state)
    case .received(let event): lines += received(event, record, &state)
    }
    return lines
  }

  private func sent(
    _ request: HTTPRequest, _ key: HTTPHeader?, _ record: TraceRecord, _ state: inout State
  ) -> JSONObject {
    // By the header that carries it.
    if let secret = key?.secret { state.redactor.learn(secret) }
    state.bodies[record.transfer] = TraceBody()
    let redactor = state.redactor
    var line = record.line("request")
    line["method"] = .string(request.method)
    line["url"] = .string(redactor.redacted(request.url))
    line["headers"] = TraceHeaders.json(request.headers, key: key, redactor)
    let body = redactor.redacted(request.body)
    line["body"] = .string(String(decoding: body.prefix(Self.longestBody), as: UTF8.self))
    if body.count > Self.longestBody {
      line["omitted_bytes"] = .number(JSONNumber(body.count - Self.longestBody))
    }
    return line
  }

  private func received(
    _ event: TransferEvent, _ record: TraceRecord, _ state: inout State
  ) -> [JSONObject] {
    switch event {
    case .responded(let status, let headers, let version):
      var line = record.line("response")
      line["status"] = .number(JSONNumber(status))
      line["version"] = .string(version)
      line["headers"] = TraceHeaders.json(headers, key: nil, state.redactor)
      return [line]
    case .body(let bytes):
      // Of a transfer whose beginning was left out, nothing says where in a line this begins.
      let unknown = TraceBody(isSkipping: true)
      let texts = state.bodies[record.transfer, default: unknown].take(bytes, state.redactor)
      return texts.map { record.line(body: $0) }
    case .trailers(let headers):
      var line = record.line("trailers")
      line["headers"] = TraceHeaders.json(headers, key: nil, state.redactor)
      return [line]
    case .ended: return end(record, record.line("end"), &state)
    case .failed(let error, _):
      var line = record.line("failed")
      line["error"] = .string(error.kind.rawValue)
      line["message"] = .string(state.redactor.redacted(error.message))
      return end(record, line, &state)
    }
  }

  /// What is left of the body, then the end.
  private func end(
    _ record: TraceRecord, _ line: JSONObject, _ state: inout State
  ) -> [JSONObject] {
    var body = state.bodies.removeValue(forKey: record.transfer) ?? TraceBody()
    return body.finish(state.redactor).map { record.line(body: $0) } + [line]
  }
}

extension TraceRecord {
  fileprivate func line(_ event: String) -> JSONObject {
    var line = JSONObject()
    line["ms"] = .number(JSONNumber(Int(milliseconds)))
    line["transfer"] = .string(String(transfer.value))
    line["event"] = .string(event)
    return line
  }

  fileprivate func line(body text: String) -> JSONObject {
    var line = line("body")
    line["text"] = .string(text)
    return line
  }
}
