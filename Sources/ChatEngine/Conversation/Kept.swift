/// A large value that is seldom there, seldom changes and is often copied: copies share it.
final class Kept<Value: Sendable & Equatable>: Sendable, Equatable {
  let value: Value

  init(_ value: Value) { self.value = value }

  static func == (left: Kept, right: Kept) -> Bool {
    left === right || left.value == right.value
  }
}
