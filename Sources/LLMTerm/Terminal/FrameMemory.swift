import CSystem
import Glibc

/// A file in memory that ncurses takes for the terminal.
final class FrameMemory {
  let file: UnsafeMutablePointer<FILE>
  private let descriptor: Int32

  init() throws(TerminalError) {
    descriptor = csys_memory_file("frame")
    guard descriptor >= 0, let file = fdopen(descriptor, "w") else {
      throw .refused(what: "memory for frames", errorNumber: errno)
    }
    self.file = file
  }

  deinit {
    fclose(file)
  }

  /// What was written since the last time.
  func take() -> [UInt8] {
    let count = Int(lseek(descriptor, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
    // The file keeps its pages for the next frame, if this one was of the usual size.
    if count > 1 << 18 { ftruncate(descriptor, 0) }
    lseek(descriptor, 0, SEEK_SET)
    return bytes
  }
}
