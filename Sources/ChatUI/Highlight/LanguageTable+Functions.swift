/// Languages of queries, functions and formulas.
extension LanguageTable {
  static let sqlWords =
    """
    add all alter and any as asc begin between by case cascade check column commit constraint
    create cross database default delete desc distinct drop else end except exists explain
    foreign from full function grant group having if in index inner insert intersect into is
    join key left like limit natural not offset on or order outer over partition primary
    procedure recursive references replace returning right rollback row rows select set table
    then to transaction trigger truncate union unique update using values view when where window
    with
    """

  static let functional: [(names: String, language: Language)] = [
    (
      "sql postgresql postgres mysql sqlite plsql tsql",
      with(
        hash(
          sqlWords,
          types: """
            bigint bigserial blob boolean bytea char date datetime decimal double float int
            integer interval json jsonb numeric real serial smallint text time timestamp
            timestamptz uuid varchar
            """,
          literals: "true false null",
          quotes: [Language.Quote("'", escapes: false, isLong: true), double])
      ) {
        $0.lineComments = [Array("--".utf8)]
        $0.blockComments = [(Array("/*".utf8), Array("*/".utf8))]
        $0.ignoresCase = true
      }
    ),
    (
      "haskell hs",
      with(
        hash(
          """
          case class data default deriving do else forall foreign if import in infix infixl
          infixr instance let module newtype of qualified then type where
          """, literals: "True False",
          quotes: [double])
      ) {
        $0.lineComments = [Array("--".utf8)]
        $0.blockComments = [(Array("{-".utf8), Array("-}".utf8))]
        $0.nests = true
        $0.capitalTypes = true
      }
    ),
    (
      "ocaml ml fsharp f# fs",
      with(
        hash(
          """
          and as assert begin class do done downto else end exception external for fun function
          if in include inherit let match method module mutable new object of open private rec
          sig struct then to try type val when while with
          """, quotes: [double])
      ) {
        $0.lineComments = [Array("//".utf8)]
        $0.blockComments = [(Array("(*".utf8), Array("*)".utf8))]
        $0.nests = true
        $0.capitalTypes = true
      }
    ),
    (
      "elixir ex exs",
      with(
        hash(
          """
          after and case catch cond def defimpl defmacro defmodule defp defprotocol defstruct do
          else end fn for if import in not or quote raise receive require rescue try unless
          unquote use when with
          """, literals: "true false nil",
          quotes: [Language.Quote("\"\"\"", isLong: true), double])
      ) {
        $0.capitalTypes = true
        $0.metaMark = UInt8(ascii: "@")
      }
    ),
    (
      "erlang erl",
      with(hash("after begin case catch end fun if of receive try when", quotes: [double])) {
        $0.lineComments = [[UInt8(ascii: "%")]]
        $0.capitalTypes = true
      }
    ),
    (
      "clojure clj lisp scheme elisp emacs-lisp racket",
      with(
        hash(
          """
          def defn defmacro defun define fn lambda let if cond case when do loop recur ns
          require import quote setq begin set
          """, literals: "true false nil", quotes: [double])
      ) {
        $0.lineComments = [[UInt8(ascii: ";")]]
        $0.wordMarks = [UInt8(ascii: "-"), UInt8(ascii: ":")]
      }
    ),
    (
      "matlab octave",
      with(
        hash(
          "break case catch else elseif end for function global if otherwise return switch while")
      ) {
        $0.lineComments = [[UInt8(ascii: "%")]]
      }
    ),
    (
      "latex tex",
      with(Language()) {
        $0.lineComments = [[UInt8(ascii: "%")]]
        $0.metaMark = UInt8(ascii: "\\")
      }
    ),
    (
      "asm assembly nasm",
      with(
        hash(
          "mov push pop call ret jmp je jne add sub mul div lea cmp test and or xor nop int syscall"
        )
      ) {
        $0.lineComments = [[UInt8(ascii: ";")], [UInt8(ascii: "#")]]
        $0.ignoresCase = true
      }
    ),
  ]
}
