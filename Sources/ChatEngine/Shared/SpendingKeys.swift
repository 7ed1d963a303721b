/// The keys under which a day's and a month's spending of all machines stand, by the calendar of UTC.
struct SpendingKeys: Sendable, Equatable {
  /// A day and the next: a request that began before midnight is settled after it.
  static let dayLifetime: Duration = .seconds(2 * 86_400)
  static let monthLifetime: Duration = .seconds(33 * 86_400)

  /// `2026-11-23`.
  let day: String
  /// `2026-11`.
  let month: String
  /// In the order in which `SpendingScript` takes them.
  let names: [String]

  init(at time: Timestamp, prefix: String) {
    day = String(time.text.prefix(10))
    month = String(time.text.prefix(7))
    let name = prefix + "{budget}:"
    names = [name + day, name + month, name + "requests"]
  }
}
