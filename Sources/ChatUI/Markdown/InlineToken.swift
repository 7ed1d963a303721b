/// What text inside of a block is in.
enum InlineSpan: Equatable, Sendable {
  case emphasis
  case strong
  case strikethrough
  case link(Reference)
  case image(Reference)
}

/// A piece of the text inside of a block, in order.
enum InlineToken: Equatable, Sendable {
  /// Bytes of the text, as they are.
  case text(Range<Int>)
  /// A character that was written in another way.
  case literal([UInt8])
  case softBreak
  case hardBreak
  case code([UInt8])
  /// A tag, comment or the like, as it is.
  case html(Range<Int>)
  /// An address that is its own text.
  case address([UInt8], text: Range<Int>)
  case math([UInt8], isDisplay: Bool)
  case footnote([UInt8])
  case begin(InlineSpan)
  case end(InlineSpan)
}

/// The text of a block, read.
struct InlineText: Sendable {
  let bytes: [UInt8]
  var tokens: [InlineToken] = []
  /// Up to here nothing changes whatever follows, and reading may begin here.
  var settled = 0
  /// How many of the tokens are before that place.
  var settledTokens = 0
}
