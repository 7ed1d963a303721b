/// The scripts that hold a bucket of requests for all machines that share a Redis.
///
/// A bucket is four keys of one hash slot, each with a time to live:
///
/// | key | holds |
/// | --- | --- |
/// | `:req`, `:tok` | when it is full again (GCRA), the latest time given out, all that was ever taken |
/// | `:lease` | a sorted set: the member of each request that is not settled, by its expiry |
/// | `:hold` | what the provider's own headers leave, and until when |
///
/// Times are integers in microseconds of Redis' own clock, which a Lua number holds exactly (1.8e15
/// of 9.0e15). Rate and burst come with each call, as microseconds: two machines whose configurations
/// differ move the same time on by different steps, and neither spoils it for the other. What is in a
/// key and cannot be ours (another type, no number, a time beyond every wait that is ever granted)
/// counts as an empty bucket (faults.md row 83).
///
/// The first line of a script makes a server that is full or may not be written to refuse it before it
/// has done anything; what only gives back runs on a full one too.
enum LimitScript {
  /// No place is given out later than this: the longest that any answer may take.
  static let longestWait: Duration = .seconds(600)
  /// After that long a request that nobody settled has died with its process: the longest answer and
  /// a tenth more.
  static let leaseTime: Duration = .seconds(660)
  /// A provider's word is asked for again after that long.
  static let longestHold: Duration = .seconds(3600)

  /// Takes a place in all buckets, or in none.
  ///
  /// Arguments: member, cost and burst of the requests, cost and burst of the tokens (µs, cost 0 where
  /// there is no limit), streams (0 for no limit), tokens, longest wait that is taken (µs).
  /// The reply is read by `LimitReply`.
  static let reserve = RedisScript(
    "#!lua\n" + RedisScript.own + common + """
      local member, streams, tokens = ARGV[1], tonumber(ARGV[6]), tonumber(ARGV[7])
      local running = leases(KEYS[3])
      local costs = {tonumber(ARGV[2]), tonumber(ARGV[4])}
      local bursts = {tonumber(ARGV[3]), tonumber(ARGV[5])}
      local buckets = {bucket(KEYS[1]), bucket(KEYS[2])}
      local held = hold(KEYS[4])
      local at = now
      for index, cost in ipairs(costs) do
        local spare = math.max(0, bursts[index] - cost)
        if cost > 0 then at = math.max(at, buckets[index].full - spare) end
      end
      if held.requests and held.requests < 1 then at = math.max(at, held.requestsReset) end
      if held.tokens and held.tokens < tokens then at = math.max(at, held.tokensReset) end
      local function reply(verdict, wait)
        return {verdict, wait, buckets[1].full - now, buckets[2].full - now, running,
          held.requests or -1, held.tokens or -1, buckets[1].taken, buckets[2].taken}
      end
      if streams > 0 and running >= streams then
        local first = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
        return reply(2, tonumber(first[2]) - now)
      end
      if at - now > tonumber(ARGV[8]) then return reply(0, at - now) end
      for index, cost in ipairs(costs) do
        if cost > 0 then
          local taken = buckets[index]
          taken.full = math.max(taken.full, at) + cost
          taken.latest = math.max(taken.latest, at)
          taken.taken = taken.taken + cost
          keep(KEYS[index], taken)
        end
      end
      for name, count in pairs({requests = 1, tokens = tokens}) do
        if held[name] and at < held[name .. 'Reset'] then
          held[name] = math.max(0, held[name] - count)
          redis.call('HSET', KEYS[4], name, held[name])
        end
      end
      redis.call('ZADD', KEYS[3], string.format('%.0f', at + leaseTime), member)
      redis.call('PEXPIRE', KEYS[3], (longestWait + leaseTime) / 1000 + margin)
      running = running + 1
      return reply(1, at - now)
      """)

  /// Ends a reservation, once: a second call for the same member changes nothing.
  ///
  /// Arguments: member, cost of the request to give back (0 where it was sent) and the requests' mark,
  /// what the tokens cost more than was reserved (negative: less) and the tokens' mark; a mark of 0
  /// where none is known. The reply is 1, or 0 where there was no such reservation.
  ///
  /// A cost is given back only as far as nobody who came after it stands there: those have been told
  /// their times, and such a place would be given out twice (`GCRA` says the same of one process).
  static let settle = RedisScript(
    "#!lua flags=allow-oom\n" + RedisScript.own + common + """
      if own('ZREM', KEYS[3], ARGV[1]) == 0 then return 0 end
      local function change(key, cost, mark)
        if cost == 0 then return end
        local held = bucket(key)
        if cost > 0 then
          held.full = math.min(held.full + cost, now + 2 * longestWait)
          held.taken = held.taken + cost
        else
          local since = held.taken - mark
          local least = since == 0 and now or held.latest + math.max(since, 0)
          if since < 0 then least = held.full end
          held.full = math.max(held.full + cost, math.min(held.full, least))
        end
        keep(key, held)
      end
      change(KEYS[1], -tonumber(ARGV[2]), tonumber(ARGV[3]))
      change(KEYS[2], tonumber(ARGV[4]), tonumber(ARGV[5]))
      return 1
      """)

  /// Writes down what a provider's headers leave.
  ///
  /// Arguments: requests left and until when (µs from now), tokens left and until when; -1 where it
  /// said nothing. Of two words that both still hold the tighter one stays: answers may come out of
  /// order. It is held beside the configured limits, so it can only tighten them.
  static let tighten = RedisScript(
    "#!lua\n" + RedisScript.own + common + """
      local held = hold(KEYS[4])
      local function note(name, left, wait)
        if left < 0 or wait <= 0 then return end
        local reset = now + math.min(wait, longestHold)
        local known, knownReset = held[name], held[name .. 'Reset']
        if known and (known < left or known == left and knownReset >= reset) then return end
        redis.call('HSET', KEYS[4], name, string.format('%.0f', left),
          name .. 'Reset', string.format('%.0f', reset))
        redis.call('PEXPIRE', KEYS[4], longestHold / 1000 + margin)
      end
      note('requests', tonumber(ARGV[1]), tonumber(ARGV[2]))
      note('tokens', tonumber(ARGV[3]), tonumber(ARGV[4]))
      return 1
      """)

  private static let common = """
    local longestWait, leaseTime, longestHold = \(microseconds(longestWait)), \
    \(microseconds(leaseTime)), \(microseconds(longestHold))
    local margin = 10000
    local clock = redis.call('TIME')
    local now = clock[1] * 1000000 + clock[2]

    -- All that was taken is counted from the present time on, so that it never falls behind a mark
    -- that was given before the key ran out.
    local function bucket(key)
      local full, latest, taken = string.match(own('GET', key) or '', '^(%d+) (%d+) (%d+)$')
      full, latest, taken = tonumber(full or -1), tonumber(latest or -1), tonumber(taken or -1)
      local isOurs = full >= 0 and full <= now + 2 * longestWait + 60000000
        and latest <= full and taken < 9e15
      if not isOurs then return {full = now, latest = now, taken = now} end
      return {full = math.max(full, now), latest = latest, taken = taken}
    end

    local function keep(key, held)
      local last = math.max(held.full, math.min(held.taken, now + longestWait))
      redis.call('SET', key,
        string.format('%.0f %.0f %.0f', held.full, math.min(held.latest, held.full), held.taken),
        'PX', math.ceil(math.max(0, last - now) / 1000) + margin)
    end

    -- How many requests are under way.
    local function leases(key)
      own('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now))
      redis.call('ZREMRANGEBYSCORE', key,
        string.format('(%.0f', now + longestWait + leaseTime), '+inf')
      return redis.call('ZCARD', key)
    end

    -- What the provider's word still holds.
    local function hold(key)
      local fields = own('HMGET', key, 'requests', 'requestsReset', 'tokens', 'tokensReset')
      local function number(text) return tonumber(string.match(text or '', '^%d+$') or -1) end
      local held = {}
      for index, name in ipairs({'requests', 'tokens'}) do
        local left, reset = number(fields[2 * index - 1]), number(fields[2 * index])
        if left >= 0 and reset > now and reset <= now + longestHold then
          held[name] = left
          held[name .. 'Reset'] = reset
        end
      end
      return held
    end

    """

  private static func microseconds(_ duration: Duration) -> Int64 { duration.nanoseconds / 1000 }
}
