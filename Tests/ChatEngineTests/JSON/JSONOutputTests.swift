import ChatEngine
import Testing

@Suite struct `JSON that is written as it is said` {
  private func text(_ body: (inout JSONOutput) -> Void) -> String {
    var output = JSONOutput()
    body(&output)
    return output.text
  }

  @Test func `has its members on one line, in the order of saying`() {
    let line = text { output in
      output.object { output in
        output.member("text", "a\"\\\n\u{1} é 🧪")
        output.member("none", nil as String?)
        output.member("count", -7)
        output.member("unknown", nil as Int?)
        output.member("share", 0.25)
        output.member("endless", Double.infinity)
        output.member("set", true)
        output.member("value", .array([1, .null]) as JSON)
        output.member("missing", nil as JSON?)
        output.member("list") { output in
          output.array { output in for number in [1, 2] { output.int(number) } }
        }
        output.member("empty") { $0.object { _ in } }
        output.member("nothing") { $0.array { _ in } }
        output.member("deep") { output in
          output.object { output in
            output.member("a") { $0.object { $0.member("b", 1) } }
            output.member("c", false)
          }
        }
      }
      output.endLine()
    }
    #expect(
      line == #"{"text":"a\"\\\n\u0001 é 🧪","none":null,"count":-7,"unknown":null,"share":0.25,"#
        + #""endless":null,"set":true,"value":[1,null],"missing":null,"list":[1,2],"empty":{},"#
        + #""nothing":[],"deep":{"a":{"b":1},"c":false}}"# + "\n")
  }

  @Test(arguments: [0, 7, 10, -1, -10, 1_234_567_890, .max, .min])
  func `spells a whole number as Swift does`(number: Int) {
    #expect(text { $0.int(number) } == String(number))
  }

  @Test(arguments: [0, 1, 9, 10, 15, 123, 50, 802, 86_400_001, -1, -9, -10, -123])
  func `spells tenths as the double is spelled`(tenths: Int) {
    #expect(text { $0.tenths(tenths) } == (Double(tenths) / 10).description)
  }

  @Test func `begins anew after the end of a line`() {
    let lines = text { output in
      for number in 1...2 {
        output.object { $0.member("n", number) }
        output.endLine()
      }
    }
    #expect(lines == "{\"n\":1}\n{\"n\":2}\n")
  }

  @Test(arguments: [
    [], [.null], [.bool(true), "x", 1.5, [:], ["a": [1, ["b": .null]]]] as [JSON],
  ])
  func `writes a value as the writer of values does`(values: [JSON]) {
    let line = text { $0.array { output in for value in values { output.value(value) } } }
    #expect(line == JSON.array(values).text())
  }
}
