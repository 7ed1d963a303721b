/// Programs whose words do not say what they do.
extension ProgramLaunch {
  /// Whether it reads commands in the language of a shell: a person is asked each time.
  package var isShell: Bool { names.contains { OpenEndedPrograms.shells.contains($0) } }

  /// Whether it runs other programs, scripts or files whose contents may change: "always for exactly
  /// this" would be a promise about words alone (faults.md, section 6, rule 2).
  package var isOpenEnded: Bool {
    names.contains {
      OpenEnded.isOne($0) || OpenEndedPrograms.shells.contains($0)
        || OpenEndedPrograms.others.contains($0)
    }
  }

  /// The file's name and the one it is called by (busybox is many programs), and both without a
  /// version: `python` of `python3.11`.
  private var names: [String] {
    [program, arguments.first ?? ""].flatMap { path -> [String] in
      let name = (path.split(separator: "/").last.map(String.init) ?? "").lowercased()
      var bare = Substring(name)
      if let dot = bare.firstIndex(of: "."), bare[dot...] == ".basic" || bare[dot...] == ".tiny" {
        bare = bare[..<dot]
      }
      while let last = bare.last, last.isNumber || last == "." || last == "-" { bare.removeLast() }
      return [name, String(bare)]
    }
  }
}

private enum OpenEndedPrograms {
  static let shells = words(
    "sh bash dash zsh fish ksh mksh csh tcsh ash busybox toybox pwsh nu elvish xonsh rbash")

  /// Beside those of `OpenEnded`.
  static let others = words(
    """
    fd nawk original-awk hg svn pypy luajit wish guile rscript r julia java javac jshell \
    scala kotlin groovy swift go cargo rustc gmake cmake ninja meson yarn pnpm poetry gem \
    bundle docker podman kubectl scp sftp pkexec runuser entr flock chroot unshare nsenter \
    bwrap at batch crontab nvim nano less more man zip unzip cpio lldb ltrace screen tmux nc \
    ncat netcat telnet sqlite psql mysql mongosh m4 ld-linux ld.so apt apt-get dpkg rpm
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
