/// Writes metrics as Prometheus reads them (text format, version 0.0.4).
struct Exposition {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var bytes: [UInt8] = []
  private var family = MetricFamily.build

  init(capacity: Int = 4096) { bytes.reserveCapacity(capacity) }

  /// Begins a family: its samples follow, before those of any other.
  mutating func begin(_ family: MetricFamily) {
    self.family = family
    write("# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n")
  }

  /// Writes one series, with labels as `Exposition.labels` makes them.
  mutating func sample(_ labels: String, _ value: Double) {
    line(suffix: "", labels, Exposition.text(value))
  }

  mutating func sample(_ labels: String, _ value: Int) { line(suffix: "", labels, String(value)) }

  /// Writes the series of a histogram; `marks` are its bounds, made by `Exposition.marks`.
  mutating func samples(_ labels: String, _ histogram: Histogram, marks: [String]) {
    var total = 0
    for (count, mark) in zip(histogram.counts, marks) {
      total += count
      write(family.name)
      write("_bucket{")
      write(labels)
      write(mark)
      write(String(total))
      write("\n")
    }
    line(suffix: "_sum", labels, Exposition.text(histogram.sum))
    line(suffix: "_count", labels, String(total))
  }

  private mutating func line(suffix: String, _ labels: String, _ value: String) {
    write(family.name)
    write(suffix)
    if !labels.isEmpty {
      write("{")
      write(labels)
      write("}")
    }
    write(" ")
    write(value)
    write("\n")
  }

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  // MARK: Words

  /// Labels as they stand between braces.
  static func labels(_ pairs: [(name: String, value: String)]) -> String {
    pairs.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
  }

  /// What stands between a histogram's labels and its counts, bucket by bucket.
  static func marks(of histogram: Histogram) -> [String] {
    histogram.bounds.map { ",le=\"\(text($0))\"} " } + [",le=\"+Inf\"} "]
  }

  /// A number: `0.25`, `12`, `+Inf`.
  static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int(exactly: value).map { String($0) } ?? value.description
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { "\\\"\n".utf8.contains($0) }) else { return value }
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
