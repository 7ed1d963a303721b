/// The scripts that add up what all machines that share a Redis spend.
///
/// Two keys of one hash slot hold the sums of a day and a month, in whole millionths of a US dollar
/// (µ$): a Lua number holds 9 milliards of dollars exactly. A third, a sorted set, names the requests
/// that are not settled, and for two hours those that are, so that a settlement that arrives twice
/// counts once. A sum that is lost (flushed, evicted, not a number) begins again with what the caller's
/// own ledger says, which comes with each reservation.
enum SpendingScript {
  /// Adds an estimate to both sums, or to none.
  ///
  /// Arguments: name of the request, estimate, then for day and month: limit (-1 for none), sum in the
  /// caller's ledger, and the milliseconds that the key is kept. The reply: 1 or 0, and both sums.
  static let reserve = RedisScript(
    "#!lua\n" + RedisScript.own + common + """
      local name, amount = ARGV[1], tonumber(ARGV[2])
      local isWithin, sums = 1, {}
      for index = 1, 2 do
        local limit = tonumber(ARGV[3 * index])
        sums[index] = math.max(sum(KEYS[index]), tonumber(ARGV[3 * index + 1]))
        if limit >= 0 and sums[index] + amount > limit then isWithin = 0 end
      end
      -- One that was given up before it arrived has been settled already.
      if isWithin == 1 and not own('ZSCORE', KEYS[3], name .. settled) then
        for index = 1, 2 do
          sums[index] = sums[index] + amount
          keep(KEYS[index], sums[index], ARGV[3 * index + 2])
        end
        own('ZADD', KEYS[3], now + lifetime, name)
        redis.call('EXPIRE', KEYS[3], lifetime)
      end
      return {isWithin, sums[1], sums[2]}
      """)

  /// Puts an estimate right, once: a second call for the same name changes nothing.
  ///
  /// Arguments: name of the request, estimate, what it cost, and the milliseconds that the keys of day
  /// and month are kept. What was reserved without Redis is added now. The reply: 1 and both sums.
  static let settle = RedisScript(
    "#!lua flags=allow-oom\n" + RedisScript.own + common + """
      local name = ARGV[1]
      own('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
      local change = 0
      if own('ZADD', KEYS[3], 'NX', now + lifetime, name .. settled) == 1 then
        change = tonumber(ARGV[3])
        if redis.call('ZREM', KEYS[3], name) == 1 then change = change - tonumber(ARGV[2]) end
        redis.call('EXPIRE', KEYS[3], lifetime)
      end
      local sums = {}
      for index = 1, 2 do
        sums[index] = math.max(0, sum(KEYS[index]) + change)
        if change ~= 0 then keep(KEYS[index], sums[index], ARGV[index + 3]) end
      end
      return {1, sums[1], sums[2]}
      """)

  private static let common = """
    local most, lifetime, settled = 9007199254740991, 7200, '/settled'
    local now = tonumber(redis.call('TIME')[1])

    local function sum(key)
      local number = tonumber(string.match(own('GET', key) or '', '^%d+$') or 0)
      return number <= most and number or 0
    end

    local function keep(key, number, lifetime)
      redis.call('SET', key, string.format('%.0f', math.min(number, most)), 'PX', lifetime)
    end

    """
}
