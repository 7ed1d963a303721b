import TestSupport

/// Recorded protobuf, which the samples hold as commented lines of hexadecimal.
enum HexSample {
  static func bytes(_ name: String) -> [UInt8] {
    let lines = String(decoding: Shared.sample(name), as: UTF8.self).split(separator: "\n")
    return lines.filter { !$0.hasPrefix("#") }.flatMap { line in
      line.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
  }
}
