import ChatEngine
import Glibc

/// The wire of this program's requests: a network, one that is recorded, or a recording.
final class Wire {
  private let options: Options.Wire
  /// What is played; nil for a network.
  private let recording: Recording?
  private var recorder: RecordingFile?

  /// Reads what is to be played.
  init(_ options: Options.Wire) throws(SetupError) {
    self.options = options
    guard let path = options.replay else {
      recording = nil
      return
    }
    guard let bytes = TextFile.bytes(path, limit: 1 << 30) else {
      throw SetupError(RecordingError(unreadable: path).sentence)
    }
    do throws(RecordingError) {
      recording = try Recording(bytes, path: path)
    } catch {
      throw SetupError(error.sentence)
    }
  }

  /// What was there when the recording was made; nil for a network.
  var surroundings: Recording.Surroundings? { recording?.surroundings }

  /// Whether anything but a network is concerned: what comes must come over the wire.
  var isKept: Bool { recording != nil || options.record != nil }

  /// Makes the file of a session that is to be recorded, before anything is asked.
  func begin(_ setup: Setup, loop: EventLoop, queue: any LogQueue) throws(SetupError) {
    guard let path = options.record else { return }
    let present = setup.keyVariables.filter { setup.surroundings.environment[$0] != nil }
    let surroundings = Recording.Surroundings(
      keyVariables: Array(present), ports: setup.listening.compactMap(\.port))
    do throws(RecordingError) {
      recorder = try RecordingFile(
        path: path, surroundings: surroundings, program: "llmterm \(Program.version)",
        queue: queue,
        clock: LogClock(now: { [loop] in loop.now() }, time: SystemClock.timestamp))
    } catch {
      throw SetupError(error.sentence)
    }
  }

  /// Ends a session; the file of one in which nothing was sent, for a mistake came first, goes again.
  func end() {
    if let recorder, recorder.isEmpty, let path = options.record { unlink(path) }
  }

  /// Has a runner's requests recorded or played.
  func attach(to runner: TurnRunner, _ tell: @escaping (Notice) -> Void) {
    if let recording {
      let speed = options.speed
      runner.makeTransport = { ReplayTransport(recording, speed: speed, loop: $0, deliver: $1) }
    }
    recorder?.onProblem = { tell(Notice(.warning, $0)) }
    runner.recording = recorder
  }

  /// How keys are got; a recording wants none.
  func lookUp(_ keys: Keys) -> TurnRunner.KeyLookup {
    recording == nil ? { keys.lookUp($0, $1) } : { _, done in done(.success(nil)) }
  }
}
