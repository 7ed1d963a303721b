import ChatEngine
import ChatUI

/// What a person has before them: the full screen, or lines.
protocol FrontEnd: AnyObject {
  /// Set once the engine stands; updates come to `apply`.
  var engine: Engine? { get set }

  /// Brings an event to the state and does what it asks for.
  func apply(_ event: AppEvent)
}
