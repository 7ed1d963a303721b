/// Fetches what is to go with a prompt; only to be asked after a person has said yes to the URL.
///
/// The rules are those of the tool that fetches pages: https, no address of this network, the same
/// host through all redirects.
package final class AttachmentFetch {
  package typealias Done = (Result<Attachment, AttachmentFile.Problem>) -> Void

  private static let timeout: Duration = .seconds(60)

  private let environment: [String: String]
  private let makeTransport: BuiltInTools.TransportMaker
  private lazy var transport = makeTransport { [weak self] in self?.take($1, for: $0) }
  private var lastTransfer: UInt64 = 0
  private var fetches: [TransferID: (fetch: PageFetch, id: Int)] = [:]

  package init(
    environment: [String: String], makeTransport: @escaping BuiltInTools.TransportMaker
  ) {
    self.environment = environment
    self.makeTransport = makeTransport
  }

  /// Why a URL is not fetched, whatever a person says; nil if it may be.
  package static func objection(to url: String) -> String? {
    do throws(ToolFailure) {
      _ = try PageFetch.checked(url)
      return nil
    } catch {
      return error.sentence + " Save it yourself, and attach the file."
    }
  }

  /// Fetches it; the number names it until it has come.
  package func fetch(_ url: String, as id: Int, done: @escaping Done) {
    guard let checked = try? PageFetch.checked(url) else {
      return done(
        .failure(AttachmentFile.Problem(sentence: Self.objection(to: url) ?? "It is no URL.")))
    }
    let proxies = ProxySelection(environment: environment)
    let wish = PageFetch.Wish(
      mostBytes: AttachmentFile.mostBytes, accept: "*/*", pool: "attachments")
    start(
      PageFetch(
        url, checked, as: nextTransfer(), over: transport, proxy: proxies.proxy(for:),
        timeout: Self.timeout, wish: wish, done: { done(Self.attachment(of: $0)) }), for: id)
  }

  package func cancel(_ id: Int) {
    guard let found = fetches.first(where: { $0.value.id == id }) else { return }
    fetches[found.key] = nil
    found.value.fetch.cancel()
  }

  private func nextTransfer() -> TransferID {
    lastTransfer += 1
    return TransferID(value: lastTransfer)
  }

  private func start(_ fetch: PageFetch, for id: Int) {
    fetches[fetch.id] = (fetch, id)
    fetch.start()
  }

  private func take(_ event: TransferEvent, for transfer: TransferID) {
    guard let (fetch, id) = fetches[transfer] else { return }
    switch fetch.take(event) {
    case .more: break
    case .over: fetches[transfer] = nil
    case .redirect:
      fetches[transfer] = nil
      fetch.id = nextTransfer()
      start(fetch, for: id)
    }
  }

  /// Of a page, what a person reads; of anything else, its bytes.
  private static func attachment(
    of result: Result<PageFetch.Page, PageFetch.Problem>
  ) -> Result<Attachment, AttachmentFile.Problem> {
    do {
      let page = try result.get()
      let shown = SafeQuote.quoted(page.url)
      guard !page.isCut else {
        throw AttachmentFile.Problem(
          sentence: "\(shown) is larger than \(AttachmentFile.mostBytes >> 20) MB. Nothing was "
            + "attached.")
      }
      let isPage = page.kind.contains(ascii: "html")
      let bytes = isPage ? Array(PageText.text(of: page.body).utf8) : page.body
      let name = name(of: page.url)
      return .success(
        try AttachmentFile.attachment(of: bytes, named: isPage ? name + ".txt" : name, shown: shown)
      )
    } catch let problem as AttachmentFile.Problem {
      return .failure(problem)
    } catch let problem as PageFetch.Problem {
      return .failure(AttachmentFile.Problem(sentence: problem.sentence))
    } catch {
      return .failure(AttachmentFile.Problem(sentence: "It could not be fetched: \(error)."))
    }
  }

  /// The last piece of the path, or the host.
  private static func name(of url: String) -> String {
    let rest = url.dropFirst("https://".count).prefix { $0 != "?" && $0 != "#" }
    return rest.split(separator: "/").last.map(String.init) ?? "page"
  }
}
