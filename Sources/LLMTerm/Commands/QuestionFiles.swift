import ChatEngine
import ChatUI
import Glibc

/// The files that go with a question.
enum QuestionFiles {
  /// Reads them all; throws the first sentence about one that cannot go along.
  static func read(_ paths: [String]) throws(SetupError) -> [Attachment] {
    guard paths.filter({ $0 == "-" }).count <= 1 else {
      throw SetupError("-a - was given twice. Standard input can be read once: leave one out.")
    }
    var files: [Attachment] = []
    for path in paths {
      do throws(AttachmentFile.Problem) {
        files.append(try read(path))
      } catch {
        throw SetupError(SafeText(error.sentence).string)
      }
    }
    return files
  }

  private static func read(_ path: String) throws(AttachmentFile.Problem) -> Attachment {
    if path == "-" {
      guard isatty(STDIN_FILENO) == 0 else {
        throw AttachmentFile.Problem(
          sentence: "-a - reads standard input, and that is a terminal. Pipe something in.")
      }
      return try AttachmentFile.readStandardInput()
    }
    if path.hasPrefix("https://") || path.hasPrefix("http://") {
      throw AttachmentFile.Problem(
        sentence: "-a takes a file and fetches nothing. Fetch it yourself, as in: "
          + "curl \(path) | llmterm ask -a - \"QUESTION\"")
    }
    return try AttachmentFile.read(path)
  }

  /// Says at once what the target that is asked first will not take; gives what was said.
  static func complain(of files: [Attachment], to candidate: Candidate?) -> [String] {
    guard let candidate, !files.isEmpty else { return [] }
    let objections = Fitting.objections(to: files, for: candidate).compactMap { $0 }
    for objection in objections { Program.complain(SafeText(objection).string) }
    return objections
  }
}
