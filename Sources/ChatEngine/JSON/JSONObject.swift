/// One name and value of an object.
///
/// A named struct, because a tuple here is a circular reference to Swift.
package struct JSONMember: Sendable, Equatable {
  package var key: String
  package var value: JSON

  package init(key: String, value: JSON) {
    self.key = key
    self.value = value
  }

  package static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.key.isSpelled(like: right.key) && left.value == right.value
  }
}

/// An object's members in the order in which they stand.
///
/// Look-up is linear, as wire objects are small. Names are compared by their scalars: to JSON the two
/// spellings of `é` are two names.
package struct JSONObject: Sendable, Equatable {
  package private(set) var members: [JSONMember]

  package init(_ members: [JSONMember] = []) { self.members = members }

  /// An empty one with room for so many members.
  init(capacity: Int) {
    members = []
    members.reserveCapacity(capacity)
  }

  package var keys: [String] { members.map(\.key) }
  package var isEmpty: Bool { members.isEmpty }

  /// The value of that name; setting it replaces in place or appends, setting nil removes.
  package subscript(key: String) -> JSON? {
    get { members.first { $0.key.isSpelled(like: key) }?.value }
    set {
      guard let place = members.firstIndex(where: { $0.key.isSpelled(like: key) }) else {
        if let newValue { members.append(JSONMember(key: key, value: newValue)) }
        return
      }
      if let newValue { members[place].value = newValue } else { members.remove(at: place) }
    }
  }

  /// Adds a member whose name is known to be new.
  mutating func append(_ member: JSONMember) { members.append(member) }

  mutating func replaceValue(at place: Int, with value: JSON) { members[place].value = value }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(elements.map { JSONMember(key: $0.0, value: $0.1) })
  }
}
