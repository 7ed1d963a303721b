/// Programs that do whatever their arguments say: nothing about them can be allowed beforehand
/// (faults.md, section 6, rule 2).
enum OpenEnded {
  private static let names: Set<String> = [
    "ash", "awk", "bash", "bun", "busybox", "csh", "dash", "deno", "doas", "ed", "emacs", "env",
    "ex", "expect", "find", "fish", "gawk", "gdb", "git", "ionice", "irb", "ksh", "lua", "make",
    "mawk", "mksh", "nice", "node", "nodejs", "nohup", "npm", "npx", "parallel", "perl", "php",
    "pip",
    "pipx", "pwsh", "python", "rsync", "ruby", "script", "sed", "setsid", "sh", "socat", "ssh",
    "stdbuf", "strace", "su", "sudo", "systemd-run", "tar", "tclsh", "tcsh", "time", "timeout",
    "uv",
    "uvx", "vi", "view", "vim", "watch", "xargs", "zsh",
  ]

  /// Whether the program, a name or a path, is one; `python3.12` is a `python`.
  static func isOne(_ program: String) -> Bool {
    let name = program.split(separator: "/").last ?? ""
    let stem = name.prefix { !$0.isNumber }
    let bare = stem.hasSuffix("-") || stem.hasSuffix(".") ? stem.dropLast() : stem
    return names.contains(String(name)) || names.contains(String(bare))
  }
}
