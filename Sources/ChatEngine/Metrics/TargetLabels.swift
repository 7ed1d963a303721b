/// Gives each target a place in the metrics and the labels that stand for it.
///
/// Places are few, so that a program that is told ever new names of models does not grow: what comes
/// after the last one shares the place `other`.
struct TargetLabels: Sendable {
  static let mostTargets = 200
  static let longestLabel = 100
  private static let other = Target(provider: "other", model: "other")

  /// What stands for the targets, by place: two whose names differ behind the cut have the same.
  private(set) var all: [Target] = []
  private var places: [Target: Int] = [:]
  private var placesByLabels: [Target: Int] = [:]

  /// The targets that have a place of their own.
  var targets: [Target] { Array(places.keys) }

  /// The place of a target, which may be a new one: the next number.
  mutating func place(of target: Target) -> Int {
    if let place = places[target] { return place }
    guard places.count < Self.mostTargets else { return place(ofLabels: Self.other) }
    let labels = Target(
      provider: Self.filtered(target.provider), model: Self.filtered(target.model))
    let place = place(ofLabels: labels)
    places[target] = place
    return place
  }

  private mutating func place(ofLabels labels: Target) -> Int {
    if let place = placesByLabels[labels] { return place }
    placesByLabels[labels] = all.count
    all.append(labels)
    return all.count - 1
  }

  /// A name as a label may have it: printable ASCII, no key, 100 characters at most.
  static func filtered(_ name: String) -> String {
    let safe = Redactor().redacted(Array(name.utf8.prefix(4 * longestLabel)))
    let printable = safe.prefix(longestLabel).map { byte in
      (0x20...0x7E).contains(byte) ? byte : UInt8(ascii: "_")
    }
    return String(decoding: printable, as: UTF8.self)
  }
}
