/// Languages of scripts, shells and tools.
extension LanguageTable {
  static let shellWords =
    """
    case coproc do done elif else esac export fi for function if in local readonly return select
    set shift source then time trap unset until while alias cd echo eval exec exit printf read
    test
    """

  static let scripts: [(names: String, language: Language)] = [
    (
      "python py python3 ipython",
      with(
        hash(
          """
          and as assert async await break case class continue def del elif else except finally
          for from global if import in is lambda match nonlocal not or pass raise return try
          while with yield self
          """,
          types: "bool bytes dict float frozenset int list object set str tuple",
          literals: "True False None",
          quotes: [
            Language.Quote("\"\"\"", isLong: true), Language.Quote("'''", isLong: true), double,
            single,
          ])
      ) {
        $0.metaMark = UInt8(ascii: "@")
        $0.capitalTypes = true
      }
    ),
    (
      "ruby rb",
      with(
        hash(
          """
          alias and begin break case class def defined? do else elsif end ensure for if in
          module next not or redo require rescue retry return self super then undef unless until
          when while yield attr_accessor attr_reader
          """,
          literals: "true false nil")
      ) {
        $0.capitalTypes = true
        $0.metaMark = UInt8(ascii: "@")
        $0.variableMark = UInt8(ascii: "$")
      }
    ),
    (
      "bash sh shell zsh console terminal shell-session fish",
      with(
        hash(
          shellWords,
          quotes: [
            Language.Quote("\"", isLong: true), Language.Quote("'", escapes: false, isLong: true),
          ])
      ) {
        $0.variableMark = UInt8(ascii: "$")
        $0.wordMarks = [UInt8(ascii: "-")]
      }
    ),
    (
      "powershell ps1 pwsh",
      with(
        hash(
          """
          begin break catch class continue do else elseif end enum exit finally for foreach
          function if in param process return switch throw trap try until using while
          """)
      ) {
        $0.variableMark = UInt8(ascii: "$")
        $0.wordMarks = [UInt8(ascii: "-")]
        $0.ignoresCase = true
        $0.blockComments = [(Array("<#".utf8), Array("#>".utf8))]
      }
    ),
    (
      "perl pl",
      with(
        hash(
          """
          and cmp die do else elsif eq for foreach ge gt if last le lt my ne next no not or our
          package print require return sub undef unless until use while
          """)
      ) { $0.variableMark = UInt8(ascii: "$") }
    ),
    (
      "lua",
      with(
        hash(
          """
          and break do else elseif end for function goto if in local not or repeat return then
          until while
          """, literals: "true false nil")
      ) {
        $0.lineComments = [Array("--".utf8)]
        $0.blockComments = [(Array("--[[".utf8), Array("]]".utf8))]
      }
    ),
    (
      "r",
      hash(
        "break else for function if in next repeat return while library",
        literals: "TRUE FALSE NULL NA NaN Inf")
    ),
    (
      "julia jl",
      hash(
        """
        abstract baremodule begin break catch const continue do else elseif end export finally
        for function global if import in let local macro module mutable quote return struct try
        using where while
        """,
        literals: "true false nothing missing",
        quotes: [Language.Quote("\"\"\"", isLong: true), double])
    ),
    (
      "make makefile mk",
      with(hash("ifeq ifneq ifdef ifndef else endif include define endef export override")) {
        $0.form = .keys(UInt8(ascii: ":"))
        $0.variableMark = UInt8(ascii: "$")
        $0.wordMarks = [UInt8(ascii: "."), UInt8(ascii: "-")]
      }
    ),
    (
      "cmake",
      with(hash("if else elseif endif foreach endforeach function endfunction macro while")) {
        $0.variableMark = UInt8(ascii: "$")
        $0.ignoresCase = true
      }
    ),
    (
      "dockerfile docker containerfile",
      with(
        hash(
          """
          ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL
          STOPSIGNAL USER VOLUME WORKDIR AS
          """)
      ) {
        $0.form = .instructions
        $0.variableMark = UInt8(ascii: "$")
        $0.wordMarks = [UInt8(ascii: "-")]
      }
    ),
    (
      "nginx",
      with(hash("server location upstream proxy_pass listen root include if return rewrite")) {
        $0.variableMark = UInt8(ascii: "$")
      }
    ),
  ]
}
