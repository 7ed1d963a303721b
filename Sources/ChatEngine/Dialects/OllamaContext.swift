/// How long a context is asked for.
///
/// Left to itself the server takes one by its memory, and cuts the prompt's beginning off in
/// silence. The whole window of a model may need more memory than there is, and another length has
/// the model loaded again: so it grows in steps of two.
enum OllamaContext {
  static let least = 4096
  /// Room for an answer of no stated length: a page of text, and the reasoning before it.
  private static let usualAnswer = 4096

  static func length(for request: ChatRequest, of model: Model) -> Int {
    // The estimate is of English; other texts have up to half as much again and more.
    let prompt = min(TokenEstimate.tokens(in: request), 1 << 24)
    let answer = min(request.parameters.maxOutputTokens ?? usualAnswer, 1 << 24)
    let tools = request.tools.reduce(0) { $0 + $1.parameters.text().utf8.count / 4 }
    let needed = prompt + prompt / 2 + min(tools, 1 << 20) + max(answer, 0)
    var length = least
    while length < needed { length *= 2 }
    return min(length, model.context ?? length)
  }
}
