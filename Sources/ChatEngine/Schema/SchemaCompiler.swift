/// Makes nodes of schemas: each place once, and all that it refers to with it.
struct SchemaCompiler {
  private static let mostNodes = 20_000
  private static let deepest = 400

  private var library: SchemaLibrary
  private let assertsFormats: Bool
  private(set) var nodes: [SchemaNode] = []
  /// Nodes of dynamic anchors, by resource and name.
  private(set) var anchors: [Int: [String: Int]] = [:]
  private var places: [SchemaLibrary.Location: Int] = [:]
  private var resources: [String: Int] = [:]
  private var depth = 0

  init(_ library: SchemaLibrary, assertsFormats: Bool) {
    self.library = library
    self.assertsFormats = assertsFormats
  }

  /// Compiles a schema, and whatever a dynamic reference in it may come to.
  mutating func compile(root: SchemaLibrary.Location) throws(JSONSchema.Invalid) {
    _ = try node(at: root)
    var known = -1
    while known != library.dynamicAnchors.count {
      known = library.dynamicAnchors.count
      for (name, location) in library.dynamicAnchors {
        let (uri, fragment) = SchemaReference.split(name)
        anchors[resource(uri), default: [:]][fragment ?? ""] = try node(at: location)
      }
    }
  }

  private mutating func resource(_ uri: String) -> Int {
    if let known = resources[uri] { return known }
    resources[uri] = resources.count
    return resources.count - 1
  }

  private mutating func node(
    at location: SchemaLibrary.Location
  ) throws(JSONSchema.Invalid) -> Int {
    if let known = places[location] { return known }
    let place = nodes.count
    guard place < SchemaCompiler.mostNodes, depth < SchemaCompiler.deepest else {
      throw invalid(location, "it is too large or too deep")
    }
    places[location] = place
    nodes.append(SchemaNode())
    depth += 1
    defer { depth -= 1 }
    nodes[place] = try made(of: library.value(at: location) ?? .null, at: location)
    return place
  }

  private mutating func made(
    of value: JSON, at location: SchemaLibrary.Location
  ) throws(JSONSchema.Invalid) -> SchemaNode {
    let base = library.base(of: location)
    var node = SchemaNode()
    node.resource = resource(base)
    if let verdict = value.boolValue {
      node.verdict = verdict
      return node
    }
    guard let object = value.objectValue else {
      throw invalid(location, "a schema must be an object, true or false")
    }
    for member in object.members {
      let place = below(location, member.key)
      if try apply(member, at: place, base: base, to: &node) { continue }
      guard library.asserts(base) else { continue }
      let reader = SchemaCheckReader(member, assertsFormats: assertsFormats)
      do throws(SchemaCheckReader.Wrong) {
        if let check = try reader.check() { node.checks.append(check) }
      } catch {
        throw invalid(place, error.reason)
      }
    }
    if library.asserts(base) { try count(object, location, &node) }
    return node
  }

  /// How often `contains` must hold stands beside it.
  private func count(
    _ object: JSONObject, _ location: SchemaLibrary.Location, _ node: inout SchemaNode
  ) throws(JSONSchema.Invalid) {
    for name in ["minContains", "maxContains"] {
      guard let value = object[name] else { continue }
      guard case .number(let number) = value, let count = DecimalNumber(number).count else {
        throw invalid(below(location, name), "must be a count")
      }
      if name == "minContains" { node.contains?.least = count } else { node.contains?.most = count }
    }
  }

  // MARK: Keywords that apply other schemas

  /// Takes a keyword that applies schemas; false for any other.
  private mutating func apply(
    _ member: JSONMember, at place: SchemaLibrary.Location, base: String, to node: inout SchemaNode
  ) throws(JSONSchema.Invalid) -> Bool {
    switch member.key {
    case "$ref": node.reference = try self.node(at: target(member.value, place, base))
    case "$dynamicRef":
      node.dynamicReference = try dynamicReference(member.value, place, base)
    case "allOf": node.all = try list(member.value, place)
    case "anyOf": node.any = try list(member.value, place)
    case "oneOf": node.one = try list(member.value, place)
    case "not": node.not = try self.node(at: place)
    case "if": node.condition = try self.node(at: place)
    case "then": node.consequence = try self.node(at: place)
    case "else": node.alternative = try self.node(at: place)
    case "dependentSchemas": node.dependentSchemas = try map(member.value, place)
    case "properties":
      for (name, inner) in try map(member.value, place) {
        node.properties[Array(name.utf8)] = inner
      }
    case "patternProperties":
      for (name, inner) in try map(member.value, place) {
        do throws(Pattern.Invalid) {
          node.patternProperties.append((try Pattern(name), inner))
        } catch {
          throw invalid(below(place, name), "the pattern is none: \(error.reason)")
        }
      }
    case "additionalProperties": node.otherProperties = try self.node(at: place)
    case "propertyNames": node.propertyNames = try self.node(at: place)
    case "prefixItems": node.firstItems = try list(member.value, place)
    case "items": node.items = try self.node(at: place)
    case "contains": node.contains = SchemaNode.Contained(node: try self.node(at: place))
    case "unevaluatedItems": node.unevaluatedItems = try self.node(at: place)
    case "unevaluatedProperties": node.unevaluatedProperties = try self.node(at: place)
    case "$defs": for (_, _) in try map(member.value, place) {}
    default: return false
    }
    return true
  }

  private mutating func target(
    _ value: JSON, _ place: SchemaLibrary.Location, _ base: String
  ) throws(JSONSchema.Invalid) -> SchemaLibrary.Location {
    guard let reference = value.stringValue else { throw invalid(place, "must be a reference") }
    guard let location = library.resolve(reference, from: base) else {
      throw invalid(place, "refers to \(SafeQuote.quoted(reference)), which is not there")
    }
    return location
  }

  private mutating func dynamicReference(
    _ value: JSON, _ place: SchemaLibrary.Location, _ base: String
  ) throws(JSONSchema.Invalid) -> SchemaNode.DynamicReference {
    let location = try target(value, place, base)
    let fragment = SchemaReference.split(value.stringValue ?? "").fragment
    // Only where it leads to a dynamic anchor by that very name can it be redirected.
    let name = library.value(at: location)?["$dynamicAnchor"]?.stringValue
    return SchemaNode.DynamicReference(
      node: try node(at: location), anchor: name == fragment ? name : nil)
  }

  private mutating func list(
    _ value: JSON, _ place: SchemaLibrary.Location
  ) throws(JSONSchema.Invalid) -> [Int] {
    guard let elements = value.arrayValue, !elements.isEmpty else {
      throw invalid(place, "must be a list of schemas")
    }
    var list: [Int] = []
    for index in elements.indices { list.append(try node(at: below(place, String(index)))) }
    return list
  }

  private mutating func map(
    _ value: JSON, _ place: SchemaLibrary.Location
  ) throws(JSONSchema.Invalid) -> [(name: String, node: Int)] {
    guard let object = value.objectValue else { throw invalid(place, "must be an object") }
    var map: [(name: String, node: Int)] = []
    for name in object.keys { map.append((name, try node(at: below(place, name)))) }
    return map
  }

  private func below(
    _ location: SchemaLibrary.Location, _ name: String
  ) -> SchemaLibrary.Location {
    SchemaLibrary.Location(
      document: location.document,
      pointer: location.pointer + "/" + SchemaReference.token(name))
  }

  private func invalid(
    _ location: SchemaLibrary.Location, _ reason: String
  ) -> JSONSchema.Invalid {
    JSONSchema.Invalid(pointer: location.pointer, reason: reason)
  }
}
