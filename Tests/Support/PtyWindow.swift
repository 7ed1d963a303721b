import Glibc

/// A pseudoterminal: the window's side of it, and a program's.
package final class PtyWindow {
  /// The window's side.
  package private(set) var master: Int32 = -1
  /// The program's side; kept open, so that the terminal's modes outlive the program.
  package private(set) var slave: Int32 = -1
  /// The path of the program's side.
  package let path: String

  package init(columns: Int, rows: Int) throws {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: 128)
    guard openpty(&master, &slave, &name, nil, &size) == 0 else {
      throw Pty.Failure(description: "openpty failed (error \(errno))")
    }
    path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    close()
  }

  /// Closes the window: the program gets SIGHUP, and its terminal is gone.
  package func close() {
    if slave >= 0 { Glibc.close(slave) }
    if master >= 0 { Glibc.close(master) }
    (master, slave) = (-1, -1)
  }

  package func write(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(master, $0.baseAddress?.advanced(by: sent), $0.count - sent)
      }
      if count <= 0 { return }
      sent += count
    }
  }

  /// What the program has written, waiting at most so long for the first byte.
  package func read(waiting milliseconds: Int32) -> [UInt8] {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard master >= 0, poll(&ready, 1, milliseconds) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// All that was written to the program's side until now.
  ///
  /// The kernel hands it over when it likes; so a mark is written behind it, and read up to.
  package func readAll() -> [UInt8] {
    let mark = Array("\u{1B}_mark\u{1B}\\".utf8)
    _ = Glibc.write(slave, mark, mark.count)
    var bytes: [UInt8] = []
    while !bytes.suffix(mark.count).elementsEqual(mark) {
      let more = read(waiting: 5000)
      if more.isEmpty { return bytes }
      bytes += more
    }
    return Array(bytes.dropLast(mark.count))
  }

  /// Gives the window another size; the program gets SIGWINCH.
  package func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// The modes that `stty` shows, to be compared.
  package var modes: [UInt32] {
    var modes = termios()
    tcgetattr(slave, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }
}
