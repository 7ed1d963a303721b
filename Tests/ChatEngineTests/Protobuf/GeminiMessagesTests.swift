import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `Gemini's messages` {
  private static func sorted(_ json: JSON?) -> String? {
    json?.text(JSON.Style(sortsKeys: true))
  }

  private func roundTrip(
    _ json: JSON, as message: GeminiMessages.Message = .generateContentRequest
  ) throws -> JSON {
    try GeminiMessages.decode(GeminiMessages.encode(json, as: message), as: message)
  }

  @Test(.enabled(if: Shared.samples != nil, "wire samples not found"))
  func `are written as the vendor writes them, byte for byte`() throws {
    let json = try JSON.parse(Shared.sample("gemini-grpc.request.json"))
    var leftOut: [String] = []

    let bytes = GeminiMessages.encode(json, as: .generateContentRequest, leftOut: &leftOut)

    #expect(bytes == HexSample.bytes("gemini-grpc.request.hex"))
    #expect(leftOut.isEmpty)
  }

  @Test(.enabled(if: Shared.samples != nil, "wire samples not found"))
  func `are read as the vendor reads them`() throws {
    let twin = try JSON.parse(Shared.sample("gemini-grpc.request.json"))

    let json = try GeminiMessages.decode(
      HexSample.bytes("gemini-grpc.request.hex"), as: .generateContentRequest)

    #expect(Self.sorted(json) == Self.sorted(twin))
  }

  @Test func `keep every kind of value on the way there and back`() throws {
    let json: JSON = [
      "model": "models/m",
      "contents": [
        [
          "parts": [
            ["text": ""], ["text": "a", "thoughtSignature": "AAE="],
            [
              "functionCall": [
                "name": "f",
                "args": [
                  "null": .null, "yes": true, "no": false, "int": 3, "real": 0.1, "neg": -2,
                  "list": [1, [.null, []], ["a": [:]]], "é": "ü",
                ],
              ]
            ],
          ], "role": "user",
        ]
      ],
      "generationConfig": [
        "temperature": 0.1, "topP": 0.95, "seed": -1, "responseModalities": ["TEXT", "IMAGE"],
        "thinkingConfig": ["includeThoughts": false, "thinkingBudget": 0],
        "responseJsonSchema": ["type": "object", "x": .null],
      ],
      "tools": [
        [
          "functionDeclarations": [
            [
              "name": "g",
              "parameters": [
                "type": "OBJECT", "properties": ["a": ["type": "STRING", "minLength": "2"]],
              ],
            ]
          ]
        ]
      ],
    ]

    #expect(Self.sorted(try roundTrip(json)) == Self.sorted(json))
  }

  @Test func `put schemas and numbers where the interface has them`() {
    let schema = GeminiMessages.encode(
      ["generationConfig": ["responseJsonSchema": true]], as: .generateContentRequest)
    // Field 4 { field 24 { bool 1 } }.
    #expect(schema == [0x22, 0x05, 0xC2, 0x01, 0x02, 0x20, 0x01])
    let seed = GeminiMessages.encode(
      ["generationConfig": ["seed": -1]], as: .generateContentRequest)
    #expect(seed == [0x22, 0x0B, 0x40] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
    let empty = GeminiMessages.encode(["parts": [["text": ""]]], as: .content)
    #expect(empty == [0x0A, 0x02, 0x12, 0x00])
  }

  @Test func `take proto's own names and both alphabets of base 64`() throws {
    let json = try roundTrip(
      ["parts": [["inline_data": ["mime_type": "a/b", "data": "-_8"]]]], as: .content)

    #expect(json["parts"]?[0]?["inlineData"]?["mimeType"] == "a/b")
    #expect(json["parts"]?[0]?["inlineData"]?["data"] == "+/8=")
  }

  @Test func `name what they have no field for`() {
    var leftOut: [String] = []

    let bytes = GeminiMessages.encode(
      [
        "serviceTier": "flex",
        "generationConfig": ["thinkingConfig": ["thinkingLevel": "LOW"], "topK": "many"],
        "toolConfig": ["functionCallingConfig": ["mode": "SOMETIMES"]],
      ], as: .generateContentRequest, leftOut: &leftOut)

    #expect(
      leftOut == [
        "serviceTier", "generationConfig.topK", "generationConfig.thinkingConfig.thinkingLevel",
        "toolConfig.functionCallingConfig.mode",
      ])
    #expect(bytes == [0x22, 0x03, 0xB2, 0x01, 0x00, 0x3A, 0x02, 0x0A, 0x00])
  }

  @Test func `carry unknown fields to the other side and back`() throws {
    // A part with text "a", an unknown field 99 of a string, and text's number with another type.
    let part: [UInt8] = [0x12, 0x01, 0x61, 0x9A, 0x06, 0x02, 0x68, 0x69, 0x10, 0x05]
    let content: [UInt8] = [0x0A, UInt8(part.count)] + part

    let json = try GeminiMessages.decode(content, as: .content)

    #expect(json["parts"]?[0]?["text"] == "a")
    #expect(json["parts"]?[0]?[GeminiMessages.unknownFields] == "mgYCaGkQBQ==")
    #expect(GeminiMessages.encode(json, as: .content) == content)
  }

  @Test func `give unknown numbers of enumerations a harmless word`() throws {
    let json = try GeminiMessages.decode(
      [0x0A, 0x02, 0x10, 0x4D], as: .generateContentResponse)

    #expect(json["candidates"]?[0]?["finishReason"] == "OTHER")
  }

  @Test func `are the last of what stands twice, and of a oneof the last member`() throws {
    // modelVersion "a" and "b"; usage { prompt 1 } and { candidates 2 }.
    let twice = try GeminiMessages.decode(
      [0x22, 1, 0x61, 0x22, 1, 0x62, 0x1A, 2, 0x08, 1, 0x1A, 2, 0x10, 2],
      as: .generateContentResponse)
    #expect(twice["modelVersion"] == "b")
    #expect(twice["usageMetadata"] == ["promptTokenCount": 1, "candidatesTokenCount": 2])
    // A part with text "a", and then a function call named "f".
    let part = try GeminiMessages.decode(
      [0x0A, 8, 0x12, 1, 0x61, 0x22, 3, 0x0A, 1, 0x66], as: .content)
    #expect(part["parts"] == [["functionCall": ["name": "f"]]])
  }

  @Test func `take packed numbers and single ones`() throws {
    let packed = try GeminiMessages.decode(
      [0x22, 5, 0xA2, 1, 2, 1, 9, 0x22, 3, 0xA0, 1, 2], as: .generateContentRequest)

    #expect(
      packed["generationConfig"]?["responseModalities"]
        == ["TEXT", "MODALITY_UNSPECIFIED", "IMAGE"])
  }

  @Test func `are refused and left out where they are nested too deep`() throws {
    var value: JSON = 1
    for _ in 0..<40 { value = [value] }
    var leftOut: [String] = []
    let body: JSON = ["generationConfig": ["responseJsonSchema": value]]
    let bytes = GeminiMessages.encode(body, as: .generateContentRequest, leftOut: &leftOut)
    #expect(leftOut.count == 1)
    #expect(throws: Never.self) {
      try GeminiMessages.decode(bytes, as: .generateContentRequest)
    }

    // Values in lists in values, a thousand times.
    var nested: [UInt8] = []
    for _ in 0..<1000 {
      var list = ProtobufWriter()
      list.bytes(1, nested)
      var value = ProtobufWriter()
      value.bytes(6, list.bytes)
      nested = value.bytes
    }
    var config = ProtobufWriter()
    config.bytes(24, nested)
    var request = ProtobufWriter()
    request.bytes(4, config.bytes)
    #expect(throws: ProtobufReader.Malformed.tooDeep) {
      try GeminiMessages.decode(request.bytes, as: .generateContentRequest)
    }
  }

  @Test(arguments: ["37.400s", "0s", "1s", "-2.500s", "0.000000001s"])
  func `spell durations as seconds`(text: String) throws {
    let status: JSON = [
      "code": 8,
      "details": [
        ["@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string(text)],
        ["@type": "type.googleapis.com/other.Thing", "value": "AAE="],
      ],
    ]

    #expect(try roundTrip(status, as: .status) == status)
  }
}

@Suite struct `Hostile messages` {
  /// Everything that the table knows, as bytes of each message.
  private static let seeds: [(GeminiMessages.Message, [UInt8])] = [
    (.generateContentRequest, HexSample.bytes("gemini-grpc.request.hex")),
    (.generateContentResponse, Array(HexSample.bytes("gemini-grpc.tool.hex").dropFirst(5))),
    (.status, HexSample.bytes("gemini-grpc.error-details.hex")),
    (
      .listModelsResponse,
      GeminiMessages.encode(
        ["models": [["name": "models/a", "inputTokenLimit": 5, "topP": 0.5]]],
        as: .listModelsResponse)
    ),
  ]

  @Test func `never trap, whatever their bytes`() {
    var random = SeededRandom(seed: 7)
    var readable = 0
    for (message, bytes) in Self.seeds where !bytes.isEmpty {
      for _ in 0..<4000 {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
          case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
          default: if bytes.count > 1 { bytes.remove(at: place) }
          }
        }
        guard let json = try? GeminiMessages.decode(bytes, as: message) else { continue }
        readable += 1
        // What was read is JSON, and can be written.
        _ = GeminiMessages.encode(json, as: message)
        #expect((try? JSON.parse(json.bytes())) != nil)
      }
    }
    #expect(Self.seeds.allSatisfy { $0.1.isEmpty } || readable > 100)
  }

  @Test func `of pure noise never trap`() {
    var random = SeededRandom(seed: 11)
    for message in GeminiMessages.Message.allCases {
      for _ in 0..<2000 {
        let count = Int.random(in: 0..<40, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        _ = try? GeminiMessages.decode(bytes, as: message)
      }
    }
  }

  @Test func `in very many pieces are refused before they cost much`() {
    let piece: [UInt8] = [0x1A, 0x03, 0x9A, 0x06, 0x00]
    let bytes = [UInt8]((0..<100_000).map { _ in piece }.joined())

    #expect(throws: ProtobufReader.Malformed.tooManyPieces) {
      try GeminiMessages.decode(bytes, as: .generateContentResponse)
    }
  }
}
