import Glibc

/// What a model is told of a program's run.
struct CommandReport: Equatable {
  /// Why we ended it.
  enum Stop { case timeout, flood, abandoned }

  var tool: String
  var output: Configuration.Tool.Output
  var timeout: Duration

  func notStarted(_ error: SystemError) -> ToolOutput {
    let reason =
      switch error.code {
      case EMFILE, ENFILE: "too many files are open; try again when less is running"
      case ENOMEM, EAGAIN: "the machine has no room for another process; try again later"
      case ENOENT: "the program or its folder is gone"
      case EACCES: "the program may not be run"
      case ENOEXEC: "the file is no program"
      case E2BIG: "its arguments are too long"
      default: String(cString: strerror(error.code))
      }
    return .failed("Command was not started: \(reason).")
  }

  func output(
    of output: KeptOutput, errors: KeptOutput, exit: ChildProgram.Exit, stop: Stop?
  ) -> ToolOutput {
    if let sentence = failure(exit, stop) {
      var text = sentence
      if output.count > 0 { text += "\n" + body(output) }
      if errors.count > 0 { text += "\nStandard error:\n" + errors.text.withoutEscapes }
      return .failed(text)
    }
    switch self.output {
    case .text:
      // What it has to say may be there alone.
      if output.count == 0, errors.count > 0 { return ToolOutput(body(errors)) }
      return ToolOutput(output.count == 0 ? "The command printed nothing." : body(output))
    case .json: return json(output)
    case .png, .jpeg, .webp, .gif: return image(output)
    }
  }

  private func failure(_ exit: ChildProgram.Exit, _ stop: Stop?) -> String? {
    switch stop {
    case .timeout: return "Command stopped after \(seconds) s."
    case .flood: return "Command stopped: it wrote more than 16 MB."
    case .abandoned: return "Command stopped."
    case nil: break
    }
    switch exit {
    case .status(0): return nil
    case .status(let status): return "Command failed with status \(status)."
    case .signal(let signal):
      let name = strsignal(signal).map { String(cString: $0) } ?? "unknown"
      return "Command died by signal \(signal) (\(name))."
    }
  }

  private var seconds: String {
    let milliseconds = timeout.milliseconds
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)" : "\(Double(milliseconds) / 1000)"
  }

  private func body(_ output: KeptOutput) -> String {
    let text = self.output == .text || output.count <= ToolOutput.mostBytes ? output.text : ""
    return ForeignText.heading(tool, bytes: output.count) + text.withoutEscapes
  }

  private func json(_ output: KeptOutput) -> ToolOutput {
    guard output.count <= ToolOutput.mostBytes else {
      return .failed("Command printed \(output.count) bytes of JSON; the most is 256 KiB.")
    }
    do throws(JSONError) {
      // Parsed and written anew: nothing but JSON gets through.
      return ToolOutput(try JSON.parse(output.bytes).text())
    } catch {
      return .failed("Command printed no JSON: \(error.reason).\n" + body(output))
    }
  }

  private func image(_ output: KeptOutput) -> ToolOutput {
    guard ImageKind(output.bytes)?.rawValue == self.output.rawValue else {
      return .failed("Command printed \(output.count) bytes that are no \(self.output.rawValue).")
    }
    let image = Attachment(name: tool, mimeType: self.output.rawValue, data: output.bytes)
    return ToolOutput(
      "An image, \(self.output.rawValue), \(output.count) bytes.", attachments: [image])
  }
}

/// The kinds of pictures that models see, known by their first bytes.
enum ImageKind: String {
  case png = "image/png"
  case jpeg = "image/jpeg"
  case webp = "image/webp"
  case gif = "image/gif"

  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: "GIF8".utf8) {
      self = .gif
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else {
      return nil
    }
  }
}
