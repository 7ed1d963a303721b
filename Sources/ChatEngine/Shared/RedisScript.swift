/// A Lua script with the name by which a server knows it.
package struct RedisScript: Sendable, Equatable {
  package let text: String
  /// Its SHA-1 in hexadecimal digits.
  let name: String

  package init(_ text: String) {
    self.text = text
    name = SHA1.hexadecimal(Array(text.utf8))
  }
}

extension RedisScript {
  /// What our scripts begin with, after the line that says which language it is: a server is shared,
  /// and anybody may have put anything under a key of ours (faults.md row 83).
  static let own = """
    -- A command on a key of ours, which is emptied first where it holds another type.
    local function own(command, key, ...)
      local reply = redis.pcall(command, key, ...)
      if type(reply) ~= 'table' or not reply.err then return reply end
      if string.find(reply.err, 'WRONGTYPE', 1, true) then redis.call('DEL', key) end
      return redis.call(command, key, ...)
    end

    """
}
