/// A large value that is seldom there, seldom changes and is often copied: copies share it.
final class Kept<Value: Sendable>: Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}

// Not asked of the class itself: making its type would have the runtime search all conformances.
extension Kept: Equatable where Value: Equatable {
  static func == (left: Kept, right: Kept) -> Bool {
    left === right || left.value == right.value
  }
}
