/// Something large that mostly is not there: held apart, so that what has it stays small.
///
/// A turn is one piece of memory, and one of more than 1,032 bytes is slow to get and to give back.
@propertyWrapper
struct Rare<Value> {
  private final class Holder {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  private var holder: Holder?

  init(wrappedValue: Value?) { holder = wrappedValue.map(Holder.init) }

  var wrappedValue: Value? {
    get { holder?.value }
    set { holder = newValue.map(Holder.init) }
  }
}
