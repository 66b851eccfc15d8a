import AliceModel
import AliceTestSupport
import AliceVision
import Foundation
import Testing

/// Reads the collection of rated, sound and damaged pictures.
enum QualityCollection {
  struct Golden {
    let path: String
    let score: Double
    let stars: Int
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: #require(Fixtures.quality).appending(path: path)))
  }

  static func golden() throws -> [Golden] {
    try rows("model/golden.tsv").map { row in
      Golden(path: row[0], score: try #require(Double(row[1])), stars: try #require(Int(row[2])))
    }
  }

  /// The paths of the pictures on whose ratings the scorer was fitted.
  static func trained() throws -> [String] { try rows("agiqa3k/train.tsv").map { "agiqa3k/images/" + $0[0] } }

  /// Paths and labels of one folder.
  static func labels(_ folder: String) throws -> [(path: String, label: String)] {
    try rows("MANIFEST.tsv").filter { $0[0].hasPrefix(folder + "/") }.map { ($0[0], $0[2]) }
  }

  static func assess(_ path: String) throws -> Assessment {
    let format = MediaFormat.allCases.first { $0.fileExtension == path.split(separator: ".").last.map(String.init) }
    return QualityScorer().assess(
      try bytes(path), format: try #require(format), orientation: 1, problems: [])
  }

  private static func rows(_ path: String) throws -> [[String]] {
    try String(decoding: bytes(path), as: UTF8.self).split(separator: "\n").dropFirst().map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
