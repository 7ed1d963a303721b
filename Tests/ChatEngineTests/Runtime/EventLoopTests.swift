import CSystem
import ChatEngine
import Glibc
import Synchronization
import Testing

@Suite struct `The event loop` {
  let loop: EventLoop
  init() throws { loop = try EventLoop() }

  @Test func `runs what is due, in order, and not what was taken back`() {
    var ran: [Int] = []
    let now = loop.now()
    loop.schedule(at: now + .milliseconds(2)) { ran.append(2) }
    loop.schedule(at: now) { ran.append(1) }
    let taken = loop.schedule(at: now) { ran.append(0) }
    loop.schedule(at: now + .seconds(100)) { ran.append(3) }
    loop.cancel(taken)
    loop.run { ran.count < 2 }
    #expect(ran == [1, 2])
    #expect(loop.now() >= now + .milliseconds(2))
  }

  @Test func `comes back at the deadline`() {
    let deadline = loop.now() + .milliseconds(1)
    while loop.now() < deadline { loop.runOnce(until: deadline) }
    loop.runOnce(until: .zero)
  }

  @Test func `is not held by an action that schedules itself at once`() {
    var count = 0
    func again() {
      count += 1
      loop.schedule(at: .zero) { again() }
    }
    again()
    loop.runOnce(until: nil)
    #expect(count == 2)
  }

  @Test func `reports a pipe that can be read, and its end`() throws {
    let pipe = try Pipe()
    var seen: [Readiness] = []
    loop.watch(pipe.output, readable: true, writable: false) { seen.append($0) }
    loop.runOnce(until: .zero)
    #expect(seen.isEmpty)
    pipe.write()
    loop.runOnce(until: nil)
    #expect(seen == [.readable])
    pipe.closeInput()
    loop.runOnce(until: nil)
    #expect(seen.last == [.readable, .hangup])
    loop.unwatch(pipe.output)
    loop.runOnce(until: .zero)
    #expect(seen.count == 2)
  }

  @Test func `holds back what is patient until the deadline, and nothing else`() throws {
    loop.letHoldBack()
    let (patient, urgent) = (try Pipe(), try Pipe())
    var seen: [String] = []
    loop.watch(patient.output, readable: true, writable: false, isPatient: true) { _ in
      seen.append("patient")
      self.loop.unwatch(patient.output)
    }
    loop.watch(urgent.output, readable: true, writable: false) { _ in
      seen.append("urgent")
      self.loop.unwatch(urgent.output)
    }
    patient.write()
    urgent.write()
    loop.runOnce(until: loop.now() + .seconds(100), holdingBack: true)
    #expect(seen == ["urgent"])
    let deadline = loop.now() + .milliseconds(5)
    loop.runOnce(until: deadline, holdingBack: true)
    #expect(loop.now() >= deadline)
    #expect(seen == ["urgent", "patient"])
  }

  @Test func `holds nothing back that was not asked for, and what was watched before`() throws {
    let pipe = try Pipe()
    var seen = 0
    let watch = {
      self.loop.watch(pipe.output, readable: true, writable: false, isPatient: true) { _ in
        seen += 1
      }
    }
    watch()
    pipe.write()
    loop.runOnce(until: loop.now() + .seconds(100), holdingBack: true)
    #expect(seen == 1)
    loop.letHoldBack()
    watch()
    loop.runOnce(until: loop.now() + .seconds(100))
    loop.runOnce(until: loop.now() + .milliseconds(1), holdingBack: true)
    #expect(seen == 3)
    loop.unwatch(pipe.output)
    loop.runOnce(until: .zero)
    #expect(seen == 3)
  }

  @Test func `changes what a descriptor is watched for`() throws {
    let pipe = try Pipe()
    var seen: [Readiness] = []
    loop.watch(pipe.input, readable: false, writable: false) { seen.append($0) }
    loop.runOnce(until: .zero)
    loop.watch(pipe.input, readable: false, writable: true) { seen.append($0) }
    loop.runOnce(until: nil)
    #expect(seen == [.writable])
  }

  @Test func `does not report to a watch that was dropped in the same turn`() throws {
    let pipes = [try Pipe(), try Pipe()]
    var count = 0
    for pipe in pipes {
      pipe.write()
      loop.watch(pipe.output, readable: true, writable: false) { _ in
        count += 1
        for pipe in pipes {
          loop.unwatch(pipe.output)
          loop.watch(pipe.output, readable: false, writable: false) { _ in count += 100 }
        }
      }
    }
    loop.runOnce(until: nil)
    #expect(count == 1)
  }

  @Test func `takes a file as always ready`() {
    let file = csys_open("/proc/self/stat", O_RDONLY, 0)
    defer { close(file) }
    var count = 0
    loop.watch(file, readable: true, writable: false) { readiness in
      #expect(readiness == .readable)
      count += 1
      loop.unwatch(file)
    }
    loop.runOnce(until: nil)
    #expect(count == 1)
  }
}

@Suite struct `A worker` {
  let loop: EventLoop
  let worker: Worker
  init() throws {
    loop = try EventLoop()
    worker = try Worker(name: "test", answers: loop.mailbox)
  }

  @Test func `gives its results to the loop's thread, in order`() {
    let here = pthread_self()
    var results: [Int] = []
    var threads: Set<Bool> = []
    for number in 0..<100 {
      worker.run {
        pthread_equal(here, pthread_self()) == 0 ? number : -1
      } then: { result in
        results.append(result)
        threads.insert(pthread_equal(here, pthread_self()) != 0)
      }
    }
    #expect(results.isEmpty)
    loop.run { results.count < 100 }
    #expect(results == Array(0..<100))
    #expect(threads == [true])
  }

  @Test func `has done everything when it is finished`() {
    let count = Counter()
    for _ in 0..<100 { worker.run { count.increase() } }
    worker.finish()
    #expect(count.value == 100)
    worker.finish()
  }

  @Test func `takes no signals`() {
    var blocked: Set<Int32>?
    worker.run {
      var mask = sigset_t()
      pthread_sigmask(SIG_SETMASK, nil, &mask)
      return Set(
        [SIGINT, SIGTERM, SIGWINCH, SIGHUP, SIGCHLD].filter { sigismember(&mask, $0) == 1 })
    } then: {
      blocked = $0
    }
    loop.run { blocked == nil }
    #expect(blocked == [SIGINT, SIGTERM, SIGWINCH, SIGHUP, SIGCHLD])
  }
}

private final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .relaxed) }
  func increase() { count.add(1, ordering: .relaxed) }
}

private final class Pipe {
  let output: Int32
  private(set) var input: Int32

  init() throws(TestFailure) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw TestFailure("no pipe") }
    (output, input) = (ends[0], ends[1])
  }

  deinit {
    close(output)
    closeInput()
  }

  func write() { _ = Glibc.write(input, "x", 1) }

  func closeInput() {
    guard input >= 0 else { return }
    close(input)
    input = -1
  }
}
