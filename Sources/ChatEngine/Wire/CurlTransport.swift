import CCurl

/// Transfers by libcurl on the loop's thread.
///
/// The consumer is never called while libcurl is on the stack, so it may start, cancel, pause and
/// resume whatever it likes.
package final class CurlTransport: Transport {
  // Two keys with each of ten providers, and room.
  private static let maxPools = 32

  /// How many connections each pool keeps when nothing uses them.
  var keptConnections = CurlPool.usualConnections
  /// How many handles each pool keeps for the next request of their kind: none but for a crowd of prompts.
  var keptHandles = 0

  private let loop: EventLoop
  private let deliver: (TransferID, TransferEvent) -> Void
  private var isInitialized = false
  private var pools: [String: CurlPool] = [:]
  private var lastPool: (name: String, pool: CurlPool)?
  private var uses: UInt64 = 0
  private var transfers: [TransferID: (transfer: CurlTransfer, pool: CurlPool?)] = [:]
  // Those with events, in the order in which they got them.
  private var ready: [CurlTransfer] = []
  private var isDelivering = false
  private var deliveryTimer: TimerID?

  /// Makes a transport; libcurl is not touched before the first transfer.
  package init(loop: EventLoop, deliver: @escaping (TransferID, TransferEvent) -> Void) {
    self.loop = loop
    self.deliver = deliver
  }

  deinit {
    if let deliveryTimer { loop.cancel(deliveryTimer) }
    for (transfer, pool) in transfers.values { pool?.end(transfer) }
  }

  package func start(_ id: TransferID, _ request: HTTPRequest) {
    precondition(transfers[id] == nil, "a transfer's ID is used once")
    let transfer = CurlTransfer(id: id, request: request) { [unowned self] in announce($0) }
    do throws(TransportError) {
      let pool = try pool(named: request.pool)
      transfers[id] = (transfer, pool)
      try pool.begin(transfer)
    } catch {
      if transfers[id] == nil { transfers[id] = (transfer, nil) }
      transfer.fail(error)
      deliverSoon()
    }
  }

  package func cancel(_ id: TransferID) {
    guard let (transfer, pool) = transfers.removeValue(forKey: id) else { return }
    transfer.isOver = true
    pool?.end(transfer)
  }

  package func pause(_ id: TransferID) {
    transfers[id]?.transfer.isPaused = true
  }

  package func resume(_ id: TransferID) {
    guard let transfer = transfers[id]?.transfer, transfer.isPaused else { return }
    transfer.isPaused = false
    announce(transfer)
    deliverSoon()
  }
}

// MARK: Pools

extension CurlTransport {
  private func pool(named name: String) throws(TransportError) -> CurlPool {
    uses += 1
    // Nearly always the one before.
    if let lastPool, lastPool.name == name {
      lastPool.pool.lastUse = uses
      return lastPool.pool
    }
    // Not `??`, whose closure forgets the type of what is thrown.
    let pool = if let known = pools[name] { known } else { try makePool(named: name) }
    pool.lastUse = uses
    lastPool = (name, pool)
    return pool
  }

  private func makePool(named name: String) throws(TransportError) -> CurlPool {
    // Here and not at the program's start, of which it would be a third.
    if !isInitialized, curl_global_init(CCURL_GLOBAL_DEFAULT) != CURLE_OK {
      throw TransportError(.local, message: "libcurl cannot be set up")
    }
    isInitialized = true
    if pools.count >= Self.maxPools { dropOldestIdlePool() }
    guard let pool = CurlPool(loop: loop, afterDrive: { [unowned self] in deliverReady() }) else {
      throw TransportError(.local, message: "libcurl has no memory")
    }
    pool.keepConnections(max(keptConnections, CurlPool.usualConnections))
    pool.keepHandles(keptHandles)
    pools[name] = pool
    return pool
  }

  private func dropOldestIdlePool() {
    let idle = pools.filter(\.value.isIdle)
    guard let oldest = idle.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
    pools[oldest.key] = nil
    lastPool = nil
  }
}

// MARK: Delivery

extension CurlTransport {
  private func announce(_ transfer: CurlTransfer) {
    guard !transfer.isReady else { return }
    transfer.isReady = true
    ready.append(transfer)
  }

  private func deliverSoon() {
    guard deliveryTimer == nil, !isDelivering else { return }
    deliveryTimer = loop.schedule(at: loop.now()) { [unowned self] in
      deliveryTimer = nil
      deliverReady()
    }
  }

  private func deliverReady() {
    guard !isDelivering else { return }
    isDelivering = true
    defer { isDelivering = false }
    var next = 0
    while next < ready.count {
      let transfer = ready[next]
      next += 1
      transfer.isReady = false
      deliverEvents(of: transfer)
    }
    ready.removeAll(keepingCapacity: true)
  }

  private func deliverEvents(of transfer: CurlTransfer) {
    while !transfer.isOver, !transfer.isPaused {
      guard let event = transfer.nextEvent() else {
        return letGo(transfer)
      }
      switch event {
      case .ended, .failed:
        transfer.isOver = true
        transfers[transfer.id] = nil
      case .responded, .body, .trailers: break
      }
      deliver(transfer.id, event)
    }
  }

  // May bring events at once, which put the transfer in line again.
  private func letGo(_ transfer: CurlTransfer) {
    let code = transfer.letGo()
    guard code != CURLE_OK else { return }
    transfer.finish(code)
    transfers[transfer.id]?.pool?.end(transfer)
  }
}
