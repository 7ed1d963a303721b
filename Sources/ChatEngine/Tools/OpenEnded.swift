/// Programs whose words do not say what they do: shells, interpreters, and whatever runs others.
///
/// Nothing about them can be allowed beforehand, and "always for exactly this" would be a promise about
/// words alone (faults.md, section 6, rule 2).
enum OpenEnded {
  private static let shells = words(
    "ash bash busybox csh dash elvish fish ksh mksh nu pwsh rbash sh tcsh toybox xonsh zsh")

  private static let others = words(
    """
    apt apt-get at awk batch bun bundle bwrap cargo chroot cmake cpio crontab deno doas \
    docker dpkg ed emacs entr env ex expect fd find flock gawk gdb gem git gmake go groovy \
    guile hg ionice irb java javac jshell julia kotlin kubectl ld-linux ld.so less lldb \
    ltrace lua luajit m4 make man mawk meson mongosh more mysql nano nawk nc ncat netcat \
    nice ninja node nodejs nohup npm npx nsenter nvim original-awk parallel perl php pip \
    pipx pkexec pnpm podman poetry psql pypy python r rpm rscript rsync ruby runuser rustc \
    scala scp screen script sed setsid sftp socat sqlite ssh stdbuf strace su sudo svn swift \
    systemd-run tar tclsh telnet time timeout tmux unshare unzip uv uvx vi view vim watch \
    wish xargs yarn zip
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
  }

  /// Whether the program, a name or a path, is one; `python3.12` is a `python`.
  static func isOne(_ program: String) -> Bool {
    names(of: program).contains { shells.contains($0) || others.contains($0) }
  }

  /// Whether it reads commands in the language of a shell.
  static func isShell(_ program: String) -> Bool {
    names(of: program).contains { shells.contains($0) }
  }

  /// The file's name, and the same without a version or a kind.
  private static func names(of program: String) -> [String] {
    let name = (program.split(separator: "/").last.map(String.init) ?? "").lowercased()
    var bare = Substring(name)
    if let dot = bare.firstIndex(of: "."), bare[dot...] == ".basic" || bare[dot...] == ".tiny" {
      bare = bare[..<dot]
    }
    while let last = bare.last, last.isNumber || last == "." || last == "-" { bare.removeLast() }
    return [name, String(bare)]
  }
}

extension ProgramLaunch {
  /// Whether it is a shell: a person is asked each time.
  package var isShell: Bool { calledBy.contains(where: OpenEnded.isShell) }

  /// Whether it runs other programs, scripts or files whose contents may change.
  package var isOpenEnded: Bool { calledBy.contains(where: OpenEnded.isOne) }

  /// The file, and the name that it is called by: busybox is many programs.
  private var calledBy: [String] { [program, arguments.first ?? ""] }
}
