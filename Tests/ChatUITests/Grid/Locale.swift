import Glibc

/// A locale with UTF-8 for the calling thread alone: the process's own may be changed by other tests
/// while this one runs.
enum UTF8Locale {
  // Unsafe only for the compiler: a locale object is made once and never changed.
  nonisolated(unsafe) private static let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

  static func use() { uselocale(locale) }
}
