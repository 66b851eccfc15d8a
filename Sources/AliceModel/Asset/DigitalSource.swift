import AliceNumbers

/// A term of IPTC's digital source types: how a file says it was made.
public struct DigitalSource: Sendable, Hashable {
  /// The last part of the term's address, such as `trainedAlgorithmicMedia`.
  public let term: String

  private static let longest = 64
  private static let vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/"
  private static let generatedTerms: Set<String> = [
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic",
    "trainedAlgorithmicData",
  ]

  /// The mark of media that a trained model made.
  public static let trainedAlgorithmicMedia = DigitalSource(known: "trainedAlgorithmicMedia")

  private init(known term: String) { self.term = term }

  /// Reads a term, with or without its address. Returns nil if the text is no term.
  public init?(_ text: String) {
    let last = text.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
    let isTerm = last.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) }
    guard !last.isEmpty, last.count <= DigitalSource.longest, isTerm else { return nil }
    term = String(decoding: last, as: UTF8.self)
  }

  /// The address of the term in IPTC's vocabulary.
  public var address: String { DigitalSource.vocabulary + term }

  /// Whether the term says that a model or another algorithm made the file, or took part.
  public var saysGenerated: Bool { DigitalSource.generatedTerms.contains(term) }
}
