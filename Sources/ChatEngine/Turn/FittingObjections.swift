extension Fitting {
  /// Why files would not go to a target as they are: a sentence for each that would not.
  package static func objections(to files: [Attachment], for candidate: Candidate) -> [String?] {
    var judge = FittingFiles(
      target: candidate.target, model: candidate.model, dialect: candidate.provider.dialect,
      quirks: candidate.provider.quirks)
    judge.makeRoom(for: files.filter { !$0.isText })
    return files.map { file in
      if file.isText { return tooLong(file, for: candidate.model) }
      guard case .named(let note) = judge.admit(file) else { return nil }
      // A model's name is spelled as it is.
      let isName = note.hasPrefix(candidate.model.id)
      return isName ? note + "." : note.prefix(1).uppercased() + note.dropFirst() + "."
    }
  }

  /// A text is never left out, so one that cannot fit is told.
  private static func tooLong(_ file: Attachment, for model: Model) -> String? {
    // Four bytes a token, as everywhere where nothing better is known.
    guard let window = model.context, file.data.count / 4 > window else { return nil }
    return "\(file.name ?? "A file") has about \(file.data.count / 4000)k tokens, and \(model.id) "
      + "takes \(window / 1000)k."
  }
}
