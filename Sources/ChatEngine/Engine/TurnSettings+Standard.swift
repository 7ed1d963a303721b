extension TurnSettings {
  /// The dialects' own codecs, and history made fit for each target.
  package static let standard = {
    var settings = TurnSettings(codec: { $0.codec }, fit: { Fitting.fit($0, for: $1) })
    settings.cacheKey = { CacheKey(of: $0, at: $1, seed: $2) }
    return settings
  }()
}
