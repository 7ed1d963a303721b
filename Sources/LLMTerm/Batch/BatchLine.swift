import ChatEngine

/// One line of a batch's input, understood (config.md, "Batch input").
struct BatchLine {
  /// Whom the line itself wants asked.
  enum Wish: Hashable {
    /// Nobody: the command line, or the configuration, says it.
    case nobody
    /// A target or a route.
    case named(String)
    /// A model as OpenAI's lines name it, without its provider; the command line goes before it.
    case model(String)
  }

  let identity: BatchIdentity
  var wish = Wish.nobody
  /// Nil leaves it to the command line and the configuration.
  var system: String?
  var messages: [Message]
  /// The line's own ones.
  var parameters = Parameters()
  var schema: JSON?
  /// What was left out, one sentence each.
  var notes: [String] = []

  /// A line of which nothing but the name is known.
  init(_ identity: BatchIdentity) {
    self.identity = identity
    messages = []
  }

  /// Bytes that one line may have: a prompt with a few images.
  static let longest = 32 << 20

  private static let options: JSONScanner.Options = {
    var options = JSONScanner.Options()
    options.maxStringBytes = longest
    options.maxDepth = 256
    return options
  }()

  /// Reads a line; `time` dates its messages.
  init(_ bytes: [UInt8], number: Int, time: Timestamp) throws(BatchMistake) {
    if let plain = BatchLine(plain: bytes, number: number, time) {
      self = plain
      return
    }
    let json: JSON
    do throws(JSONError) {
      json = try JSON.parse(bytes, options: Self.options, maxBytes: Self.longest)
    } catch {
      throw BatchMistake("it is not JSON: \(error.reason), at byte \(error.offset + 1)")
    }
    guard let object = json.objectValue else { throw BatchMistake("it is no JSON object") }
    let identity = try BatchIdentity(id: object["id"], customID: object["custom_id"], number)
    do throws(BatchMistake) {
      if let body = object["body"] {
        try self.init(body, of: object, identity, time)
      } else {
        try self.init(object, identity, time)
      }
    } catch {
      var mistake = error
      mistake.id = identity
      throw mistake
    }
  }

  /// Reads what most lines are, an id and a prompt; nil for any other, which is read as a tree of
  /// values.
  private init?(plain bytes: [UInt8], number: Int, _ time: Timestamp) {
    guard bytes.count <= Self.longest else { return nil }
    var id: JSON?
    var customID: JSON?
    var prompt: String?
    do throws(JSONError) {
      try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
        var scanner = JSONScanner(buffer, options: Self.options)
        try scanner.forEachMember { scanner, key throws(JSONError) in
          switch key {
          case "id" where id == nil: id = try scanner.value()
          case "custom_id" where customID == nil: customID = try scanner.value()
          case "prompt" where prompt == nil: prompt = try scanner.string()
          // It may be megabytes long: nothing more of it is walked over here.
          default: throw JSONError(kind: .expectedKey, offset: scanner.offset)
          }
        }
        try scanner.finish()
      }
    } catch {
      return nil
    }
    guard let prompt, !prompt.isBlank,
      let identity = try? BatchIdentity(id: id, customID: customID, number)
    else { return nil }
    self.init(identity)
    messages = [Message.asked([.text(prompt)], number: 0, time)]
  }

  /// Our own form.
  private init(
    _ object: JSONObject, _ identity: BatchIdentity, _ time: Timestamp
  ) throws(BatchMistake) {
    self.init(identity)
    switch (object["prompt"], object["messages"]) {
    case (let prompt?, nil):
      guard let text = prompt.stringValue else { throw BatchMistake("\"prompt\" must be a text") }
      if text.isBlank { throw BatchMistake("\"prompt\" is empty") }
      messages = [Message.asked([.text(text)], number: 0, time)]
    case (nil, let list?): try take(list, time)
    case (nil, nil): throw BatchMistake("it has neither \"prompt\" nor \"messages\"")
    case (_?, _?): throw BatchMistake("it has both \"prompt\" and \"messages\"")
    }
    if let text = try object.text("system") { system = text }
    if let target = try object.text("target") { wish = .named(target) }
    if let values = object.given("parameters") { parameters = try Parameters(batch: values) }
    if let schema = object.given("schema") { self.schema = schema }
    leaveOut(object.members.lazy.map(\.key).filter { !BatchLine.isKnown($0) })
  }

  private static func isKnown(_ name: String) -> Bool {
    switch name {
    case "id", "custom_id", "prompt", "messages", "system", "target", "parameters", "schema": true
    default: false
    }
  }

  /// Takes a list of messages, with the system prompts that stand in it.
  mutating func take(_ list: JSON, _ time: Timestamp) throws(BatchMistake) {
    let read = try BatchMessages(list, time)
    messages = read.messages
    system = read.system ?? system
  }

  /// Notes what has no meaning here.
  mutating func leaveOut(_ names: [String]) {
    notes += names.map { "\(SafeQuote.quoted($0)) is not known here and was left out" }
  }
}

/// Why a line of a batch's input cannot be asked.
struct BatchMistake: Error, Equatable {
  /// Behind "line 7: ", without a stop.
  var reason: String
  /// Nil where not even that can be read.
  var id: BatchIdentity?

  init(_ reason: String) { self.reason = reason }

  /// As a whole sentence.
  var sentence: String { reason + (reason.hasSuffix("?") ? "" : ".") }
}

/// What a line is called, in its output and when a run goes on.
struct BatchIdentity: Equatable {
  /// As it was given; the line's number where there is none.
  var json: JSON
  /// Alike for `1` and `"1"`.
  var text: String

  /// The given one, or the number of the line.
  init(id: JSON?, customID: JSON?, _ number: Int) throws(BatchMistake) {
    guard let given = Self.given(customID) ?? Self.given(id) else {
      text = String(number)
      json = .string(text)
      return
    }
    guard let text = Self.text(of: given) else {
      throw BatchMistake("its id must be a text or a number")
    }
    self.text = text
    json = given
  }

  private static func given(_ id: JSON?) -> JSON? { id.flatMap { $0.isNull ? nil : $0 } }

  /// The text of an id; nil for what is none.
  static func text(of json: JSON) -> String? {
    switch json {
    case .string(let text): text
    case .number(let number): number.text
    case .null, .bool, .array, .object: nil
    }
  }

  /// Only that of a line, for looking ahead; nil where the line cannot be read.
  init?(line bytes: [UInt8], number: Int) {
    var id: JSON?
    var customID: JSON?
    var isLine = false
    do throws(JSONError) {
      try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
        var scanner = JSONScanner(buffer)
        isLine = try scanner.forEachMember { scanner, key throws(JSONError) in
          if key == "id" { id = try scanner.value() }
          if key == "custom_id" { customID = try scanner.value() }
        }
      }
    } catch {
      return nil
    }
    // One that is no object has no place among the answers, and takes nobody's name.
    guard isLine, let identity = try? BatchIdentity(id: id, customID: customID, number) else {
      return nil
    }
    self = identity
  }
}

extension JSONObject {
  /// A member that is there and not null.
  func given(_ key: String) -> JSON? { self[key].flatMap { $0.isNull ? nil : $0 } }

  /// A member that must be a text where it is given.
  func text(_ key: String) throws(BatchMistake) -> String? {
    guard let value = given(key) else { return nil }
    guard let text = value.stringValue else { throw BatchMistake("\"\(key)\" must be a text") }
    return text
  }
}
