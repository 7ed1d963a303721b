/// The rows of a list of offers that are in view.
struct OfferRows {
  let first: Int
  let count: Int
  /// Those that are not in view.
  let hidden: Int

  init(_ all: Int, room: Int, mark: Int?) {
    count = max(0, min(all, room))
    first = max(0, min((mark ?? 0) - count + 1, all - count))
    hidden = all - count
  }
}
