/// Reads the answer to one call.
///
/// Its end mark is `grpc-status` 0: libcurl is content with a body that stops anywhere.
struct GeminiGRPCDecoder: StreamDecoder {
  private var answer = Answer()
  private var reader = GeminiReader()
  private var frames = GRPCFrames()
  private var headers: [HTTPHeader] = []
  /// What is wrong with the head, or nothing.
  private var headFailure: Failure?
  private var hasBody = false
  /// The model's word that it has finished, until the call's status confirms it.
  private var finish: StreamPart?

  mutating func begin(headers: [HTTPHeader]) {
    self.headers = headers
    let type = headers["content-type"]?.lowercased() ?? ""
    guard !type.hasPrefix("application/grpc") else { return }
    headFailure =
      type.hasPrefix("text/html")
      ? Failure(.malformed, code: Failure.webPageCode)
      : Failure(.malformed, "the answer is not gRPC, but " + (type.isEmpty ? "untyped" : type))
  }

  mutating func feed(_ bytes: [UInt8], into parts: inout [StreamPart]) {
    guard !answer.tally.isOver, !bytes.isEmpty else { return }
    hasBody = true
    swap(&parts, &answer.parts)
    if let headFailure { answer.fail(headFailure) } else { take(bytes) }
    swap(&parts, &answer.parts)
  }

  mutating func take(trailers: [HTTPHeader], into parts: inout [StreamPart]) {
    guard !answer.tally.isOver, headFailure == nil, let status = GRPCStatus(trailers) else {
      return
    }
    swap(&parts, &answer.parts)
    end(status, headers + trailers)
    swap(&parts, &answer.parts)
  }

  mutating func finish(into parts: inout [StreamPart]) {
    guard !answer.tally.isOver else { return }
    swap(&parts, &answer.parts)
    if let headFailure {
      answer.fail(headFailure)
    } else if let status = GRPCStatus(headers), !hasBody || !status.isOK {
      // An immediate refusal has only one block of headers.
      end(status, headers)
    } else {
      answer.fail(Failure(.cut, "the answer ended without a grpc-status"))
    }
    swap(&parts, &answer.parts)
  }

  private mutating func end(_ status: GRPCStatus, _ headers: [HTTPHeader]) {
    guard status.isOK else { return answer.fail(status.failure(headers: headers)) }
    guard frames.isEmpty else {
      return answer.fail(Failure(.cut, "the answer's last message was cut"))
    }
    if let finish { answer.parts.append(finish) }
    answer.close()
  }

  private mutating func take(_ bytes: [UInt8]) {
    frames.append(bytes)
    do throws(GRPCFrames.Malformed) {
      while !answer.tally.isOver, let message = try frames.next() { read(message) }
    } catch {
      answer.fail(Self.failure(error))
    }
  }

  private static func failure(_ error: GRPCFrames.Malformed) -> Failure {
    switch error {
    case .badFlag(UInt8(ascii: "<")): Failure(.malformed, code: Failure.webPageCode)
    case .badFlag: Failure(.malformed, "a message begins with no flag of gRPC's")
    case .tooLarge: Failure(.malformed, "a message is larger than 64 MiB")
    }
  }

  private mutating func read(_ message: GRPCFrames.Message) {
    let before = answer.parts.count
    do {
      let bytes = try message.unpacked(headers["grpc-encoding"])
      let json = try GeminiMessages.decode(bytes, as: .generateContentResponse).bytes()
      try json.withUnsafeBufferPointer { data throws(JSONError) in
        try reader.read(data, event: .joined([]), into: &answer)
      }
    } catch let failure as Failure {
      answer.fail(failure)
    } catch {
      answer.fail(Failure(.malformed, "a message cannot be read"))
    }
    while let place = answer.parts[before...].firstIndex(where: \.isFinish) {
      finish = answer.parts.remove(at: place)
    }
  }
}

extension GRPCFrames.Message {
  /// The message as it was before the server compressed it.
  func unpacked(_ encoding: String?) throws(Failure) -> [UInt8] {
    guard isCompressed else { return bytes }
    guard let encoding, encoding.trimmed.lowercased() == "gzip" else {
      let name = ProviderError.clean(encoding ?? "nothing")
      throw Failure(.malformed, "a message is compressed by \(name), which was not asked for")
    }
    do throws(Inflate.Malformed) {
      return try Gzip.unpacked(bytes)
    } catch {
      switch error {
      case .tooLarge: throw Failure(.tooLarge, "a message is compressed more than 200 times")
      case .cut, .damaged: throw Failure(.malformed, "a compressed message is damaged")
      }
    }
  }
}

extension StreamPart {
  fileprivate var isFinish: Bool { if case .finish = self { true } else { false } }
}
