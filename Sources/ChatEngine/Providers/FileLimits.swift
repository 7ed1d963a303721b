/// How large the files of a request may be, before base64 makes a third more of them.
///
/// The vendors' documents of 2026-11 give sizes on the wire: three quarters of them are the file's.
package struct FileLimits: Sendable, Equatable {
  /// Of one image.
  package var image: Int
  /// Of one PDF or other document.
  package var document: Int
  /// Of all files of one request.
  package var total: Int
  /// The images' types, without `image/`.
  package var images: [String]

  package init(
    image: Int, document: Int, total: Int, images: [String] = ["png", "jpeg", "webp", "gif"]
  ) {
    self.image = image
    self.document = document
    self.total = total
    self.images = images
  }

  /// Those of the dialect's own vendor.
  init(of dialect: Dialect) {
    switch dialect {
    // 5 MB an image and 32 MB a request, on the wire.
    case .anthropic: self.init(image: 3_932_160, document: 22 << 20, total: 22 << 20)
    // 50 MB a request.
    case .openAIChat, .openAIResponses:
      self.init(image: 20 << 20, document: 36 << 20, total: 36 << 20)
    // 20 MB a request with inline data; GIF is none of its types.
    case .gemini, .geminiGRPC:
      self.init(
        image: 14 << 20, document: 14 << 20, total: 14 << 20,
        images: ["png", "jpeg", "webp", "heic", "heif"])
    // It has no limit of its own but the memory; no GIF (ollama.md, section 5).
    case .ollama:
      self.init(image: 32 << 20, document: 0, total: 64 << 20, images: ["png", "jpeg", "webp"])
    }
  }
}
