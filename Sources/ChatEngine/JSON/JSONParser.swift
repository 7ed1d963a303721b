/// Reads a whole JSON text as one value.
extension JSON {
  /// Bytes that one text may have, unless the caller says otherwise: an event of 8 MiB (faults.md 7).
  package static let maxBytes = 8 << 20

  /// Parses a text that must hold one value and nothing else.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, options: JSONScanner.Options = .init(),
    maxBytes: Int = JSON.maxBytes
  ) throws(JSONError) -> JSON {
    if bytes.count > maxBytes {
      throw JSONError(kind: .tooLarge(limit: maxBytes), offset: maxBytes)
    }
    var scanner = JSONScanner(bytes, options: options)
    let value = try scanner.value()
    try scanner.finish()
    return value
  }

  package static func parse(
    _ bytes: [UInt8], options: JSONScanner.Options = .init(), maxBytes: Int = JSON.maxBytes
  ) throws(JSONError) -> JSON {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      try parse(buffer, options: options, maxBytes: maxBytes)
    }
  }

  package static func parse(
    _ text: String, options: JSONScanner.Options = .init(), maxBytes: Int = JSON.maxBytes
  ) throws(JSONError) -> JSON {
    try parse(Array(text.utf8), options: options, maxBytes: maxBytes)
  }
}
