/// One fetch of a page: https, the same host through all redirects, no address of this network.
final class PageFetch {
  private static let mostBytes = 2 << 20
  private static let mostRedirects = 5

  /// A new one for each redirect.
  var id: TransferID
  private let transport: any Transport
  private let proxy: (String) -> String?
  private let timeout: Duration
  private let done: (ToolOutput) -> Void
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
    proxy: @escaping (String) -> String?, timeout: Duration, done: @escaping (ToolOutput) -> Void
  ) {
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
          HTTPHeader("Accept", "text/html, text/*, application/json;q=0.9, */*;q=0.1"),
          HTTPHeader("User-Agent", "llmterm"),
        ],
        timeouts: timeouts, security: security, pool: "fetch_url", maxDecodedBytes: Self.mostBytes))
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
      if error.kind == .tooLarge, !body.isEmpty { return finish() }
      done(.failed("The page could not be fetched: \(error.message)."))
      return .over
    }
    return .more
  }

  private func finish() -> Step {
    if (300..<400).contains(status), let place = headers["location"] { return redirect(to: place) }
    let kind = headers["content-type"]?.lowercased() ?? "text/plain"
    guard (200..<300).contains(status) else {
      done(.failed("The server answered with status \(status)."))
      return .over
    }
    guard kind.hasPrefix("text/") || kind.contains(ascii: "json") || kind.contains(ascii: "xml")
    else {
      let name = SafeQuote.quoted(kind)
      done(ToolOutput("The page is \(name) of \(body.count) bytes, which is no text."))
      return .over
    }
    var kept = KeptOutput(head: ToolOutput.mostBytes, tail: 0)
    let isPage = kind.contains(ascii: "html")
    kept.append(isPage ? Array(PageText.text(of: body).utf8) : body)
    done(ToolOutput(CommandReport.heading(text, bytes: body.count) + kept.text))
    return .over
  }

  /// Follows within the same host; another host is another call, which is asked for anew.
  private func redirect(to place: String) -> Step {
    redirects += 1
    guard redirects <= Self.mostRedirects else {
      done(.failed("The page leads from one redirect to the next."))
      return .over
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
      done(.failed("The page leads elsewhere: fetch \(shown) if it is wanted."))
      return .over
    }
    (text, url) = (next, target)
    return .redirect
  }
}
