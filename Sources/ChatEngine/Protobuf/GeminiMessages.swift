/// The messages of Gemini's GenerativeService, between protobuf and the JSON that REST sends.
///
/// A field that the table does not know is kept: all of a message's are the base 64 of one member
/// named `@unknown`, and go back as they came. A number that an enumeration does not know becomes
/// its harmless word.
package enum GeminiMessages {
  /// What a text of bytes is, or is to be.
  package enum Message: String, Sendable, CaseIterable {
    case generateContentRequest = "GenerateContentRequest"
    case generateContentResponse = "GenerateContentResponse"
    case content = "Content"
    case countTokensRequest = "CountTokensRequest"
    case countTokensResponse = "CountTokensResponse"
    case listModelsRequest = "ListModelsRequest"
    case listModelsResponse = "ListModelsResponse"
    /// `google.rpc.Status`, which `grpc-status-details-bin` carries.
    case status = "Status"
  }

  /// The member under which a message's unknown fields stand.
  package static let unknownFields = "@unknown"

  private static let schema = ProtobufSchema(parsing: GeminiSchema.text)

  /// The message in protobuf, its fields in the order of their numbers.
  ///
  /// What the messages have no field for, or not of that type, is left out; its path goes to
  /// `leftOut`.
  package static func encode(
    _ json: JSON, as message: Message, leftOut: inout [String]
  ) -> [UInt8] {
    var encoder = ProtobufEncoder(schema: schema)
    let bytes = encoder.encode(json.objectValue ?? JSONObject(), as: message.rawValue)
    leftOut = encoder.leftOut
    return bytes
  }

  package static func encode(_ json: JSON, as message: Message) -> [UInt8] {
    var leftOut: [String] = []
    return encode(json, as: message, leftOut: &leftOut)
  }

  /// The message as REST would send it.
  package static func decode(
    _ bytes: ArraySlice<UInt8>, as message: Message
  ) throws(ProtobufReader.Malformed) -> JSON {
    var decoder = ProtobufDecoder(schema: schema)
    return try decoder.decode(bytes, as: message.rawValue)
  }

  package static func decode(
    _ bytes: [UInt8], as message: Message
  ) throws(ProtobufReader.Malformed) -> JSON {
    try decode(bytes[...], as: message)
  }
}
