/// One fetch of a page: https, the same host through all redirects, no address of this network.
final class PageFetch {
  /// What came.
  struct Page {
    /// Where it lay in the end.
    var url: String
    /// The content type, lower case.
    var kind: String
    var body: [UInt8]
    /// Whether there is more of it.
    var isCut = false
  }

  /// Why nothing came, as a sentence.
  struct Problem: Error { var sentence: String }

  /// What is wanted of a server.
  struct Wish {
    var mostBytes = 2 << 20
    var accept = "text/html, text/*, application/json;q=0.9, */*;q=0.1"
    var pool = "fetch_url"
  }

  private static let mostRedirects = 5

  /// A new one for each redirect.
  var id: TransferID
  private let transport: any Transport
  private let proxy: (String) -> String?
  private let timeout: Duration
  private let wish: Wish
  private let done: (Result<Page, Problem>) -> Void
  private var url: URLText
  private var text: String
  private var redirects = 0
  private var status = 0
  private var headers: [HTTPHeader] = []
  private var body: [UInt8] = []

  /// A URL that may be fetched at all, or the sentence why not.
  static func checked(_ text: String) throws(ToolFailure) -> URLText {
    // Of a backslash programs think differently: some end the host there, some do not.
    guard let url = URLText(text), url.scheme == "https", !url.hasUserInfo, !text.contains("\\")
    else {
      throw ToolFailure(
        .badArguments, "The URL must begin with https:// and hold no password.")
    }
    let parts = url.host.split(separator: ".", omittingEmptySubsequences: false)
    let lastPart = parts.last ?? ""
    // Addresses in a form that only some programs read (0x7f.1, 2130706433) are none for us.
    let isOddNumber = lastPart.first?.isNumber == true && !HostAddress.isLiteral(url.host)
    let isHere =
      url.isLoopback || HostAddress.isLoopback(url.host) || HostAddress.isPrivate(url.host)
      || url.host.hasSuffix(".local") || url.host.hasSuffix(".internal")
      || !url.host.contains(where: { $0 == "." || $0 == ":" }) || lastPart.isEmpty
    guard !isHere, !isOddNumber else {
      throw ToolFailure(.refused, "Pages of this machine and its network are not fetched.")
    }
    return url
  }

  init(
    _ text: String, _ url: URLText, as id: TransferID, over transport: any Transport,
    proxy: @escaping (String) -> String?, timeout: Duration, wish: Wish = Wish(),
    done: @escaping (Result<Page, Problem>) -> Void
  ) {
    self.wish = wish
    self.text = text
    self.url = url
    self.id = id
    self.transport = transport
    self.proxy = proxy
    self.timeout = timeout
    self.done = done
  }

  func start() {
    (status, headers, body) = (0, [], [])
    let security = TransferSecurity(refusesPrivateAddresses: true, proxy: proxy(text))
    let timeouts = Timeouts(
      connect: .seconds(10), firstPart: timeout, idle: timeout, total: timeout)
    transport.start(
      id,
      HTTPRequest(
        method: "GET", url: text,
        headers: [
          HTTPHeader("Accept", wish.accept),
          HTTPHeader("User-Agent", "llmterm"),
        ],
        timeouts: timeouts, security: security, pool: wish.pool, maxDecodedBytes: wish.mostBytes))
  }

  func cancel() { transport.cancel(id) }

  /// What to do once a transfer has ended.
  enum Step { case more, over, redirect }

  func take(_ event: TransferEvent) -> Step {
    switch event {
    case .responded(let status, let headers, _): (self.status, self.headers) = (status, headers)
    case .body(let piece): body += piece
    case .trailers: break
    case .ended: return finish()
    case .failed(let error, _):
      if error.kind == .tooLarge, !body.isEmpty { return finish(isCut: true) }
      return fail("The page could not be fetched: \(error.message).")
    }
    return .more
  }

  private func fail(_ sentence: String) -> Step {
    done(.failure(Problem(sentence: sentence)))
    return .over
  }

  private func finish(isCut: Bool = false) -> Step {
    if (300..<400).contains(status), let place = headers["location"] { return redirect(to: place) }
    let kind = headers["content-type"]?.lowercased() ?? "text/plain"
    guard (200..<300).contains(status) else {
      return fail("The server answered with status \(status).")
    }
    done(.success(Page(url: text, kind: kind, body: body, isCut: isCut)))
    return .over
  }

  /// What a model is told of it.
  static func output(of result: Result<Page, Problem>) -> ToolOutput {
    let page: Page
    switch result {
    case .success(let came): page = came
    case .failure(let problem): return .failed(problem.sentence)
    }
    let kind = page.kind
    guard kind.hasPrefix("text/") || kind.contains(ascii: "json") || kind.contains(ascii: "xml")
    else {
      return ToolOutput(
        "The page is \(SafeQuote.quoted(kind)) of \(page.body.count) bytes, which is no text.")
    }
    var kept = KeptOutput(head: ToolOutput.mostBytes, tail: 0)
    let isPage = kind.contains(ascii: "html")
    kept.append(isPage ? Array(PageText.text(of: page.body).utf8) : page.body)
    return ToolOutput(ForeignText.heading(page.url, bytes: page.body.count) + kept.text)
  }

  /// Follows within the same host; another host is another call, which is asked for anew.
  private func redirect(to place: String) -> Step {
    redirects += 1
    guard redirects <= Self.mostRedirects else {
      return fail("The page leads from one redirect to the next.")
    }
    let origin = "https://" + HostAddress.bracketed(url.host) + (url.port.map { ":\($0)" } ?? "")
    var next = place
    if place.hasPrefix("//") {
      next = "https:" + place
    } else if place.hasPrefix("/") {
      next = origin + place
    } else if URLText(place) == nil {
      let path = url.rest.prefix { $0 != "?" && $0 != "#" }
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
      next = origin + folder + place
    }
    guard let target = URLText(next), target.host == url.host, target.port == url.port,
      target.scheme == "https", !target.hasUserInfo
    else {
      // In full, for a model to copy, where it is a URL: then it is plain ASCII.
      let shown = URLText(next) == nil ? SafeQuote.quoted(next) : "\"\(next)\""
      return fail("The page leads elsewhere: fetch \(shown) if it is wanted.")
    }
    (text, url) = (next, target)
    return .redirect
  }
}
