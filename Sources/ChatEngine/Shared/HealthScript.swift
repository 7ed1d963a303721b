/// The scripts through which programs tell each other how a target is doing.
///
/// Each target has a stream of what happened to it, short and with a time to live; each program reads
/// what is new since it read last. Its ids are times of Redis' own clock.
enum HealthScript {
  /// The longest that a breaker stays open by itself, after which nothing in it says anything.
  static let lifetime: Duration = .seconds(3660)
  /// About so many are kept: as many as a breaker remembers.
  static let most = 256

  /// Adds what happened; arguments: who says it, and the words of `HealthEvent`.
  static let note = RedisScript(
    "#!lua\n" + RedisScript.own + """
      own('XADD', KEYS[1], 'MAXLEN', '~', \(most), '*', 'by', ARGV[1], 'event', ARGV[2])
      redis.call('PEXPIRE', KEYS[1], \(lifetime.milliseconds))
      return 1
      """)

  /// Gives what happened after an id (the argument; `0-0` for all): Redis' time in milliseconds, and
  /// for each event its id, who said it and what.
  static let read = RedisScript(
    "#!lua\n" + RedisScript.own + """
      local clock = redis.call('TIME')
      local events = {}
      for index, entry in ipairs(own('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', \(2 * most))) do
        local fields = entry[2]
        if fields[1] == 'by' and fields[3] == 'event' then
          events[#events + 1] = {entry[1], fields[2], fields[4]}
        end
      end
      return {clock[1] * 1000 + math.floor(clock[2] / 1000), events}
      """)
}
