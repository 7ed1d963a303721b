/// A picture without compression: four bytes a pixel, for red, green, blue and how much it covers.
struct Pixels: Equatable, Sendable {
  let width: Int
  let height: Int
  let bytes: [UInt8]

  /// Larger pictures are not made.
  static let most = 4_000_000

  /// Nil where there are not as many bytes as that size wants.
  init?(width: Int, height: Int, bytes: [UInt8]) {
    guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16,
      bytes.count == width * height * 4
    else { return nil }
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// Reads a portable arbitrary map (https://netpbm.sourceforge.net/doc/pam.html) of that kind.
  init?(map: [UInt8]) {
    var numbers: [String: Int] = [:]
    var rest = map[...]
    while let end = rest.prefix(200).firstIndex(of: 0x0A) {
      let line = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      if line == "ENDHDR" { break }
      let words = line.split(separator: " ")
      if words.count == 2 { numbers[String(words[0])] = Int(words[1]) }
    }
    guard map.starts(with: Array("P7\n".utf8)), numbers["DEPTH"] == 4, numbers["MAXVAL"] == 255,
      let width = numbers["WIDTH"], let height = numbers["HEIGHT"]
    else { return nil }
    self.init(width: width, height: height, bytes: Array(rest))
  }
}
