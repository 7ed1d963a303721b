/// One verdict on answers that were compared, as the state folder keeps it.
package struct Ballot: Sendable, Equatable {
  /// One of the answers.
  package struct Entry: Sendable, Equatable {
    package var target: Target
    /// The message's name.
    package var answer: String
    package var vote: Vote

    package init(target: Target, answer: String, vote: Vote) {
      self.target = target
      self.answer = answer
      self.vote = vote
    }
  }

  package var time: Timestamp
  package var conversation: String
  package var entries: [Entry]

  package init(time: Timestamp, conversation: String, entries: [Entry]) {
    self.time = time
    self.conversation = conversation
    self.entries = entries
  }

  /// A line of the file, its end included.
  var line: [UInt8] {
    var value = JSONObject()
    value["t"] = .string(time.text)
    value["conversation"] = .string(conversation)
    value["votes"] = .array(
      entries.map {
        [
          "target": RecordBody.value($0.target), "answer": .string($0.answer),
          "vote": .string($0.vote.rawValue),
        ]
      })
    return JSON.object(value).bytes() + [0x0A]
  }

  /// Nil for a line that is no ballot.
  init?(line: [UInt8]) {
    guard let json = try? JSON.parse(line), let conversation = json["conversation"]?.stringValue,
      let time = json["t"]?.stringValue.flatMap({ Timestamp(text: $0) }),
      let values = json["votes"]?.arrayValue
    else { return nil }
    let entries = values.compactMap { value -> Entry? in
      guard let target = value["target"].flatMap(Target.init(json:)),
        let answer = value["answer"]?.stringValue,
        let vote = value["vote"]?.stringValue.flatMap(Vote.init)
      else { return nil }
      return Entry(target: target, answer: answer, vote: vote)
    }
    guard entries.count == values.count, entries.count > 1 else { return nil }
    self.init(time: time, conversation: conversation, entries: entries)
  }
}
