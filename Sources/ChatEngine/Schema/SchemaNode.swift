/// One schema, made ready: other schemas are places in the list of all nodes.
struct SchemaNode: Sendable {
  /// What is held against a value by itself.
  enum Check: Sendable {
    case type(Set<SchemaType>)
    case anyValue(Set<SchemaValue>, shown: String)
    case multiple(DecimalNumber, shown: String)
    case least(DecimalNumber, isExclusive: Bool, shown: String)
    case most(DecimalNumber, isExclusive: Bool, shown: String)
    case shortest(Int)
    case longest(Int)
    case pattern(Pattern, shown: String)
    case format(SchemaFormat)
    case fewestItems(Int)
    case mostItems(Int)
    case uniqueItems
    case fewestMembers(Int)
    case mostMembers(Int)
    case required([String])
    case dependentRequired([(name: String, others: [String])])
  }

  /// A reference that the schemas on the way to it may redirect.
  struct DynamicReference: Sendable {
    /// Where it leads by itself.
    var node: Int
    /// The anchor that is looked for from the outermost schema on; nil where there is nothing to
    /// look for.
    var anchor: String?
  }

  struct Contained: Sendable {
    var node: Int
    var least = 1
    var most: Int?
  }

  /// The resource that it belongs to.
  var resource = 0
  /// `true` or `false` in place of a schema.
  var verdict: Bool?
  var checks: [Check] = []
  var reference: Int?
  var dynamicReference: DynamicReference?
  var all: [Int] = []
  var any: [Int]?
  var one: [Int]?
  var not: Int?
  var condition: Int?
  var consequence: Int?
  var alternative: Int?
  var dependentSchemas: [(name: String, node: Int)] = []
  var properties: [[UInt8]: Int] = [:]
  var patternProperties: [(pattern: Pattern, node: Int)] = []
  var otherProperties: Int?
  var propertyNames: Int?
  var firstItems: [Int] = []
  var items: Int?
  var contains: Contained?
  var unevaluatedItems: Int?
  var unevaluatedProperties: Int?
}

/// The types of JSON Schema.
enum SchemaType: String, Sendable, CaseIterable {
  case null, boolean, object, array, number, string, integer

  /// As in "must be an integer".
  var words: String {
    switch self {
    case .null: "null"
    case .boolean: "true or false"
    case .object: "an object"
    case .array: "an array"
    case .number: "a number"
    case .string: "a string"
    case .integer: "an integer"
    }
  }

  /// The types of a value; an integer is a number too.
  static func types(of value: JSON) -> [SchemaType] {
    switch value {
    case .null: [.null]
    case .bool: [.boolean]
    case .number(let number): DecimalNumber(number).isInteger ? [.integer, .number] : [.number]
    case .string: [.string]
    case .array: [.array]
    case .object: [.object]
    }
  }
}
