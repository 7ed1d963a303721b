/// A kept answer as one JSON object, in the words of the conversations' files.
extension CachedAnswer {
  /// The only version of the form so far.
  package static let version = 1
  /// Longer answers are not kept, and longer entries not read.
  package static let maxBytes = 16 << 20

  /// Whether it may stand for an answer: a normal end, some text, and nothing that acts
  /// (engine.md, "Cache").
  package var isKeepable: Bool {
    guard finish == .stop else { return false }
    var hasText = false
    for part in parts {
      switch part {
      case .text: hasText = true
      case .toolCallBegan, .toolCallArguments, .toolCallEnded, .failed: return false
      case .started, .textSignature, .reasoning, .reasoningSeal, .usage, .limits, .note, .finish:
        break
      }
    }
    return hasText
  }

  /// The entry; nil for an answer that is not to be kept, or is too long.
  ///
  /// The key is part of it, so that an entry in the wrong place is not taken for its neighbour.
  package func bytes(for key: CacheKey) -> [UInt8]? {
    guard isKeepable else { return nil }
    var entry = JSONObject()
    entry["v"] = .int(Self.version)
    entry["key"] = .string(key.text)
    entry["t"] = .string(time.text)
    entry["target"] = RecordBody.value(target)
    entry["parts"] = .array(parts.compactMap(RecordBody.value))
    let ending = Ending(
      finish: finish, rawFinish: rawFinish, usage: usage, cost: cost, requestID: requestID,
      fingerprint: fingerprint)
    for member in RecordBody.members(of: ending).members { entry[member.key] = member.value }
    var output = JSON.object(entry).bytes()
    output.removeLast()
    LineChecksum.close(&output, from: 0)
    return output.count <= Self.maxBytes ? output : nil
  }

  /// Reads an entry; nil for whatever is not one of that key.
  package init?(_ bytes: [UInt8], of key: CacheKey) {
    guard bytes.count <= Self.maxBytes else { return nil }
    let entry = bytes.withUnsafeBufferPointer { bytes -> Entry? in
      guard LineChecksum.isWhole(bytes) else { return nil }
      return try? Entry(bytes)
    }
    guard let entry, entry.version == Self.version, entry.key == key.text,
      let target = entry.target, let time = entry.time, let finish = entry.ending?.finish
    else { return nil }
    self.init(
      target: target, parts: entry.parts, usage: entry.ending?.usage, finish: finish,
      rawFinish: entry.ending?.rawFinish, cost: entry.ending?.cost,
      requestID: entry.ending?.requestID, fingerprint: entry.ending?.fingerprint, time: time)
    if !isKeepable { return nil }
  }

  /// The members of an entry as they are read.
  private struct Entry {
    var version: Int?
    var key: String?
    var time: Timestamp?
    var target: Target?
    var parts: [StreamPart] = []
    var ending: Ending? = Ending()

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) {
      var options = JSONScanner.Options.wire
      options.maxDepth = 128
      options.maxStringBytes = CachedAnswer.maxBytes
      var scanner = JSONScanner(bytes, options: options)
      var entry = Entry()
      try scanner.forEachMember { scanner, key throws(JSONError) in
        switch key {
        case "v": entry.version = try scanner.int()
        case "key": entry.key = try scanner.string()
        case "t": entry.time = try scanner.string().flatMap { Timestamp(text: $0) }
        case "target": entry.target = try PartDecoder.target(&scanner)
        case "parts": entry.parts = try PartDecoder.pieces(&scanner)
        default: try EndingDecoder.member(key, &scanner, &entry.ending)
        }
      }
      try scanner.finish()
      self = entry
    }

    private init() {}
  }
}
