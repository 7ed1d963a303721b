/// The other node of a cluster that a command has to go to.
struct RedisRedirection: Equatable {
  /// Whether it is for this command only, while the slot is on its way (ASK).
  var isOnce: Bool
  var slot: Int
  var place: ChannelAddress.Place

  /// Reads "MOVED 3999 10.0.0.7:6381" or "ASK …"; nil for every other error.
  ///
  /// Without a host it is the one that said it. The colon before the port is the last one, as
  /// addresses of version 6 come without brackets.
  init?(_ error: String, from place: ChannelAddress.Place) {
    let words = error.split(separator: " ")
    guard words.count >= 3, words[0] == "MOVED" || words[0] == "ASK",
      let slot = Int(words[1]), (0..<RedisSlot.count).contains(slot),
      let colon = words[2].lastIndex(of: ":"),
      let port = UInt16(words[2][words[2].index(after: colon)...]), port > 0
    else { return nil }
    isOnce = words[0] == "ASK"
    self.slot = slot
    var host = String(words[2][..<colon])
    if host.isEmpty {
      guard case .host(let same, _) = place else { return nil }
      host = same
    }
    self.place = .host(host, port: port)
    guard ChannelAddress(self.place).isSound else { return nil }
  }
}
