/// One line of a request's or an answer's head.
package struct HTTPHeader: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// Whether it has this name; case does not count in names.
  package func isNamed(_ other: String) -> Bool {
    name.utf8.count == other.utf8.count
      && name.utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
  }

  /// Whether it can be sent as it is: a token, a colon, and a value without control characters.
  ///
  /// libcurl sends what it is given, so a line break in a value would be a second header
  /// (faults.md, section 5).
  package var isSendable: Bool {
    !name.isEmpty && name.utf8.allSatisfy(\.isTokenCharacter)
      && value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
  }
}

extension [HTTPHeader] {
  /// The first value under a name, whatever its case; setting takes the place of all of them.
  package subscript(name: String) -> String? {
    get { first { $0.isNamed(name) }?.value }
    set {
      removeAll { $0.isNamed(name) }
      if let newValue { append(HTTPHeader(name, newValue)) }
    }
  }
}

extension UInt8 {
  /// The byte, in lower case where it is an ASCII capital.
  package var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }

  // RFC 9110 section 5.6.2.
  fileprivate var isTokenCharacter: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x7C, 0x7E, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D,
      0x2E:
      true
    default: false
    }
  }
}
