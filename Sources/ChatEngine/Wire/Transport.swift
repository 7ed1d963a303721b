/// Carries requests out and answers in.
///
/// Events come to the closure a transport was made with: never from within one of these calls,
/// in order, and none after `cancel` or the last.
package protocol Transport: AnyObject {
  /// Begins a transfer under an ID that was not used before.
  func start(_ id: TransferID, _ request: HTTPRequest)
  /// Ends a transfer at once, so that the server sees it.
  func cancel(_ id: TransferID)
  /// Holds a transfer's events back, and with them the server.
  func pause(_ id: TransferID)
  /// Lets a paused transfer go on.
  func resume(_ id: TransferID)
}
