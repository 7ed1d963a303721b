/// What has become of each id, in twelve bytes for each: a table of hashes.
///
/// Two ids are taken for one where 64 bits of their hashes are alike: among ten million with a
/// chance of one in 400,000.
struct BatchIndex {
  /// What a line of the input is to the run.
  enum Claim: Equatable {
    case new
    /// Answered before.
    case answered
    /// Failed before.
    case failed
    /// That id was answered, and the line was another one.
    case foreign
    /// A line before had that id.
    case duplicate
  }

  private struct Mark: OptionSet {
    let rawValue: UInt32
    static let answered = Mark(rawValue: 1)
    static let failed = Mark(rawValue: 2)
    /// More than one line of the output is its.
    static let repeated = Mark(rawValue: 4)
    static let claimed = Mark(rawValue: 8)
    /// The input was looked through before, and has it.
    static let foreseen = Mark(rawValue: 16)
  }

  /// Zero where there is none.
  private var keys: [UInt64]
  /// Marks, and 24 bits of the line's hash above them.
  private var marks: [UInt32]
  private(set) var count = 0
  /// Lines of the output that a later one of the same id has replaced.
  private(set) var replaced = 0

  init() {
    keys = Array(repeating: 0, count: 1024)
    marks = Array(repeating: 0, count: 1024)
  }

  /// Takes a line of the output.
  mutating func note(_ id: String, isAnswered: Bool, hash: UInt64) {
    let place = place(of: id)
    var mark = mark(place)
    if !mark.isDisjoint(with: [.answered, .failed]) {
      mark.insert(.repeated)
      replaced += 1
    }
    mark.remove([.answered, .failed])
    mark.insert(isAnswered ? .answered : .failed)
    set(mark, hash, at: place)
  }

  /// Takes a line of the input, once.
  mutating func claim(_ id: String, hash: UInt64) -> Claim {
    let place = place(of: id)
    let mark = mark(place)
    if mark.contains(.claimed) { return .duplicate }
    if mark.contains(.answered), !isAlike(hash, at: place) { return .foreign }
    set(mark.union(.claimed), hash, at: place)
    if mark.contains(.answered) { return .answered }
    return mark.contains(.failed) ? .failed : .new
  }

  /// Looks ahead at a line of the input; false where its id was answered for another one.
  mutating func foresee(_ id: String, hash: UInt64) -> Bool {
    let place = place(of: id)
    let mark = mark(place)
    if mark.contains(.answered), !mark.contains(.foreseen), !isAlike(hash, at: place) {
      return false
    }
    marks[place] |= Mark.foreseen.rawValue
    return true
  }

  /// How many ids of the output no line of the input has, after looking ahead.
  var unforeseen: Int {
    keys.indices.count { keys[$0] != 0 && !mark($0).contains(.foreseen) }
  }

  /// Whether several lines of the output have that id.
  mutating func isRepeated(_ id: String) -> Bool { mark(place(of: id)).contains(.repeated) }

  // MARK: The table

  private func mark(_ place: Int) -> Mark { Mark(rawValue: marks[place] & 0xFF) }

  private func isAlike(_ hash: UInt64, at place: Int) -> Bool {
    marks[place] >> 8 == UInt32(truncatingIfNeeded: hash) & 0xFF_FFFF
  }

  private mutating func set(_ mark: Mark, _ hash: UInt64, at place: Int) {
    marks[place] = mark.rawValue | (UInt32(truncatingIfNeeded: hash) & 0xFF_FFFF) << 8
  }

  /// Where an id stands, or is put now.
  private mutating func place(of id: String) -> Int {
    if count * 4 >= keys.count * 3 { grow() }
    var hasher = Hasher()
    hasher.combine(id)
    let key = UInt64(bitPattern: Int64(hasher.finalize()))
    let (place, isNew) = find(key == 0 ? 1 : key)
    if isNew { count += 1 }
    return place
  }

  private mutating func find(_ key: UInt64) -> (place: Int, isNew: Bool) {
    var place = Int(truncatingIfNeeded: key) & (keys.count - 1)
    while keys[place] != key {
      if keys[place] == 0 {
        keys[place] = key
        return (place, true)
      }
      place = (place + 1) & (keys.count - 1)
    }
    return (place, false)
  }

  private mutating func grow() {
    let (oldKeys, oldMarks) = (keys, marks)
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    marks = Array(repeating: 0, count: oldKeys.count * 2)
    for (key, mark) in zip(oldKeys, oldMarks) where key != 0 { marks[find(key).place] = mark }
  }
}

extension BatchIndex {
  /// What a line of the input is known by from run to run: FNV-1a over its bytes.
  static func hash(_ line: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in line { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    // Its lowest bits are the ones that are kept.
    return hash ^ hash >> 32
  }

  /// As it stands in the output.
  static func text(of hash: UInt64) -> String {
    String(unsafeUninitializedCapacity: 16) { buffer in
      for place in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: hash >> UInt64(60 - 4 * place)) & 15
        buffer[place] = digit + UInt8(ascii: digit < 10 ? "0" : "W")
      }
      return 16
    }
  }
}
