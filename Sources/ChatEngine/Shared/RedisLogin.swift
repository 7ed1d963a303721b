/// As whom a connection works, and in which database.
package struct RedisLogin: Sendable, Equatable {
  /// Nil for the user named "default".
  package var user: String?
  package var password: Secret?
  package var database: Int

  package init(user: String? = nil, password: Secret? = nil, database: Int = 0) {
    self.user = user
    self.password = password
    self.database = database
  }

  var isNeeded: Bool { user != nil || password != nil }
}
