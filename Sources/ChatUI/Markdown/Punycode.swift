/// Names of hosts as the network knows them (RFC 3492).
enum Punycode {
  /// A host with each label that is not ASCII encoded: `xn--…`.
  static func host(_ host: String) -> String {
    guard host.utf8.contains(where: { $0 >= 0x80 }) else { return host }
    return host.split(separator: ".", omittingEmptySubsequences: false)
      .map { label in
        guard label.utf8.contains(where: { $0 >= 0x80 }) else { return String(label) }
        return encode(label.lowercased()).map { "xn--" + $0 } ?? String(label)
      }
      .joined(separator: ".")
  }

  /// Section 6.3; nil for what is longer than any label.
  static func encode(_ label: String) -> String? {
    let scalars = Array(label.unicodeScalars)
    guard scalars.count <= 255 else { return nil }
    var output = scalars.filter { $0.isASCII }.map { UInt8($0.value) }
    let basic = output.count
    if basic > 0 { output.append(0x2D) }
    var (next, delta, bias) = (UInt32(128), 0, 72)
    var handled = basic
    while handled < scalars.count {
      guard let smallest = scalars.map(\.value).filter({ $0 >= next }).min() else { return nil }
      delta += Int(smallest - next) * (handled + 1)
      next = smallest
      for scalar in scalars {
        if scalar.value < next { delta += 1 }
        guard scalar.value == next else { continue }
        write(delta, bias, to: &output)
        bias = adapted(delta, count: handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func write(_ delta: Int, _ bias: Int, to output: inout [UInt8]) {
    var rest = delta
    var position = 36
    while true {
      let threshold = position <= bias ? 1 : min(26, position - bias)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
      rest = (rest - threshold) / (36 - threshold)
      position += 36
    }
    output.append(digit(rest))
  }

  private static func digit(_ value: Int) -> UInt8 {
    UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26)
  }

  private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var steps = 0
    while delta > 455 {
      delta /= 35
      steps += 36
    }
    return steps + 36 * delta / (delta + 38)
  }
}
