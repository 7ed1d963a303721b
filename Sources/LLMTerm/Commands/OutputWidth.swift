import CSystem
import Glibc

/// How wide standard output is, for those who lay text out on it.
enum OutputWidth {
  /// The columns of the terminal; nil where standard output is none, and nothing has to fit.
  static var columns: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    return size(of: STDOUT_FILENO)?.columns ?? 80
  }

  /// The size of the terminal behind a descriptor; nil where it is none, or does not know.
  static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    var (rows, columns): (UInt16, UInt16) = (0, 0)
    guard csys_window_size(descriptor, &rows, &columns) == 0, columns > 0 else { return nil }
    return (Int(columns), Int(rows))
  }
}
