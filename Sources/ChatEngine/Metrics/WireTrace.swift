/// Is shown what goes over the wire, as it goes.
///
/// Belongs to the loop's thread.
package protocol WireTrace: AnyObject {
  /// A request goes out; `key` is the header that its key is in, and stands in the request too.
  func sent(_ transfer: TransferID, _ request: HTTPRequest, key: HTTPHeader?)
  func received(_ transfer: TransferID, _ event: TransferEvent)
  func cancelled(_ transfer: TransferID)
}
