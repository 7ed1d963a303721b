import CSystem
import ChatEngine
import ChatUI
import Glibc

/// Reads what is to go with a prompt: on a thread of its own, since a disk or a program may take long.
final class AttachmentReader {
  /// Names of a folder that are offered.
  private static let mostNames = 10_000

  private let worker: Worker
  private let place: Place
  private let fetch: AttachmentFetch
  private let environment: [String: String]

  init(_ surroundings: Surroundings, loop: EventLoop, worker: Worker) {
    self.worker = worker
    environment = surroundings.environment
    place = Place(
      home: surroundings.environment["HOME"], workingFolder: surroundings.workingFolder)
    fetch = AttachmentFetch(environment: surroundings.environment) {
      CurlTransport(loop: loop, deliver: $0)
    }
  }

  /// Does it, and says what came of it on the loop's thread.
  func perform(_ effect: AttachmentEffect, done: @escaping (AttachmentEvent) -> Void) {
    switch effect {
    case .read(let id, .path(let path)):
      let full = place.resolve(path)
      worker.run({ Self.read(full, for: id) }, then: done)
    case .read(let id, .url(let url)):
      fetch.fetch(url, as: id) { result in
        switch result {
        case .success(let file): done(.read(id, file, path: nil))
        case .failure(let problem): done(.failed(id, problem.sentence))
        }
      }
    case .read(let id, .clipboard):
      worker.run({ [environment] in ClipboardContent.read(environment) }) { content in
        switch content {
        case .image(let file): done(.read(id, file, path: nil))
        case .text(let text): done(.text(id, text))
        case .failed(let sentence): done(.failed(id, sentence))
        }
      }
    case .read(_, .content): break
    case .drop(let id, let paths):
      let full = paths.map(place.resolve)
      worker.run({ Self.readAll(full, for: id) }, then: done)
    case .list(let folder):
      let full = place.resolve(folder.isEmpty ? "." : folder)
      worker.run({ AttachmentEvent.listed(folder, Self.names(in: full)) }, then: done)
    case .cancel(let id): fetch.cancel(id)
    }
  }

  private static func read(_ path: String, for id: Int) -> AttachmentEvent {
    do throws(AttachmentFile.Problem) {
      return .read(id, try AttachmentFile.read(path), path: path)
    } catch {
      return .failed(id, error.sentence, isFile: isFile(path))
    }
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// All of them or none: a text with a path in it is a text.
  private static func readAll(_ paths: [String], for id: Int) -> AttachmentEvent {
    var files: [(path: String, file: Attachment)] = []
    for path in paths {
      guard let file = try? AttachmentFile.read(path) else { return .dropped(id, []) }
      files.append((path, file))
    }
    return .dropped(id, files)
  }

  /// What a folder has, sorted; nothing where it cannot be read.
  private static func names(in folder: String) -> [PathItem] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var items: [PathItem] = []
    while items.count < mostNames, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      guard let name, name != ".", name != ".." else { continue }
      var isFolder = entry.pointee.d_type == UInt8(DT_DIR)
      if entry.pointee.d_type == UInt8(DT_LNK) || entry.pointee.d_type == UInt8(DT_UNKNOWN) {
        var status = stat()
        isFolder = stat(folder + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      }
      items.append(PathItem(name, isFolder: isFolder))
    }
    return items.sorted { $0.name < $1.name }
  }
}

/// Where relative paths begin, and where the home is.
private struct Place {
  var home: String?
  var workingFolder: String

  func resolve(_ path: String) -> String {
    if path == "~", let home { return home }
    if let full = DroppedPaths.path(path, home: home) { return full }
    return path == "/" ? path : workingFolder + "/" + path
  }
}
