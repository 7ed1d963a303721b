import ChatEngine

/// A server whose URL was typed into the welcome card.
struct AddedServer {
  let provider: Provider

  /// Throws what is wrong with the URL.
  init(_ text: String) throws(Notice) {
    guard let url = URLText(text), ["http", "https"].contains(url.scheme) else {
      throw Notice(.warning, "That is no URL. Write it as http://127.0.0.1:11434/v1.")
    }
    guard !url.hasUserInfo else {
      throw Notice(.warning, "Leave name and password out of the URL: it is kept in a file.")
    }
    guard url.scheme == "https" || url.isLoopback else {
      throw Notice(
        .warning,
        "Plain http goes to this machine only. Use https, or allow_insecure_http in the "
          + "configuration.")
    }
    var base = text
    while base.hasSuffix("/") { base.removeLast() }
    // Servers print where they listen; the API is under /v1 there, but for Ollama's own.
    let isOllama = url.port == Preset.named("ollama")?.port
    if !isOllama, url.rest.isEmpty || url.rest == "/" { base += "/v1" }
    provider = Provider(
      name: "server", dialect: isOllama ? .ollama : .openAIChat, baseURL: base,
      authentication: Provider.Authentication.none)
  }

  /// What belongs into the configuration's "providers".
  var entry: String {
    let value: JSON = [
      "dialect": .string(provider.dialect.rawValue), "base_url": .string(provider.baseURL),
    ]
    return "\(JSON.string(provider.name).text()): \(value.text())"
  }

  /// A configuration that has this server and nothing else.
  var configuration: String {
    "{\n  \"providers\": {\n    \(entry)\n  }\n}\n"
  }
}
