import ChatEngine
import ChatUI

/// `llmterm completions`: what makes a shell complete command lines.
struct CompletionsCommand {
  private let options: Options.Completions
  private let configurationPath: String?

  init(_ options: Options.Completions, _ configurationPath: String?) {
    self.options = options
    self.configurationPath = configurationPath
  }

  func run() -> Int32 {
    switch options {
    case .script(let shell): Output.say(CompletionScript.text(for: shell))
    case .words(let words): Output.say(lines(words))
    }
    return Program.Exit.answered
  }

  /// A candidate a line, its help behind a tab; `:files` where the shell is to offer files.
  private func lines(_ words: [String]) -> String {
    switch CompletionWords(names).complete(words) {
    case .files: return ":files\n"
    case .candidates(let candidates):
      return candidates.map { candidate in
        // A shell takes what it reads to be safe to show.
        let word = SafeText(candidate.word, context: .code).string
        return word + (candidate.help.isEmpty ? "" : "\t" + candidate.help) + "\n"
      }.joined()
    }
  }

  /// With a configuration that is wrong nothing is offered: this is no place to say so.
  private var names: CompletionWords.Names {
    var names = CompletionWords.Names()
    let setup = { try? Setup(configurationPath: configurationPath) }
    names.targets = { setup()?.catalog.targets.map(\.description) ?? [] }
    names.routes = { setup()?.discovery.routes.map(\.name) ?? [] }
    names.providers = { setup()?.discovery.entries.map(\.provider.name) ?? [] }
    names.roles = { setup()?.configuration.roles.map(\.name) ?? [] }
    names.tools = {
      let configuration = setup()?.configuration
      return (configuration?.tools.map(\.definition.name) ?? [])
        + (configuration?.contextServers.map(\.name) ?? [])
    }
    return names
  }
}

/// The scripts of the shells: thin, for what can be completed only the program knows.
enum CompletionScript {
  static func text(for shell: Options.Completions.Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  // Bash cuts words at = and : too, as in --model=a/b:c, and leaves quotes in them, so the line is cut
  // anew. What bash holds to be done already is taken off what is offered, and the rest is quoted as
  // the word is that was begun.
  private static let bash = #"""
    # bash completion for llmterm; made by: llmterm completions bash
    _llmterm() {
      local line="${COMP_LINE:0:COMP_POINT}" part="${COMP_WORDS[COMP_CWORD]}"
      local word= quote= begun= in= char help i
      local -a words=()
      case $part in '=' | ':') part= ;; esac
      local start=$((${#line} - ${#part}))
      for ((i = 0; i < ${#line}; i++)); do
        ((i == start)) && begun=$word
        char="${line:i:1}"
        case $quote$char in
          \\?) word+=$char quote= ;;
          '"\'?) word+=$char quote='"' ;;
          '"\') quote='"\' ;;
          '""' | "''") quote= ;;
          \"? | \'?) word+=$char ;;
          \\ | \' | \") quote=$char in=1 ;;
          [[:space:]]) [ -n "$in$word" ] && words+=("$word"); word= in= ;;
          *) word+=$char in=1 ;;
        esac
      done
      ((${#line} == start)) && begun=$word
      words+=("$word")
      COMPREPLY=()
      while IFS=$'\t' read -r word help; do
        if [ "$word" = :files ]; then
          compopt -o filenames 2>/dev/null
          word="${words[${#words[@]} - 1]}"
          while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "${word#"$begun"}")
          continue
        fi
        word="${word#"$begun"}"
        case $quote in
          '"'*) word="${word//\\/\\\\}" word="${word//\"/\\\"}" word="${word//\$/\\\$}"
            word="${word//\`/\\\`}" ;;
          \') word="${word//\'/\'\\\'\'}" ;;
          *) [ -n "$word" ] && printf -v word %q "$word" ;;
        esac
        COMPREPLY+=("$word")
      done < <("${words[0]/#\~/$HOME}" completions words -- "${words[@]:1}" 2>/dev/null)
    }
    complete -F _llmterm llmterm

    """#

  private static let zsh = #"""
    #compdef llmterm
    # zsh completion for llmterm; made by: llmterm completions zsh
    _llmterm() {
      local line word help
      local -a found
      for line in "${(@f)$("${(Q)words[1]/#\~/$HOME}" completions words -- \
          "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        [[ -z $line ]] && continue
        if [[ $line == :files ]]; then
          [[ $PREFIX == --*=* ]] && compset -P '*='
          _files
          return
        fi
        word=${line%%$'\t'*}
        help=${line#$word}
        help=${help#$'\t'}
        found+=("${word//:/\\:}${help:+:$help}")
      done
      (( $#found )) && _describe 'llmterm' found
    }
    if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
      _llmterm "$@"
    else
      compdef _llmterm llmterm
    fi

    """#

  private static let fish = #"""
    # fish completion for llmterm; made by: llmterm completions fish
    function __llmterm_words
        set -l line (commandline -opc)
        set -l current (commandline -ct)
        set -l program $line[1]
        set -e line[1]
        set -l found ($program completions words -- $line "$current" 2>/dev/null)
        if test "$found" = :files
            __fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current")
        else
            printf '%s\n' $found
        end
    end
    complete -c llmterm -f -a '(__llmterm_words)'

    """#
}
