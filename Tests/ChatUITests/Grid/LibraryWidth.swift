import CSystem

/// The C library's opinion of a scalar's width, which is also ncurses'.
func libraryWidth(_ scalar: Unicode.Scalar) -> Int {
  UTF8Locale.use()
  return Int(wcwidth(wchar_t(bitPattern: scalar.value)))
}
