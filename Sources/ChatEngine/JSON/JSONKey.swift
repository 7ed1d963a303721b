/// A member's name, compared without being made into a string.
package struct JSONKey {
  let bytes: UnsafeBufferPointer<UInt8>
  /// The name, where its spelling is not itself.
  let decoded: String?

  package var text: String { decoded ?? String(decoding: bytes, as: UTF8.self) }

  package static func == (key: JSONKey, name: StaticString) -> Bool {
    let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    if let decoded = key.decoded { return decoded.utf8.elementsEqual(name) }
    guard key.bytes.count == name.count else { return false }
    for place in 0..<name.count where key.bytes[place] != name[place] { return false }
    return true
  }

  package static func ~= (name: StaticString, key: JSONKey) -> Bool { key == name }
}

extension String {
  /// Whether both are spelled with the same scalars; `==` also holds for other spellings of `é`.
  func isSpelled(like other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }
}

/// Where an object's names stand, while it is being read.
///
/// Few names are compared one by one; many are hashed, so that a hostile object of a million names
/// takes a million steps and not their square.
struct JSONKeyPlaces {
  private struct Name: Hashable {
    var text: String

    static func == (left: Name, right: Name) -> Bool { left.text.isSpelled(like: right.text) }

    func hash(into hasher: inout Hasher) {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }

  private static let fewNames = 16
  private var places: [Name: Int] = .init()

  /// The place of that name among `members`, which only grow from call to call.
  mutating func place(of key: String, in members: [JSONMember]) -> Int? {
    if members.count <= JSONKeyPlaces.fewNames {
      return members.firstIndex { $0.key.isSpelled(like: key) }
    }
    for place in places.count..<members.count {
      places[Name(text: members[place].key)] = place
    }
    return places[Name(text: key)]
  }
}
