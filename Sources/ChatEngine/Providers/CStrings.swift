import Glibc

/// Lists of strings as C wants them.
enum CStrings {
  typealias Pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

  /// Calls the body with a list that ends with nil and lives as long as the call.
  static func with<Result>(_ strings: [String], _ body: (Pointers) -> Result) -> Result {
    let pointers = Pointers.allocate(capacity: strings.count + 1)
    for (place, string) in strings.enumerated() { pointers[place] = strdup(string) }
    pointers[strings.count] = nil
    defer {
      for place in strings.indices { free(pointers[place]) }
      pointers.deallocate()
    }
    return body(pointers)
  }
}
