extension TurnSettings {
  /// The dialects' own codecs, and history made fit for each target.
  package static let standard = {
    var settings = TurnSettings(codec: { $0.codec }, fit: fit)
    settings.cacheKey = { CacheKey(of: $0, at: $1, seed: $2) }
    return settings
  }()

  private static let fit: @Sendable (ChatRequest, Candidate) -> Fitted = { request, candidate in
    let fitted = Fitting.fit(
      request.messages, for: candidate.target, model: candidate.model,
      dialect: candidate.provider.dialect, quirks: candidate.provider.quirks)
    var request = request
    request.messages = fitted.messages
    return Fitted(request, notes: fitted.notes)
  }
}
