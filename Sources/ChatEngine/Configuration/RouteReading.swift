/// The sections `default` and `routes`.
extension ConfigurationReader {
  /// The route that is there even where none is configured.
  static let implicitRoute = "main"

  mutating func routes(_ node: ConfigurationNode?) -> [Route] {
    members(node).compactMap { route($0) }
  }

  private mutating func route(_ member: ConfigurationNode.Member) -> Route? {
    let node = member.value
    let keys = ["policy", "targets", "on_cut", "hedge", "attempts_per_target", "attempts"]
    guard isObject(node, of: keys) else { return nil }
    if member.name.isEmpty || member.name.contains("/") {
      refuse(member.place, "a route's name must not be empty or have a slash, which targets have.")
      return nil
    }
    var route = Route(name: member.name, targets: targets(of: node, named: member))
    route.policy = word(node["policy"], as: RoutePolicy.self) ?? route.policy
    route.onCut = word(node["on_cut"], as: Route.OnCut.self) ?? route.onCut
    route.hedge = bool(node["hedge"]) ?? route.hedge
    route.attemptsPerTarget =
      int(node["attempts_per_target"], from: 1, to: 10) ?? route.attemptsPerTarget
    route.attempts = int(node["attempts"], from: 1, to: 100) ?? route.attempts
    return route
  }

  private mutating func targets(
    of node: ConfigurationNode, named member: ConfigurationNode.Member
  ) -> [RouteTarget] {
    guard let list = node["targets"] else {
      refuse(member.place, "\(node.path) needs \"targets\", a list such as [\"openai/gpt-6-sol\"].")
      return []
    }
    guard case .array(let elements) = list.content, !elements.isEmpty else {
      refuse(list, mustBe: "a list of at least one target")
      return []
    }
    var targets: [RouteTarget] = []
    for element in elements {
      guard let target = routeTarget(element) else { continue }
      if targets.contains(where: { $0.target == target.target }) {
        refuse(element.place, "\(element.path) names \(target.target) a second time.")
      }
      targets.append(target)
    }
    return targets
  }

  private mutating func routeTarget(_ node: ConfigurationNode) -> RouteTarget? {
    guard case .object = node.content else { return target(node).map { RouteTarget($0) } }
    guard isObject(node, of: ["target", "weight", "tier"]) else { return nil }
    guard let inner = node["target"] else {
      refuse(node.place, "\(node.path) needs \"target\", such as \"openai/gpt-6-sol\".")
      return nil
    }
    let weight = number(node["weight"], "a number from 0 to 1000") { (0...1000).contains($0) }
    let tier = int(node["tier"], from: 1, to: 100)
    guard let target = target(inner) else { return nil }
    return RouteTarget(target, weight: weight ?? 1, tier: tier ?? 1)
  }

  private mutating func target(_ node: ConfigurationNode) -> Target? {
    guard case .string(let text) = node.content, let target = Target(text) else {
      refuse(node, mustBe: "a target, provider/model, such as \"openai/gpt-6-sol\"")
      return nil
    }
    return isKnown(target, at: node) ? target : nil
  }

  /// Whether a target's provider is there; where not, that is refused.
  mutating func isKnown(_ target: Target, at node: ConfigurationNode) -> Bool {
    let known = providerNames + Preset.all.map(\.name)
    if known.contains(target.provider) { return true }
    let question = Suggestion.question(for: target.provider, among: known)
    let name = SafeQuote.quoted(target.provider)
    refuse(
      node.place,
      "\(node.path) names the provider \(name), which is neither configured nor a preset.\(question)"
    )
    return false
  }

  /// A target or the name of a route.
  mutating func selection(_ node: ConfigurationNode?) -> Destination? {
    guard let node, let text = string(node) else { return nil }
    if routeNames.contains(text) || text == Self.implicitRoute { return .route(text) }
    if let target = Target(text) { return isKnown(target, at: node) ? .target(target) : nil }
    let question = Suggestion.question(for: text, among: routeNames + [Self.implicitRoute])
    refuse(
      node.place,
      "\(node.path) must be a target, provider/model, or the name of a route; there is no route "
        + "\(SafeQuote.quoted(text)).\(question)")
    return nil
  }
}
