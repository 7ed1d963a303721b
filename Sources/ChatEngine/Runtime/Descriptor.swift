/// The number that the kernel has given to something open, as the key of a table.
struct Descriptor: Numbered, Sendable {
  let number: UInt64

  init(_ descriptor: Int32) { number = UInt64(UInt32(bitPattern: descriptor)) }

  var raw: Int32 { Int32(truncatingIfNeeded: number) }
}
