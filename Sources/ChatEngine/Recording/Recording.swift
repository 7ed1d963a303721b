import Glibc

/// A session at the wire, read from a file.
package struct Recording: Sendable {
  /// What the program found around it, as far as that decides who is asked.
  package struct Surroundings: Sendable, Equatable {
    /// The variables that held keys.
    package var keyVariables: [String]
    /// The ports of this machine at which model servers listened.
    package var ports: [UInt16]

    package init(keyVariables: [String], ports: [UInt16]) {
      self.keyVariables = keyVariables
      self.ports = ports
    }
  }

  /// Of the file's form.
  static let version = 1

  package let path: String
  package let surroundings: Surroundings
  package let exchanges: [RecordedExchange]

  package init(path: String, surroundings: Surroundings, exchanges: [RecordedExchange]) {
    self.path = path
    self.surroundings = surroundings
    self.exchanges = exchanges
  }

  /// Reads the lines of a file; the last one needs no end, if it is whole.
  package init(_ bytes: [UInt8], path: String) throws(RecordingError) {
    let lines = bytes.split(separator: 0x0A)
    guard let first = lines.first, let head = try? JSON.parse(Array(first)),
      head["recording"]?.intValue == Self.version
    else { throw RecordingError(path: path, reason: "is no recording of this program") }
    var options = JSONScanner.Options()
    options.maxStringBytes = 256 << 20
    var exchanges: [RecordedExchange] = []
    for (place, line) in lines.enumerated().dropFirst() {
      let json = try? JSON.parse(Array(line), options: options, maxBytes: 512 << 20)
      guard let exchange = json.flatMap({ RecordedExchange($0) }) else {
        let isTorn = json == nil && place == lines.count - 1 && bytes.last != 0x0A
        throw isTorn
          ? RecordingError(path: path, tornAt: place + 1)
          : RecordingError(path: path, reason: "cannot be read at line \(place + 1)")
      }
      exchanges.append(exchange)
    }
    let keys = head["keys"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let ports = head["ports"]?.arrayValue?.compactMap { $0.intValue.flatMap(UInt16.init(exactly:)) }
    self.init(
      path: path, surroundings: Surroundings(keyVariables: keys, ports: ports ?? []),
      exchanges: exchanges.sorted { $0.start < $1.start })
  }

  /// The file's first line.
  static func head(_ surroundings: Surroundings, program: String, time: Timestamp) -> JSON {
    [
      "recording": .int(version), "program": .string(program), "time": .string(time.text),
      "keys": .array(surroundings.keyVariables.sorted().map(JSON.string)),
      "ports": .array(surroundings.ports.map { .int(Int($0)) }),
    ]
  }
}

/// Why a recording cannot be made or played.
package struct RecordingError: Error, Sendable, Equatable {
  package var sentence: String

  /// One that is to be played.
  init(path: String, reason: String) {
    sentence =
      "--replay: \(SafeQuote.quoted(path)) \(reason). Name a file that --record has written."
  }

  /// One that is to be played and whose last line is a beginning of one.
  init(path: String, tornAt line: Int) {
    sentence =
      "--replay: \(SafeQuote.quoted(path)) is cut off within line \(line), the last one. Take that "
      + "line away to play what comes before it."
  }

  /// One that is to be played and cannot be read.
  package init(unreadable path: String) {
    self.init(path: path, reason: "cannot be read")
  }

  /// One that is to be made.
  init(path: String, code: Int32) {
    if code == EEXIST {
      sentence =
        "--record: \(SafeQuote.quoted(path)) exists and is not written over. "
        + "Name a new file, or remove that one."
    } else {
      let reason = String(cString: strerror(code))
      sentence =
        "--record: \(SafeQuote.quoted(path)) cannot be written (\(reason)). Name another file."
    }
  }
}
