/// A server's error as it may be shown.
enum RedisErrorText {
  /// The error on one line of printable ASCII, without the words of the command.
  ///
  /// An unknown command is answered with the beginnings of its arguments, among which may be a
  /// password (HELLO before Redis 6) or a body.
  static func safe(_ text: String) -> String {
    let end = text.range(ofASCII: ", with args beginning")?.lowerBound ?? text.endIndex
    return TransportError.plain(String(text[..<end]))
  }

  /// Whether a server says that it does not have the command.
  static func isUnknownCommand(_ text: String) -> Bool {
    text.hasPrefix("ERR unknown command")
  }
}
