extension TokenEstimate {
  /// The prompt's tokens; linear in its size.
  package static func tokens(in request: ChatRequest) -> Int {
    var bytes = request.system?.utf8.count ?? 0
    for message in request.messages { bytes += self.bytes(of: message) }
    for tool in request.tools { bytes += tool.name.utf8.count + tool.description.utf8.count }
    return tokens(bytes: bytes)
  }
}
