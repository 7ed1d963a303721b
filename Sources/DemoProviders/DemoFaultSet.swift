/// A reply's faults, sorted by when they strike; of each kind the last one counts.
struct DemoFaultSet {
  /// What takes the answer's place.
  enum Instead {
    case status(Int, headers: [DemoHeader], body: [UInt8]?)
    case html
    case emptyBody
    case redirect(to: String)
    case recorded([UInt8])
    case raw([UInt8])
    case hangUp
    case refusedStream
    case goAway
  }

  /// What happens within a stream, and after how many tokens.
  enum Within {
    case cut
    case close
    case reset
    case stall(pingEvery: UInt64?)
    case error(type: String)
    case garbage(events: Int)
    case hugeEvent(bytes: Int)
  }

  var instead: Instead?
  var delay: UInt64 = 0
  var headerGap: UInt64?
  var interim: Int?
  var contentType: String?
  var isLastAnswer = false
  var within: [(tokens: Int, fault: Within)] = []
  var hasDataAfterEnd = false
  var split: (size: Int, gap: UInt64)?

  init(_ faults: [DemoFault]) { for fault in faults { add(fault) } }

  private mutating func add(_ fault: DemoFault) {
    switch fault {
    case .status(let status, let headers, let body):
      instead = .status(status, headers: headers, body: body)
    case .html: instead = .html
    case .emptyBody: instead = .emptyBody
    case .redirect(let target): instead = .redirect(to: target)
    case .recorded(let bytes): instead = .recorded(bytes)
    case .raw(let bytes): instead = .raw(bytes)
    case .hangUp: instead = .hangUp
    case .refusedStream: instead = .refusedStream
    case .goAway: instead = .goAway
    case .lastAnswer: isLastAnswer = true
    case .delay(let time): delay = time.wholeNanoseconds
    case .slowHeaders(let gap): headerGap = gap.wholeNanoseconds
    case .interim(let status): interim = status
    case .contentType(let type): contentType = type
    case .cutAfter(let tokens): within.append((tokens, .cut))
    case .closeAfter(let tokens): within.append((tokens, .close))
    case .resetAfter(let tokens): within.append((tokens, .reset))
    case .stallAfter(let tokens, let ping):
      // A heartbeat needs some time between its beats.
      let gap = ping.map { max($0.wholeNanoseconds, 1_000_000) }
      within.append((tokens, .stall(pingEvery: gap)))
    case .errorEventAfter(let tokens, let type): within.append((tokens, .error(type: type)))
    case .garbage(let tokens, let events): within.append((tokens, .garbage(events: events)))
    case .hugeEvent(let tokens, let bytes): within.append((tokens, .hugeEvent(bytes: bytes)))
    case .dataAfterEnd: hasDataAfterEnd = true
    case .splitBytes(let size, let gap): split = (size, gap.wholeNanoseconds)
    }
  }
}
