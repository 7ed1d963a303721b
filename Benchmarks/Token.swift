/// The streamed tokens: words, and in every tenth a character that stands for its number.
///
/// Such a character comes once in an answer, so a screen never has it in place already: the bytes
/// of the terminal tell when it was painted.
enum Token {
  /// Stands at the end of an answer, and nowhere else.
  static let end = "Ω"
  /// How many tokens there are for each number.
  static let step = 10
  private static let first = 0x4E00
  private static let count = 0x5200

  static func text(_ number: Int) -> String {
    if number % 80 == 79 { return "\n\n" }
    guard number % step == 0, let mark = Unicode.Scalar(first + number / step % count) else {
      return words[number % words.count]
    }
    return " \(Character(mark))"
  }

  /// The numbers of the tokens whose characters stand in a program's output.
  static func numbers(in bytes: [UInt8]) -> [Int] {
    var numbers: [Int] = []
    var place = 0
    while place + 2 < bytes.count {
      guard (0xE4...0xE9).contains(bytes[place]) else {
        place += 1
        continue
      }
      let scalar =
        Int(bytes[place] & 0x0F) << 12 | Int(bytes[place + 1] & 0x3F) << 6
        | Int(bytes[place + 2] & 0x3F)
      if scalar >= first { numbers.append((scalar - first) * step) }
      place += 3
    }
    return numbers
  }

  private static let words = [
    " the", " model", " answers", " with", " a", " token", ",", " and", " so",
  ]
}
