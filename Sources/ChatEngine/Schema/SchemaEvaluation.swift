/// Holds one value against compiled schemas.
struct SchemaEvaluation {
  /// What of a value some schema has looked at; for `unevaluatedProperties` and `unevaluatedItems`.
  struct Evaluated {
    var members: Set<Int> = []
    var items: Set<Int> = []

    mutating func add(_ other: Evaluated) {
      members.formUnion(other.members)
      items.formUnion(other.items)
    }
  }

  static let mostProblems = 20
  /// References deeper than this lead in a circle: no value is as deep.
  private static let deepest = 512

  private let nodes: [SchemaNode]
  private let anchors: [Int: [String: Int]]
  private var path: [String] = []
  /// The resources on the way, the outermost first.
  private var scope: [Int] = []
  private var depth = 0
  /// Whether it goes on after the first problem.
  private var reports: Bool
  private(set) var problems: [JSONSchema.Problem] = []

  init(nodes: [SchemaNode], anchors: [Int: [String: Int]], reports: Bool) {
    self.nodes = nodes
    self.anchors = anchors
    self.reports = reports
  }

  /// What was looked at; nil where the value does not meet the schema.
  mutating func evaluate(_ place: Int, _ value: JSON) -> Evaluated? {
    guard nodes.indices.contains(place), depth < SchemaEvaluation.deepest else {
      fail("leads into a schema that refers to itself without end")
      return nil
    }
    let node = nodes[place]
    if let verdict = node.verdict {
      if !verdict { fail("is not allowed") }
      return verdict ? Evaluated() : nil
    }
    depth += 1
    let isNew = scope.last != node.resource
    if isNew { scope.append(node.resource) }
    defer {
      depth -= 1
      if isNew { scope.removeLast() }
    }
    return evaluate(node, value)
  }

  private mutating func evaluate(_ node: SchemaNode, _ value: JSON) -> Evaluated? {
    var evaluated = Evaluated()
    var isMet = true
    for check in node.checks {
      guard let problem = check.problem(of: value) else { continue }
      fail(problem)
      isMet = false
      if !reports { return nil }
    }
    if !applyInPlace(node, value, &evaluated) { isMet = false }
    guard isMet || reports else { return nil }
    switch value {
    case .object(let object):
      if !evaluate(node, object, &evaluated) { isMet = false }
    case .array(let elements):
      if !evaluate(node, elements, &evaluated) { isMet = false }
    case .null, .bool, .number, .string: break
    }
    return isMet ? evaluated : nil
  }

  mutating func fail(_ reason: String) {
    guard reports, problems.count < SchemaEvaluation.mostProblems else { return }
    let pointer = path.reduce("") { $0 + "/" + SchemaReference.token($1) }
    problems.append(JSONSchema.Problem(pointer: pointer, reason: reason))
  }

  /// Tries a schema without a word about its problems.
  private mutating func tried(_ place: Int, _ value: JSON) -> Evaluated? {
    let before = reports
    reports = false
    defer { reports = before }
    return evaluate(place, value)
  }

  // MARK: Schemas for the same value

  private mutating func applyInPlace(
    _ node: SchemaNode, _ value: JSON, _ evaluated: inout Evaluated
  ) -> Bool {
    var isMet = true
    for place in [node.reference, target(of: node.dynamicReference)].compactMap(\.self) + node.all {
      guard let more = evaluate(place, value) else {
        isMet = false
        if reports { continue } else { return false }
      }
      evaluated.add(more)
    }
    if let places = node.any, !matchAny(places, value, &evaluated) { isMet = false }
    if let places = node.one, !matchOne(places, value, &evaluated) { isMet = false }
    if let place = node.not, tried(place, value) != nil {
      fail("is just what is not allowed here")
      isMet = false
    }
    if let condition = node.condition {
      let met = tried(condition, value)
      if let met { evaluated.add(met) }
      if let place = met == nil ? node.alternative : node.consequence {
        if let more = evaluate(place, value) { evaluated.add(more) } else { isMet = false }
      }
    }
    for (name, place) in node.dependentSchemas where value[name] != nil {
      if let more = evaluate(place, value) { evaluated.add(more) } else { isMet = false }
    }
    return isMet
  }

  private func target(of reference: SchemaNode.DynamicReference?) -> Int? {
    guard let reference else { return nil }
    guard let anchor = reference.anchor else { return reference.node }
    return scope.lazy.compactMap { anchors[$0]?[anchor] }.first ?? reference.node
  }

  private mutating func matchAny(
    _ places: [Int], _ value: JSON, _ evaluated: inout Evaluated
  ) -> Bool {
    var isMet = false
    for place in places {
      guard let more = tried(place, value) else { continue }
      evaluated.add(more)
      isMet = true
    }
    if !isMet { failNearest(places, value) }
    return isMet
  }

  private mutating func matchOne(
    _ places: [Int], _ value: JSON, _ evaluated: inout Evaluated
  ) -> Bool {
    var met: [Evaluated] = []
    for place in places {
      if let more = tried(place, value) { met.append(more) }
      if met.count > 1 { break }
    }
    guard met.count == 1 else {
      if met.isEmpty {
        failNearest(places, value)
      } else {
        fail("meets more than one of the forms")
      }
      return false
    }
    evaluated.add(met[0])
    return true
  }

  /// Of several forms none was met: the problems of the one that comes nearest are what helps.
  private mutating func failNearest(_ places: [Int], _ value: JSON) {
    guard reports else { return }
    let before = problems
    var nearest: [JSONSchema.Problem]?
    for place in places {
      problems = []
      _ = evaluate(place, value)
      // Problems further inside belong to a form whose outside was met.
      if nearest.map({ Self.depth(problems) > Self.depth($0) }) ?? true { nearest = problems }
    }
    problems = before
    fail("meets none of the \(places.count) forms that are allowed")
    problems += (nearest ?? []).prefix(SchemaEvaluation.mostProblems - problems.count)
  }

  private static func depth(_ problems: [JSONSchema.Problem]) -> Int {
    problems.map { $0.pointer.utf8.count { $0 == UInt8(ascii: "/") } }.max() ?? 0
  }

  // MARK: Objects

  private mutating func evaluate(
    _ node: SchemaNode, _ object: JSONObject, _ evaluated: inout Evaluated
  ) -> Bool {
    var isMet = true
    for (place, member) in object.members.enumerated() {
      var isKnown = false
      if let inner = node.properties[Array(member.key.utf8)] {
        isKnown = true
        if !evaluate(inner, member.value, at: member.key) { isMet = false }
      }
      for (pattern, inner) in node.patternProperties where pattern.matches(member.key) {
        isKnown = true
        if !evaluate(inner, member.value, at: member.key) { isMet = false }
      }
      if !isKnown, let inner = node.otherProperties {
        isKnown = true
        if !evaluate(inner, member.value, at: member.key) { isMet = false }
      }
      if isKnown { evaluated.members.insert(place) }
      if let names = node.propertyNames, tried(names, .string(member.key)) == nil {
        fail("has a member \(SafeQuote.quoted(member.key)), whose name is not allowed")
        isMet = false
      }
      if !isMet, !reports { return false }
    }
    guard let rest = node.unevaluatedProperties else { return isMet }
    for (place, member) in object.members.enumerated() where !evaluated.members.contains(place) {
      if !evaluate(rest, member.value, at: member.key) { isMet = false }
      evaluated.members.insert(place)
    }
    return isMet
  }

  private mutating func evaluate(_ place: Int, _ value: JSON, at name: String) -> Bool {
    path.append(name)
    defer { path.removeLast() }
    return evaluate(place, value) != nil
  }

  // MARK: Arrays

  private mutating func evaluate(
    _ node: SchemaNode, _ elements: [JSON], _ evaluated: inout Evaluated
  ) -> Bool {
    var isMet = true
    for (index, element) in elements.enumerated() {
      let isFirst = index < node.firstItems.count
      guard let inner = isFirst ? node.firstItems[index] : node.items else { continue }
      evaluated.items.insert(index)
      if !evaluate(inner, element, at: String(index)) { isMet = false }
      if !isMet, !reports { return false }
    }
    if let contains = node.contains, !count(contains, elements, &evaluated) { isMet = false }
    guard let rest = node.unevaluatedItems else { return isMet }
    for (index, element) in elements.enumerated() where !evaluated.items.contains(index) {
      if !evaluate(rest, element, at: String(index)) { isMet = false }
      evaluated.items.insert(index)
    }
    return isMet
  }

  private mutating func count(
    _ contains: SchemaNode.Contained, _ elements: [JSON], _ evaluated: inout Evaluated
  ) -> Bool {
    var found = 0
    for (index, element) in elements.enumerated() where tried(contains.node, element) != nil {
      found += 1
      evaluated.items.insert(index)
    }
    if found < contains.least {
      fail("must hold at least \(contains.least) of a certain kind, and holds \(found)")
      return false
    }
    guard let most = contains.most, found > most else { return true }
    fail("must hold at most \(most) of a certain kind, and holds \(found)")
    return false
  }
}
