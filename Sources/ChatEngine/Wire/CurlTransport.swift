import CCurl

/// Transfers by libcurl on the loop's thread.
///
/// The consumer is never called while libcurl is on the stack, so it may start, cancel, pause and
/// resume whatever it likes.
package final class CurlTransport: Transport {
  // Two keys with each of ten providers, and room.
  private static let maxPools = 32

  /// How many handles each pool keeps for the next request of their kind: none but for a crowd of prompts.
  var keptHandles = 0

  private let loop: EventLoop
  private let deliver: (TransferID, TransferEvent) -> Void
  private var pools: [String: CurlPool] = [:]
  private var lastPool: (name: String, pool: CurlPool)?
  private var uses: UInt64 = 0
  private var transfers = NumberTable<TransferID, Running>()
  /// A transfer and where it runs; nowhere where it could not begin.
  private struct Running {
    let transfer: CurlTransfer
    let pool: CurlPool?
  }

  // Those with events, in the order in which they got them.
  private var ready: [CurlTransfer] = []
  private var round: [CurlTransfer] = []
  private var isDelivering = false
  private var deliveryTimer: TimerID?

  /// Makes a transport; libcurl is not touched before the first transfer.
  package init(loop: EventLoop, deliver: @escaping (TransferID, TransferEvent) -> Void) {
    self.loop = loop
    self.deliver = deliver
  }

  deinit {
    if let deliveryTimer { loop.cancel(deliveryTimer) }
    for running in transfers.values { running.pool?.end(running.transfer) }
  }

  package func start(_ id: TransferID, _ request: HTTPRequest) {
    precondition(transfers[id] == nil, "a transfer's ID is used once")
    let transfer = CurlTransfer(id: id, request: request, for: self)
    do throws(TransportError) {
      let pool = try pool(named: request.pool)
      transfers[id] = Running(transfer: transfer, pool: pool)
      try pool.begin(transfer)
    } catch {
      if transfers[id] == nil { transfers[id] = Running(transfer: transfer, pool: nil) }
      transfer.fail(error)
      deliverSoon()
    }
  }

  package func cancel(_ id: TransferID) {
    guard let running = transfers.removeValue(forKey: id) else { return }
    running.transfer.isOver = true
    running.pool?.end(running.transfer)
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
    guard CurlLibrary.isReady else {
      throw TransportError(.local, message: "libcurl cannot be set up")
    }
    if pools.count >= Self.maxPools { dropOldestIdlePool() }
    let pool = CurlPool(
      loop: loop, keptHandles: keptHandles, afterDrive: { [unowned self] in deliverSoon() })
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
  /// Puts a transfer in line that has something to deliver.
  func announce(_ transfer: CurlTransfer) {
    guard !transfer.isReady else { return }
    transfer.isReady = true
    ready.append(transfer)
  }

  // At the end of this turn of the loop: what libcurl does for all sockets goes before what the program
  // makes of it, because neither fits beside the other into the caches of a processor.
  private func deliverSoon() {
    guard deliveryTimer == nil, !isDelivering, !ready.isEmpty else { return }
    deliveryTimer = loop.schedule(at: .zero) { [unowned self] in
      deliveryTimer = nil
      deliverReady()
    }
  }

  private func deliverReady() {
    guard !isDelivering else { return }
    isDelivering = true
    defer { isDelivering = false }
    while !ready.isEmpty {
      // An event of each, and then the next: what is alike is done in a row, for the same reason.
      swap(&ready, &round)
      for transfer in round {
        transfer.isReady = false
        deliverEvent(of: transfer)
      }
      round.removeAll(keepingCapacity: true)
    }
  }

  private func deliverEvent(of transfer: CurlTransfer) {
    guard !transfer.isOver, !transfer.isPaused else { return }
    guard let event = transfer.nextEvent() else { return letGo(transfer) }
    switch event {
    case .ended, .failed:
      transfer.isOver = true
      transfers[transfer.id] = nil
    case .responded, .body, .trailers: break
    }
    deliver(transfer.id, event)
    guard !transfer.isOver, !transfer.isPaused else { return }
    if transfer.hasEvents { announce(transfer) } else { letGo(transfer) }
  }

  // May bring events at once, which put the transfer in line again.
  private func letGo(_ transfer: CurlTransfer) {
    let code = transfer.letGo()
    guard code != CURLE_OK else { return }
    transfer.finish(code)
    transfers[transfer.id]?.pool?.end(transfer)
  }
}
