/// Why a text is not the JSON that was wanted, and at which byte.
package struct JSONError: Error, Equatable {
  package enum Kind: Sendable, Equatable {
    case expectedValue
    case expectedKey
    case expectedColon
    case expectedCommaOrEnd
    case unterminatedString
    case controlCharacterInString
    case badEscape
    case loneSurrogate
    case invalidUTF8
    case badNumber
    case tooDeep(limit: Int)
    case tooLarge(limit: Int)
    case duplicateKey(String)
    case trailingText
    case unterminatedComment
  }

  package var kind: Kind
  /// Bytes before the place.
  package var offset: Int

  package init(kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  /// What is wrong, as the middle of a sentence: "a comma or the end of the list was expected".
  package var reason: String {
    switch kind {
    case .expectedValue: "a value was expected"
    case .expectedKey: "a name in double quotes was expected"
    case .expectedColon: "a colon was expected"
    case .expectedCommaOrEnd: "a comma or a closing bracket was expected"
    case .unterminatedString: "a string has no closing quote"
    case .controlCharacterInString: "a string holds a control character"
    case .badEscape: "a string holds an unknown escape"
    case .loneSurrogate: "a string holds half of a surrogate pair"
    case .invalidUTF8: "the text is not UTF-8"
    case .badNumber: "a number is malformed"
    case .tooDeep(let limit): "it is nested more than \(limit) levels deep"
    case .tooLarge(let limit): "it is larger than \(limit) bytes"
    case .duplicateKey(let key): "the name \"\(key)\" appears twice in one object"
    case .trailingText: "there is text after the end"
    case .unterminatedComment: "a comment has no end"
    }
  }

  /// The place as line and column, both from 1; the column counts scalars.
  package func position(in text: some Collection<UInt8>) -> (line: Int, column: Int) {
    var line = 1
    // A byte order mark is no column.
    var column = text.starts(with: [0xEF, 0xBB, 0xBF]) && offset >= 3 ? 0 : 1
    for byte in text.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }
}
