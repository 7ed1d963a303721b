/// Bytes from hexadecimal digits; blanks and line ends between them do not count.
func hex(_ text: String) -> [UInt8] {
  let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
  return stride(from: 0, to: digits.count - 1, by: 2).map { place in
    UInt8(truncatingIfNeeded: digits[place] << 4 | digits[place + 1])
  }
}
