import ChatEngine
import Glibc
import TestSupport
import Testing

@Suite struct `An attached file` {
  private let folder = TemporaryFolder()

  @Test(arguments: [
    ("p.txt", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00], "image/png"),
    ("p.png", [0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"), ("g", Array("GIF89a…".utf8), "image/gif"),
    ("w", Array("RIFF\u{1}\u{1}\u{1}\u{1}WEBPVP8 ".utf8), "image/webp"),
    ("h", [0, 0, 0, 24] + Array("ftypheic".utf8), "image/heic"),
    ("doc", Array("%PDF-1.7".utf8), "application/pdf"),
    ("a.md", Array("# é".utf8), "text/markdown"),
    ("data.json", Array("{}".utf8), "application/json"),
    ("main.swift", Array("x".utf8), "text/plain"),
    ("i.svg", Array("<svg/>".utf8), "text/xml"),
  ])
  func `is what its bytes say`(name: String, bytes: [UInt8], type: String) throws {
    let path = try folder.write(name, bytes: bytes)

    #expect(
      try AttachmentFile.read(path) == Attachment(name: name, mimeType: type, data: bytes))
  }

  @Test func `that cannot go along is refused in a sentence`() throws {
    let empty = try folder.write("empty", bytes: [])
    let binary = try folder.write("binary", bytes: [0, 1, 2, 0xFF])
    let large = try folder.write("large", bytes: [])
    truncate(large, 31 << 20)
    let pipe = folder.path + "/pipe"
    mkfifo(pipe, 0o600)

    #expect(problem("/none/such.txt") == "\"/none/such.txt\" is not there. Nothing was attached.")
    #expect(problem(empty)?.hasSuffix("is empty. Nothing was attached.") == true)
    #expect(
      problem(binary)?.hasSuffix(
        "is neither text nor an image, a PDF or audio. Attach it as one of these.") == true)
    #expect(
      problem(large)?.hasSuffix(
        "is larger than 30 MB, more than any provider takes. Attach a part of it.") == true)
    #expect(problem(pipe)?.hasSuffix("is no file. Nothing was attached.") == true)
    #expect(problem(folder.path)?.hasSuffix("is no file. Nothing was attached.") == true)
    #expect(problem("/dev/zero") == "\"/dev/zero\" is no file. Nothing was attached.")
  }

  private func problem(_ path: String) -> String? {
    do throws(AttachmentFile.Problem) {
      _ = try AttachmentFile.read(path)
      return nil
    } catch {
      return error.sentence
    }
  }
}

@Suite struct `What was dropped on the terminal` {
  @Test(arguments: [
    ("/tmp/a.png", ["/tmp/a.png"]), (" '/tmp/a b.png' ", ["/tmp/a b.png"]),
    ("/tmp/a\\ b.png /tmp/c", ["/tmp/a b.png", "/tmp/c"]), ("\"/x y\"", ["/x y"]),
    ("file:///tmp/a%20b.png", ["/tmp/a b.png"]), ("file://localhost/x", ["/x"]),
    ("~/a.txt", ["/home/me/a.txt"]), ("/a\n/b", ["/a", "/b"]),
  ])
  func `is read as paths`(text: String, paths: [String]) {
    #expect(DroppedPaths.read(text, home: "/home/me") == paths)
  }

  @Test(arguments: [
    "", "hello", "see /tmp/a.png", "/help me", "'/tmp/a", "/tmp/a\\", "file://host/x",
    "file:///a%zz",
    "file:///a%00b", "/", "a/b", String(repeating: "/a ", count: 17),
  ])
  func `is text where it is anything else`(text: String) {
    #expect(DroppedPaths.read(text, home: "/home/me") == nil)
  }
}
