import CSystem
import ChatEngine
import Glibc

/// What the process finds around it, read once.
struct Surroundings {
  var environment: [String: String]
  var workingFolder: String
  /// Seconds east of UTC, now.
  var utcOffset: Int

  init() {
    environment = ProcessEnvironment.read()
    workingFolder = Surroundings.readWorkingFolder()
    var now = time(nil)
    var local = tm()
    utcOffset = localtime_r(&now, &local) == nil ? 0 : local.tm_gmtoff
  }

  /// A time of the day where the person is, `14:02`.
  func clockText(_ time: Timestamp) -> String {
    let local = Timestamp(milliseconds: time.milliseconds + Int64(utcOffset) * 1000)
    return String(local.text.dropFirst(11).prefix(5))
  }

  /// The file that a typed path means: `~` is the home.
  func path(_ typed: String) -> String {
    guard typed == "~" || typed.hasPrefix("~/"), let home = environment["HOME"] else {
      return typed
    }
    return home + typed.dropFirst()
  }

  /// Makes this process unreadable for others of the same user, who could read keys from it, and
  /// keeps them out of core files (faults.md, section 5).
  static func protectMemory() {
    _ = csys_forbid_dumps()
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }

  /// Has the process open as many files and sockets, as far as the system lets it; gives how many it
  /// may open.
  @discardableResult
  static func allowDescriptors(_ count: Int) -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(count) else { return count }
    limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
    setrlimit(resource, &limit)
    guard getrlimit(resource, &limit) == 0 else { return count }
    return Int(clamping: limit.rlim_cur)
  }

  /// Takes keys out of the environment, so that no child gets them.
  static func forget(_ names: some Sequence<String>) {
    for name in names { unsetenv(name) }
  }

  private static func readWorkingFolder() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}
