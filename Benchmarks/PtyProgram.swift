import ChatEngine
import Glibc
import TestSupport

/// A program in a pseudoterminal, watched through the bytes that it writes.
final class PtyProgram {
  let pty: Pty
  let began: Instant
  /// When something was written last.
  private(set) var lastOutput: Instant
  private(set) var bytesRead = 0

  init(
    _ command: [String], environment: [String: String] = [:], columns: Int = 120, rows: Int = 40
  ) throws {
    began = SystemClock.now()
    lastOutput = began
    pty = try Pty(
      command, columns: columns, rows: rows, environment: Child.environment(environment))
  }

  /// Ends it and waits.
  func stop() {
    pty.signal(SIGTERM)
    let limit = SystemClock.now() + .seconds(2)
    while pty.ended() == nil, SystemClock.now() < limit { _ = pty.window.read(waiting: 5) }
    pty.window.close()
  }

  func type(_ text: String) { pty.window.write(Array(text.utf8)) }

  /// What is written within that time at most.
  func read(waiting milliseconds: Int32) -> [UInt8] {
    let bytes = pty.window.read(waiting: milliseconds)
    if !bytes.isEmpty {
      lastOutput = SystemClock.now()
      bytesRead += bytes.count
    }
    return bytes
  }

  /// Reads on for a time and forgets it.
  func drain(_ duration: Duration) {
    let end = SystemClock.now() + duration
    while true {
      let left = (end - SystemClock.now()).milliseconds
      if left <= 0 { return }
      _ = read(waiting: Int32(left))
    }
  }

  /// Reads until a text was written; gives when it was, or nil after the time limit.
  func waitFor(_ text: String, limit: Duration = .seconds(20)) -> Instant? {
    let wanted = Array(text.utf8)
    let end = SystemClock.now() + limit
    var tail: [UInt8] = []
    while SystemClock.now() < end {
      tail += read(waiting: 100)
      if tail.contains(wanted) { return lastOutput }
      tail = tail.suffix(wanted.count - 1)
    }
    return nil
  }

  /// Reads until it has been quiet for a while: when the last byte of its first screen came.
  func waitForQuiet(_ quiet: Int32 = 250) -> Instant {
    let end = SystemClock.now() + .seconds(10)
    while SystemClock.now() < end {
      if read(waiting: bytesRead == 0 ? 2000 : quiet).isEmpty { break }
    }
    return lastOutput
  }

  /// Processor time so far of all its threads, in nanoseconds.
  var cpuNanoseconds: Int64 {
    let folder = "/proc/\(pty.pid)/task"
    return Files.names(in: folder).reduce(0) { sum, thread in
      let fields = Files.text(of: "\(folder)/\(thread)/schedstat").split(separator: " ")
      return sum + (fields.first.flatMap { Int64($0) } ?? 0)
    }
  }

  /// Memory in use now, in megabytes.
  var residentMegabytes: Double {
    let lines = Files.text(of: "/proc/\(pty.pid)/status").split(separator: "\n")
    let line = lines.first { $0.hasPrefix("VmRSS:") }
    let words = line?.split { $0 == " " || $0 == "\t" } ?? []
    return words.count > 1 ? (Double(words[1]) ?? .nan) / 1024 : .nan
  }
}

extension [UInt8] {
  /// Whether some bytes stand in these.
  func contains(_ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first, count >= wanted.count else { return false }
    return indices.dropLast(wanted.count - 1).contains { place in
      self[place] == first && self[place..<place + wanted.count].elementsEqual(wanted)
    }
  }
}
