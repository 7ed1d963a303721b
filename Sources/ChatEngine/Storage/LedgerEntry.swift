/// One line of the ledger.
package struct LedgerEntry: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    /// Dollars that a request may cost.
    case reserved(Double)
    /// Nothing was sent: the reservation is gone.
    case withdrawn
    /// What a request came to; stands in the place of its reservation, if there was one.
    case settled(Settlement)
  }

  package var time: Timestamp
  /// Names the request, unlike every other of any process.
  package var ticket: String
  package var target: Target
  package var kind: Kind

  package init(time: Timestamp, ticket: String, target: Target, kind: Kind) {
    self.time = time
    self.ticket = ticket
    self.target = target
    self.kind = kind
  }

  /// The line, its end included.
  package var line: [UInt8] {
    var line = JSONOutput(capacity: 256)
    line.object { line in
      line.member("t", time.text)
      line.member("ticket", ticket)
      line.member("target", target)
      switch kind {
      case .reserved(let dollars): line.member("reserved", dollars)
      case .withdrawn: line.member("withdrawn", true)
      case .settled(let settlement): write(settlement, into: &line)
      }
    }
    line.endLine()
    return line.bytes
  }

  private func write(_ settlement: Settlement, into line: inout JSONOutput) {
    if let cost = settlement.cost { line.member("cost", cost) }
    if let count = settlement.usage?.inputTokens { line.member("in", count) }
    if let count = settlement.usage?.outputTokens { line.member("out", count) }
    if let count = settlement.usage?.cachedInputTokens { line.member("cached", count) }
    if settlement.usage?.isEstimated == true { line.member("estimated", true) }
  }

  /// Reads a line without its end; nil where it is not what was written.
  package init?(line: UnsafeBufferPointer<UInt8>) {
    var fields = Fields()
    do {
      var scanner = JSONScanner(line)
      let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
        try fields.take(&scanner, key)
      }
      guard isObject else { return nil }
      try scanner.finish()
    } catch {
      return nil
    }
    guard let time = fields.time, let ticket = fields.ticket, let target = fields.target,
      let kind = fields.kind
    else { return nil }
    self.init(time: time, ticket: ticket, target: target, kind: kind)
  }

  /// No request costs a million dollars: a figure beyond that was not written by us.
  static let mostDollars = 1_000_000.0

  private struct Fields {
    var time: Timestamp?
    var ticket: String?
    var target: Target?
    var reserved: Double?
    var isWithdrawn = false
    var cost: Double?
    var usage = Usage()

    mutating func take(_ scanner: inout JSONScanner, _ key: JSONKey) throws(JSONError) {
      switch key {
      case "t": time = try scanner.string().flatMap { Timestamp(text: $0) }
      case "ticket": ticket = try scanner.string()
      case "target": target = try scanner.string().flatMap { Target($0) }
      case "reserved": reserved = try scanner.double()
      case "withdrawn": isWithdrawn = try scanner.bool() ?? false
      case "cost": cost = try scanner.double()
      case "in": usage.inputTokens = try scanner.int()
      case "out": usage.outputTokens = try scanner.int()
      case "cached": usage.cachedInputTokens = try scanner.int()
      case "estimated": usage.isEstimated = try scanner.bool() ?? false
      default: break
      }
    }

    var kind: Kind? {
      for dollars in [reserved, cost] {
        if let dollars, !(0...LedgerEntry.mostDollars ~= dollars) { return nil }
      }
      if isWithdrawn { return .withdrawn }
      if let reserved { return .reserved(reserved) }
      let usage = usage == Usage() ? nil : usage
      guard cost != nil || usage != nil else { return nil }
      return .settled(Settlement(usage: usage, cost: cost))
    }
  }
}
