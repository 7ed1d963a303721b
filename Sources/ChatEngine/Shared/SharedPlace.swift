/// A reservation that has no place in Redis yet.
struct PendingPlace {
  let reservation: Reservation
  let bucket: LimitBucket
  /// Names it among those of all machines.
  let member: String
  let costs: LimitCosts
  /// Whether it was said that it waits.
  var isQueued = false
  let reply: (Admission) -> Void
}

/// A place in Redis, with all that giving it back takes.
struct SharedPlace {
  let bucket: LimitBucket
  let member: String
  let costs: LimitCosts
  let requestMark: Int
  let tokenMark: Int

  /// The place that Redis gave; without a reply that of a request which it may have got.
  ///
  /// Of such a one only as much can be given back as is safe without marks.
  init(of pending: PendingPlace, _ reply: LimitReply? = nil) {
    bucket = pending.bucket
    member = pending.member
    costs = pending.costs
    requestMark = reply?.requestMark ?? 0
    tokenMark = reply?.tokenMark ?? 0
  }
}
