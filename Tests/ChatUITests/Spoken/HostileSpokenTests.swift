import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `Lines under any events` {
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `never trap, and are safe and not blank`(seed: UInt64) {
    var storm = `The screen under any events`.Storm(random: SeededGenerator(seed: seed))
    var recital = Recital()
    let lines = [
      "", "1", "2, 3", "more", "/", "/model", "/tree", "/fold", "y", "n", "a\\", "delete 1",
    ]
    func enter(_ lines: [String]) { recital.take(recital.chat.enter(lines, at: recital.now)) }
    for _ in 0..<2000 {
      recital.now += .milliseconds(100)
      switch storm.pick(4) {
      case 0: enter([lines[storm.pick(lines.count)]])
      case 1: enter([storm.text(20), storm.text(9)])
      case 2 where storm.pick(9) == 0: recital.interrupt()
      default: recital.take(recital.chat.handle(storm.event(), at: recital.now))
      }
      let heard = recital.heard()
      #expect(!heard.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
      #expect(recital.chat.prompt?.isEmpty != true)
    }
  }
}
