import CWordVectors
import Foundation

/// The table of the meanings of English words: a vector for each, so that the angle between two is small if the words
/// are used alike. `docs/make-word-vectors` makes it.
///
/// The table is a constant of the program, so it is mapped but not read until a query asks for it.
struct WordVectors: Sendable {
  static let shared = WordVectors()

  /// The numbers of a vector.
  static let dimension = 64
  /// The length of every vector, as far as rounding allows.
  private static let length = 200

  /// The beginning of each word in `text`, and the end of the last one.
  private let starts: [Int32]

  private init() {
    var starts: [Int32] = [0]
    starts.reserveCapacity(WordVectors.vectors.count / WordVectors.dimension + 1)
    let text = WordVectors.text
    var next = text.startIndex
    while next < text.endIndex, let base = text.baseAddress,
      let end = memchr(base + next, Int32(UInt8(ascii: "\n")), text.endIndex - next)
    {
      next = UnsafeRawPointer(end) - base + 1
      starts.append(Int32(truncatingIfNeeded: next))
    }
    self.starts = starts
  }

  /// All words in the order of their bytes, each ended by a newline.
  private static var text: UnsafeRawBufferPointer { memory(word_vectors_words()) }
  private static var vectors: UnsafeRawBufferPointer { memory(word_vectors_numbers()) }

  private static func memory(_ blob: word_vectors_blob) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: blob.bytes, count: blob.count)
  }

  var count: Int { starts.count - 1 }

  func word(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  private func bytes(_ index: Int) -> Slice<UnsafeRawBufferPointer> {
    WordVectors.text[Int(starts[index])..<Int(starts[index + 1]) - 1]
  }

  /// Returns the place of a folded word; nil if its meaning is not known.
  func index(of word: String) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if bytes(middle).lexicographicallyPrecedes(word.utf8) { low = middle + 1 } else { high = middle }
    }
    return low < count && bytes(low).elementsEqual(word.utf8) ? low : nil
  }

  /// A word and the cosine of its angle to another one, in hundredths.
  struct Neighbour {
    let index: Int
    let nearness: Int
  }

  /// Returns the nearest words, the word itself first, with at least that nearness.
  func nearest(to index: Int, nearness least: Int, limit: Int) -> [Neighbour] {
    let square = WordVectors.length * WordVectors.length
    let wanted = vector(index)
    var found: [Neighbour] = []
    for other in 0..<count {
      let nearness = WordVectors.product(wanted, vector(other)) * 100 / square
      if nearness >= least { found.append(Neighbour(index: other, nearness: min(nearness, 100))) }
    }
    found.sort { $0.nearness != $1.nearness ? $0.nearness > $1.nearness : $0.index < $1.index }
    return Array(found.prefix(limit))
  }

  private func vector(_ index: Int) -> UnsafeBufferPointer<Int8> {
    let start = index * WordVectors.dimension
    return UnsafeRawBufferPointer(rebasing: WordVectors.vectors[start..<start + WordVectors.dimension]).bindMemory(
      to: Int8.self)
  }

  private static func product(_ one: UnsafeBufferPointer<Int8>, _ other: UnsafeBufferPointer<Int8>) -> Int {
    var sum: Int32 = 0
    // Each product is at most 128 * 128, so 64 of them fit.
    for index in 0..<dimension { sum &+= Int32(one[index]) &* Int32(other[index]) }
    return Int(sum)
  }
}
