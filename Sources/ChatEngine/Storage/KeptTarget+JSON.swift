/// How a kept target is spelled in the file; what is out of bounds is not read.
extension KeptTarget {
  private static let longestName = 512
  fileprivate static let mostOpenings = 64
  /// More outcomes within 5 seconds than any client has.
  fileprivate static let mostOutcomes = 1_000_000
  private static let longestTime = 86_400_000
  private static let fastest = 1e6

  var json: JSON {
    var object = JSONObject()
    object["provider"] = .string(target.provider)
    object["model"] = .string(target.model)
    object["account"] = account.map(JSON.string)
    object["changed"] = .string(changed.text)
    object["outcomes"] = .array(
      tallies.map { [.string($0.time.text), .int($0.answered), .int($0.failed)] })
    object["first_token_ms"] = .array(
      firstTokens.map { .int(Int(clamping: $0.milliseconds)) })
    object["tokens_per_second"] = .array(speeds.map { JSON.double($0) })
    object["breaker"] = breaker?.json
    return .object(object)
  }

  init?(_ json: JSON) {
    guard let provider = Self.name(json["provider"]), let model = Self.name(json["model"]),
      let changed = json["changed"]?.stringValue.flatMap(Timestamp.init(text:))
    else { return nil }
    target = Target(provider: provider, model: model)
    account = Self.name(json["account"])
    self.changed = changed
    tallies = Self.window(json["outcomes"]).compactMap(Tally.init)
    firstTokens = Self.window(json["first_token_ms"]).compactMap {
      $0.intValue.flatMap { (0...Self.longestTime).contains($0) ? .milliseconds($0) : nil }
    }
    speeds = Self.window(json["tokens_per_second"]).compactMap {
      $0.doubleValue.flatMap { $0 > 0 && $0 <= Self.fastest ? $0 : nil }
    }
    breaker = json["breaker"].flatMap(Breaker.init)
  }

  private static func name(_ json: JSON?) -> String? {
    json?.stringValue.flatMap { $0.isEmpty || $0.utf8.count > longestName ? nil : $0 }
  }

  private static func window(_ json: JSON?) -> ArraySlice<JSON> {
    (json?.arrayValue ?? []).suffix(TargetHealth.mostMeasurements)
  }

  fileprivate static func count(_ json: JSON?, atMost most: Int) -> Int? {
    json?.intValue.flatMap { (0...most).contains($0) ? $0 : nil }
  }
}

extension KeptTarget.Tally {
  fileprivate init?(_ json: JSON) {
    guard let time = json[0]?.stringValue.flatMap(Timestamp.init(text:)),
      let answered = KeptTarget.count(json[1], atMost: KeptTarget.mostOutcomes),
      let failed = KeptTarget.count(json[2], atMost: KeptTarget.mostOutcomes)
    else { return nil }
    self.init(time: time, answered: answered, failed: failed)
  }
}

extension KeptTarget.Breaker {
  fileprivate var json: JSON {
    var object = JSONObject()
    switch state {
    case .open(let until): object["open_until"] = .string(until.text)
    case .ramp(let offered): object["ramp"] = .int(offered)
    }
    object["openings"] = .int(openings)
    if isBarred { object["barred"] = true }
    return .object(object)
  }

  fileprivate init?(_ json: JSON) {
    guard let openings = KeptTarget.count(json["openings"], atMost: .max) else { return nil }
    let state: State
    if let until = json["open_until"]?.stringValue.flatMap(Timestamp.init(text:)) {
      state = .open(until: until)
    } else if let offered = KeptTarget.count(
      json["ramp"], atMost: ChatEngine.Breaker.rampLength - 1)
    {
      state = .ramp(offered: offered)
    } else {
      return nil
    }
    self.init(
      state: state, openings: min(openings, KeptTarget.mostOpenings),
      isBarred: json["barred"]?.boolValue ?? false)
  }
}
