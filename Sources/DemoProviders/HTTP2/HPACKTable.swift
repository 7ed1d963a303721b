/// The headers that an index stands for: those that everybody knows, and those that came before.
struct HPACKTable {
  /// RFC 7541, appendix A: a name and, after a blank, a value.
  private static let known: [DemoHeader] = """
    :authority
    :method GET
    :method POST
    :path /
    :path /index.html
    :scheme http
    :scheme https
    :status 200
    :status 204
    :status 206
    :status 304
    :status 400
    :status 404
    :status 500
    accept-charset
    accept-encoding gzip, deflate
    accept-language
    accept-ranges
    accept
    access-control-allow-origin
    age
    allow
    authorization
    cache-control
    content-disposition
    content-encoding
    content-language
    content-length
    content-location
    content-range
    content-type
    cookie
    date
    etag
    expect
    expires
    from
    host
    if-match
    if-modified-since
    if-none-match
    if-range
    if-unmodified-since
    last-modified
    link
    location
    max-forwards
    proxy-authenticate
    proxy-authorization
    range
    referer
    refresh
    retry-after
    server
    set-cookie
    strict-transport-security
    transfer-encoding
    user-agent
    vary
    via
    www-authenticate
    """.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return DemoHeader(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

  /// Newest first.
  private(set) var entries: [DemoHeader] = []
  private(set) var size = 0
  private(set) var limit = maxLimit

  /// What a peer may use unless told otherwise (RFC 9113, section 6.5.2).
  static let maxLimit = 4096

  /// The header of an index, which counts from 1.
  subscript(index: Int) -> DemoHeader? {
    let place = index - 1 - Self.known.count
    if place >= 0 { return place < entries.count ? entries[place] : nil }
    return Self.known.indices.contains(index - 1) ? Self.known[index - 1] : nil
  }

  mutating func add(_ header: DemoHeader) {
    entries.insert(header, at: 0)
    size += Self.size(of: header)
    evict()
  }

  mutating func resize(to limit: Int) {
    self.limit = limit
    evict()
  }

  /// What a header counts for (RFC 7541, section 4.1).
  static func size(of header: DemoHeader) -> Int {
    header.name.utf8.count + header.value.utf8.count + 32
  }

  private mutating func evict() {
    while size > limit, let oldest = entries.popLast() { size -= Self.size(of: oldest) }
  }
}
