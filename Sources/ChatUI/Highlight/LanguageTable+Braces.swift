/// Languages with braces and the comments of C.
extension LanguageTable {
  static let javaScript =
    """
    async await break case catch class const continue debugger default delete do else export
    extends finally for from function get if import in instanceof let new of return set static
    super switch this throw try typeof var void while with yield
    """
  static let cWords =
    """
    auto break case const continue default do else enum extern for goto if inline register
    restrict return sizeof static struct switch typedef union volatile while
    """
  static let cTypes =
    """
    bool char double float int int8_t int16_t int32_t int64_t long short signed size_t ssize_t
    uint8_t uint16_t uint32_t uint64_t unsigned void wchar_t FILE
    """

  static let curly: [(names: String, language: Language)] = [
    (
      "swift",
      with(
        c(
          """
          actor any as associatedtype async await borrowing break case catch class consuming
          continue convenience default defer deinit do else enum extension fallthrough
          fileprivate final for func get guard if import in indirect infix init inout internal
          is isolated lazy let mutating nonisolated nonmutating open operator override package
          postfix precedencegroup prefix private protocol public repeat required rethrows return
          self Self set some static struct subscript super switch throw throws try typealias
          unowned var weak where while willSet didSet
          """,
          literals: "true false nil",
          quotes: [Language.Quote("\"\"\"", isLong: true), double])
      ) {
        $0.nests = true
        $0.wordMarks = [UInt8(ascii: "#")]
      }
    ),
    (
      "c h",
      with(c(cWords, types: cTypes, literals: "NULL true false", capitals: false)) {
        $0.metaMark = UInt8(ascii: "#")
      }
    ),
    (
      "cpp c++ cxx cc hpp",
      with(
        c(
          cWords + "\n" + """
             alignas alignof catch class co_await co_return co_yield concept consteval constexpr
            const_cast decltype delete dynamic_cast explicit export final friend mutable
            namespace new noexcept operator override private protected public reinterpret_cast
            requires static_assert static_cast template this throw try typeid typename using
            virtual
            """,
          types: cTypes + " string vector map set", literals: "true false nullptr NULL")
      ) { $0.metaMark = UInt8(ascii: "#") }
    ),
    (
      "objective-c objc m",
      with(c(cWords + " self super in", types: cTypes + " id BOOL", literals: "YES NO nil NULL")) {
        $0.wordMarks = [UInt8(ascii: "#")]
      }
    ),
    (
      "csharp cs c#",
      c(
        """
        abstract as async await base break case catch checked class const continue default
        delegate do else enum event explicit extern finally fixed for foreach get goto if
        implicit in init interface internal is lock namespace new operator out override params
        private protected public readonly record ref required return sealed set sizeof
        stackalloc static struct switch this throw try typeof unchecked unsafe using var virtual
        volatile when where while with yield
        """,
        types:
          """
          bool byte char decimal double dynamic float int long object sbyte short string uint
          ulong ushort void
          """,
        quotes: [
          Language.Quote("\"\"\"", isLong: true), Language.Quote("@\"", "\"", escapes: false),
          double, single,
        ])
    ),
    (
      "java",
      c(
        """
        abstract assert break case catch class continue default do else enum extends final
        finally for if implements import instanceof interface native new package permits private
        protected public record return sealed static super switch synchronized this throw throws
        transient try var volatile while yield
        """,
        types: "boolean byte char double float int long short void",
        quotes: [Language.Quote("\"\"\"", isLong: true), double, single])
    ),
    (
      "kotlin kt kts",
      c(
        """
        abstract as break by catch class companion const constructor continue crossinline data
        do else enum external final finally for fun get if import in infix init inline inner
        interface internal is lateinit noinline object open operator out override package
        private protected public reified return sealed set super suspend tailrec this throw try
        typealias val var vararg when where while
        """,
        quotes: [Language.Quote("\"\"\"", escapes: false, isLong: true), double, single])
    ),
    (
      "scala sc",
      c(
        """
        abstract case catch class def derives do else enum export extends extension final
        finally for given if implicit import inline lazy match new object opaque open override
        package private protected return sealed super then this throw trait try type using val
        var while with yield
        """,
        quotes: [Language.Quote("\"\"\"", isLong: true), double])
    ),
    (
      "javascript js jsx mjs cjs node",
      c(
        javaScript, literals: "true false null undefined NaN Infinity",
        quotes: [backtick, double, single])
    ),
    (
      "typescript ts tsx",
      c(
        javaScript + "\n" + """
           abstract as asserts declare enum implements infer interface is keyof module namespace
          override private protected public readonly satisfies type unique
          """,
        types: "any bigint boolean never number object string symbol unknown void",
        literals: "true false null undefined", quotes: [backtick, double, single])
    ),
    (
      "go golang",
      c(
        """
        break case chan const continue default defer else fallthrough for func go goto if import
        interface map package range return select struct switch type var
        """,
        types:
          """
          any bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64
          rune string uint uint8 uint16 uint32 uint64 uintptr
          """,
        literals: "true false nil iota",
        quotes: [Language.Quote("`", escapes: false, isLong: true), double, single])
    ),
    (
      "rust rs",
      with(
        c(
          """
          as async await break const continue crate dyn else enum extern fn for if impl in let
          loop match mod move mut pub ref return self Self static struct super trait type union
          unsafe use where while yield
          """,
          types: "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize",
          literals: "true false None Some Ok Err",
          quotes: [
            Language.Quote("r#\"", "\"#", escapes: false, isLong: true),
            Language.Quote("\"", isLong: true),
          ])
      ) {
        $0.nests = true
        $0.metaMark = UInt8(ascii: "#")
      }
    ),
    (
      "zig",
      c(
        """
        and break catch comptime const continue defer else enum errdefer error export extern fn
        for if inline or orelse packed pub return struct switch test threadlocal try union
        unreachable usingnamespace var volatile while
        """,
        types: "anytype bool f32 f64 i8 i16 i32 i64 isize type u8 u16 u32 u64 usize void",
        literals: "true false null undefined")
    ),
    (
      "dart",
      c(
        """
        abstract as assert async await base break case catch class const continue covariant
        default deferred do else enum export extends extension external factory final finally
        for get if implements import in interface is late library mixin new on operator part
        required rethrow return sealed set static super switch sync this throw try typedef var
        when while with yield
        """,
        types: "bool double dynamic int num void",
        quotes: [Language.Quote("'''", isLong: true), double, single])
    ),
    (
      "php",
      with(
        c(
          """
          abstract and array as break callable case catch class clone const continue declare
          default do echo else elseif empty enum extends final finally fn for foreach function
          global if implements include instanceof interface isset match namespace new or print
          private protected public readonly require require_once return static switch throw
          trait try unset use var while yield
          """,
          types: "bool float int iterable mixed object string void")
      ) {
        $0.lineComments.append([UInt8(ascii: "#")])
        $0.variableMark = UInt8(ascii: "$")
      }
    ),
    (
      "css scss sass less",
      with(c("important", literals: "auto none inherit initial", quotes: [double, single])) {
        $0.form = .keys(UInt8(ascii: ":"))
        $0.wordMarks = [UInt8(ascii: "-")]
        $0.variableMark = UInt8(ascii: "$")
        $0.capitalTypes = false
      }
    ),
    (
      "protobuf proto",
      c(
        """
        enum extend import message oneof option optional package repeated required reserved
        returns rpc service syntax
        """,
        types:
          """
          bool bytes double fixed32 fixed64 float int32 int64 map sint32 sint64 string uint32
          uint64
          """)
    ),
    (
      "graphql gql",
      hash(
        """
        directive enum extend fragment implements input interface mutation on query scalar
        schema subscription type union
        """,
        types: "Boolean Float ID Int String")
    ),
    (
      "terraform tf hcl",
      with(hash("data locals module output provider resource terraform variable for in if")) {
        $0.lineComments.append(Array("//".utf8))
        $0.blockComments = [(Array("/*".utf8), Array("*/".utf8))]
      }
    ),
  ]
}
