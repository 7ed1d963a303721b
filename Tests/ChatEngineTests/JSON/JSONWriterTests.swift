import ChatEngine
import Testing

@Suite struct `JSON writer` {
  private static let value: JSON = [
    "text": "a\"\\/\n\r\t\u{1}\u{1F}\u{7F} é 🧪", "empty": [:], "none": [], "list": [1, 2.5, .null],
    "deep": ["b": true, "a": false],
  ]

  @Test func `writes in one line, in the order given`() {
    #expect(
      Self.value.text()
        == #"{"text":"a\"\\/\n\r\t\u0001\u001f"# + "\u{7F}"
        + #" é 🧪","empty":{},"none":[],"list":[1,2.5,null],"deep":{"b":true,"a":false}}"#)
  }

  @Test func `writes a level and a member a line where that is asked for`() {
    let value: JSON = ["a": [1, [:]], "b": []]
    #expect(
      value.text(JSON.Style(isPretty: true)) == """
        {
          "a": [
            1,
            {}
          ],
          "b": []
        }
        """)
  }

  @Test func `sorts names by their bytes where that is asked for`() {
    let value: JSON = ["b": 1, "a": ["z": 1, "Z": 2], "é": 3]
    #expect(
      value.text(JSON.Style(sortsKeys: true)) == #"{"a":{"Z":2,"z":1},"b":1,"é":3}"#)
  }

  @Test(arguments: [JSON.Style(), JSON.Style(isPretty: true)])
  func `is read back as it was`(style: JSON.Style) throws {
    #expect(try JSON.parse(Self.value.bytes(style)) == Self.value)
  }

  @Test func `every scalar of the first planes is read back as it was`() throws {
    for start in stride(from: UInt32(0), to: 0x11000, by: 0x100) {
      var text = ""
      for value in start..<start + 0x100 {
        text.unicodeScalars.append(Unicode.Scalar(value) ?? "x")
      }
      #expect(try JSON.parse(JSON.string(text).bytes()) == .string(text))
    }
  }

  @Test(arguments: ["1.0", "-0", "1E400", "10000000000000000999", "1e-7", "0.10"])
  func `keeps the spelling of a number`(number: String) throws {
    #expect(try JSON.parse(number).text() == number)
  }

  @Test(arguments: [0.1, 1e300, -2.5e-10, Double.leastNonzeroMagnitude, 1, 123456789012345680])
  func `writes a double so that it is read back exactly`(value: Double) throws {
    #expect(try JSON.parse(JSON.double(value).bytes()).doubleValue == value)
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan])
  func `writes null for what has no spelling`(value: Double) {
    #expect(JSON.double(value).text() == "null")
  }
}

@Suite struct `JSON object` {
  @Test func `replaces in place, appends what is new, removes what is set to nil`() {
    var object = JSONObject()
    object["a"] = 1
    object["b"] = 2
    object["a"] = 3
    object["c"] = 4
    object["b"] = nil
    object["d"] = nil

    #expect(JSON.object(object) == ["a": 3, "c": 4])
  }

  @Test func `tells two spellings of one letter apart`() {
    var object = JSONObject()
    object["\u{E9}"] = 1
    object["e\u{301}"] = 2

    #expect(object.keys.count == 2)
    #expect(JSON.string("\u{E9}") != JSON.string("e\u{301}"))
  }
}
