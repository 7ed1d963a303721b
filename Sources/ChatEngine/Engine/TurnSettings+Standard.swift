extension TurnSettings {
  /// The dialects' own codecs, and history made fit for each target.
  package static let standard = TurnSettings(
    codec: { $0.codec },
    fit: { request, candidate in
      let fitted = Fitting.fit(
        request.messages, for: candidate.target, model: candidate.model,
        dialect: candidate.provider.dialect, quirks: candidate.provider.quirks)
      var request = request
      request.messages = fitted.messages
      return TurnSettings.Fitted(request, notes: fitted.notes)
    })
}
