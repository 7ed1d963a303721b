/// What the file says of limits, routes, money, cache, Redis, metrics and the log, for `config show`.
extension Configuration {
  /// Every value that is not the standard one, by its path; no password is among them.
  var serviceSettings: [(path: String, value: String)] {
    providers.flatMap(limits) + routes.flatMap(waysOf) + money + kept + shared + diagnostics
  }

  private func limits(of provider: Provider) -> [(path: String, value: String)] {
    let limits = provider.limits
    let values = [
      ("requests_per_minute", limits.requestsPerMinute), ("burst", limits.burst),
      ("tokens_per_minute", limits.tokensPerMinute), ("concurrent", limits.concurrent),
    ]
    return values.compactMap { name, value in
      value.map { ("providers.\(provider.name).limits.\(name)", String($0)) }
    }
  }

  private func waysOf(_ route: Route) -> [(path: String, value: String)] {
    let usual = Route(name: "", targets: [])
    let path = "routes.\(route.name)"
    return [
      route.onCut == usual.onCut ? nil : ("\(path).on_cut", route.onCut.rawValue),
      route.hedge == usual.hedge ? nil : ("\(path).hedge", "\(route.hedge)"),
      route.attemptsPerTarget == usual.attemptsPerTarget
        ? nil : ("\(path).attempts_per_target", "\(route.attemptsPerTarget)"),
      route.attempts == usual.attempts ? nil : ("\(path).attempts", "\(route.attempts)"),
    ].compactMap(\.self)
  }

  private var money: [(path: String, value: String)] {
    let values = [("session", budget.session), ("day", budget.day), ("month", budget.month)]
    return values.compactMap { name, value in
      value.map { ("budget.\(name)", Budget.text($0)) }
    }
  }

  private var kept: [(path: String, value: String)] {
    let usual = Cache()
    return [
      cache.chat == usual.chat ? nil : ("cache.chat", cache.chat.text),
      cache.ask == usual.ask ? nil : ("cache.ask", cache.ask.text),
      cache.lifetime == usual.lifetime ? nil : ("cache.ttl", cache.lifetime.text),
      cache.maxBytes == usual.maxBytes ? nil : ("cache.max_bytes", "\(cache.maxBytes)"),
    ].compactMap(\.self)
  }

  private var shared: [(path: String, value: String)] {
    guard let redis else { return [] }
    let usual = Redis(url: Secret(""))
    let url = (try? RedisURL(redis.url.exposed)).map { "\($0)" } ?? ""
    return [
      ("redis.url", url),
      redis.prefix == usual.prefix ? nil : ("redis.prefix", redis.prefix),
      redis.sharesCache ? nil : ("redis.cache", "false"),
      redis.sharesLimits ? nil : ("redis.limits", "false"),
      redis.sharesHealth ? nil : ("redis.health", "false"),
    ].compactMap(\.self)
  }

  private var diagnostics: [(path: String, value: String)] {
    [
      metrics.listen.map { ("metrics.listen", "\($0)") },
      metrics.textfile.map { ("metrics.textfile", $0) },
      logLevel == .info ? nil : ("log.level", logLevel.rawValue),
    ].compactMap(\.self)
  }
}

extension Configuration.Cache.Use {
  /// As the configuration spells it.
  fileprivate var text: String {
    switch self {
    case .always: "true"
    case .never: "false"
    case .automatic: "auto"
    }
  }
}
