/// The documents that a schema consists of, and where what they name lies.
struct SchemaLibrary {
  /// A place in a document, as a JSON Pointer from its root.
  struct Location: Hashable {
    var document: Int
    var pointer: String
  }

  /// Keywords whose value is a schema, a list of schemas, or schemas by name.
  static let single: Set<String> = [
    "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
  ]
  static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
  static let maps: Set<String> = [
    "$defs", "definitions", "dependentSchemas", "patternProperties", "properties",
  ]
  private static let mostDocuments = 64

  private let load: (String) -> JSON?
  private var documents: [JSON] = []
  /// By absolute URI.
  private var resources: [String: Location] = [:]
  /// By absolute URI and name, with `#` between them.
  private var anchors: [String: Location] = [:]
  private(set) var dynamicAnchors: [String: Location] = [:]
  /// The resource that a schema belongs to.
  private var bases: [Location: String] = [:]
  /// Resources whose keywords assert nothing, because their meta-schema says so.
  private var silent: Set<String> = []

  init(loading load: @escaping (String) -> JSON?) { self.load = load }

  /// Takes a document in; gives its root.
  mutating func add(_ document: JSON, at uri: String) -> Location {
    documents.append(document)
    let root = Location(document: documents.count - 1, pointer: "")
    resources[uri] = root
    scan(document, root, base: uri)
    return root
  }

  func value(at location: Location) -> JSON? {
    guard documents.indices.contains(location.document),
      let tokens = SchemaReference.tokens(location.pointer)
    else { return nil }
    return tokens.reduce(Optional(documents[location.document])) { value, token in
      value.flatMap { SchemaLibrary.step($0, token) }
    }
  }

  /// The URI of the resource that a location belongs to: of the nearest schema around it.
  func base(of location: Location) -> String {
    var place = location
    while bases[place] == nil, let slash = place.pointer.lastIndex(of: "/") {
      place.pointer = String(place.pointer[..<slash])
    }
    return bases[place] ?? ""
  }

  func asserts(_ resource: String) -> Bool { !silent.contains(resource) }

  /// Where a reference from a resource leads; nil if to nothing.
  mutating func resolve(_ reference: String, from base: String) -> Location? {
    let (relative, fragment) = SchemaReference.split(reference)
    let uri = SchemaReference.resolve(relative, against: base)
    guard let root = resource(uri) else { return nil }
    guard let fragment, !fragment.isEmpty else { return root }
    guard fragment.hasPrefix("/") else { return anchors[uri + "#" + fragment] }
    guard let tokens = SchemaReference.tokens(ofFragment: fragment) else { return nil }
    let pointer = tokens.reduce(root.pointer) { $0 + "/" + SchemaReference.token($1) }
    let location = Location(document: root.document, pointer: pointer)
    return value(at: location) == nil ? nil : location
  }

  private mutating func resource(_ uri: String) -> Location? {
    if let known = resources[uri] { return known }
    guard documents.count < SchemaLibrary.mostDocuments,
      let document = MetaSchema.document(at: uri) ?? load(uri)
    else { return nil }
    let root = add(document, at: uri)
    return resources[uri] ?? root
  }

  private static func step(_ value: JSON, _ token: String) -> JSON? {
    switch value {
    case .object(let object): object[token]
    case .array: Int(token).flatMap { value[$0] }
    case .null, .bool, .number, .string: nil
    }
  }

  // MARK: Scanning

  private mutating func scan(_ value: JSON, _ location: Location, base: String) {
    var base = base
    guard let object = value.objectValue else {
      bases[location] = base
      return
    }
    if let id = object["$id"]?.stringValue {
      let uri = SchemaReference.split(id).uri
      if !uri.isEmpty {
        let isSilent = silent.contains(base)
        base = SchemaReference.resolve(uri, against: base)
        resources[base] = location
        if isSilent { silent.insert(base) }
      }
    }
    bases[location] = base
    if let meta = object["$schema"]?.stringValue, !asserts(underMetaSchema: meta) {
      silent.insert(base)
    }
    if let name = object["$anchor"]?.stringValue { anchors[base + "#" + name] = location }
    if let name = object["$dynamicAnchor"]?.stringValue {
      anchors[base + "#" + name] = location
      dynamicAnchors[base + "#" + name] = location
    }
    for member in object.members { scan(member, below: location, base: base) }
  }

  private mutating func scan(_ member: JSONMember, below location: Location, base: String) {
    let pointer = location.pointer + "/" + SchemaReference.token(member.key)
    var place = location
    if SchemaLibrary.single.contains(member.key) {
      place.pointer = pointer
      scan(member.value, place, base: base)
    } else if SchemaLibrary.lists.contains(member.key) {
      for (index, element) in (member.value.arrayValue ?? []).enumerated() {
        place.pointer = "\(pointer)/\(index)"
        scan(element, place, base: base)
      }
    } else if SchemaLibrary.maps.contains(member.key) {
      for inner in member.value.objectValue?.members ?? [] {
        place.pointer = pointer + "/" + SchemaReference.token(inner.key)
        scan(inner.value, place, base: base)
      }
    }
  }

  /// Whether a meta-schema has the vocabulary of assertions; one that cannot be read is taken for ours.
  private func asserts(underMetaSchema uri: String) -> Bool {
    let uri = SchemaReference.split(uri).uri
    guard MetaSchema.document(at: uri) == nil,
      let vocabulary = load(uri)?["$vocabulary"]?.objectValue
    else { return true }
    return vocabulary[MetaSchema.base + "vocab/validation"] != nil
  }
}
