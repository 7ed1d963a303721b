import Testing

@testable import ChatEngine

@Suite struct `A table of numbers` {
  private struct Key: Numbered {
    let number: UInt64
  }

  @Test(arguments: [3, 40, 4000] as [UInt64])
  func `has what a dictionary has, after whatever was put in and taken out`(most: UInt64) {
    var table = NumberTable<Key, Int>()
    var dictionary: [UInt64: Int] = [:]
    var random = SimulationRandom(seed: most)
    for step in 0..<20_000 {
      // As transfers are numbered: the turn's number and, in the low bits, the transfer's.
      let number = (random.next() % most) << 16 | (step % 3 == 0 ? 1 : 2)
      if random.next() % 2 == 0 {
        table[Key(number: number)] = step
        dictionary[number] = step
      } else {
        #expect(table.removeValue(forKey: Key(number: number)) == dictionary[number])
        dictionary[number] = nil
      }
      let other = (random.next() % most) << 16 | 1
      #expect(table[Key(number: other)] == dictionary[other])
      #expect(table.count == dictionary.count)
    }
    #expect(table.values.sorted() == dictionary.values.sorted())
    #expect(table.keys.map(\.number).sorted() == dictionary.keys.sorted())
  }

  @Test func `knows every number there is`() {
    var table = NumberTable<Key, String>()
    for number in [0, 1, 1 << 63, UInt64.max] { table[Key(number: number)] = "\(number)" }
    #expect(table[Key(number: 0)] == "0")
    #expect(table[Key(number: .max)] == "\(UInt64.max)")
    #expect(table[Key(number: 2)] == nil)
    table[Key(number: 0)] = nil
    #expect(table[Key(number: 0)] == nil)
    #expect(table.count == 3)
  }

  @Test func `is empty at first`() {
    var table = NumberTable<Key, Int>()
    #expect(table.isEmpty)
    #expect(table[Key(number: 1)] == nil)
    #expect(table.removeValue(forKey: Key(number: 1)) == nil)
  }
}
