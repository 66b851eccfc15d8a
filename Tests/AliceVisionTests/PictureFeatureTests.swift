import AliceModel
import AliceTestSupport
import AliceVision
import Foundation
import Testing

/// What a picture shows, and its colours, as they are left behind when it is scored.
struct PictureFeatureTests {
  private struct Seen {
    var assessment = Assessment()
    /// Nil if nobody was told.
    var features: PictureFeatures??
  }

  private func seen(_ bytes: [UInt8], orientation: Int = 1) -> Seen {
    var seen = Seen()
    var told: PictureFeatures??
    let copy = SmallCopy(within: 64, show: { told = .some($0) }, receive: { _, _ in })
    do {
      seen.assessment = try QualityScorer().measure(
        bytes, format: .png, orientation: orientation, problems: [], copy: copy)
    } catch {
      Issue.record(error)
    }
    seen.features = told
    return seen
  }

  private func features(of pixels: Pixels) throws -> PictureFeatures {
    let bytes = try ImageEncoder.png(pixels)
    let told = try #require(seen(bytes).features)
    return try #require(told)
  }

  @Test func `a picture is like its copy of half the size, and less like another one`() throws {
    let waves = Painting.waves(width: 640, height: 480)
    let one = try features(of: waves)
    let half = try features(of: waves.fitted(within: 320))
    let other = try features(of: Painting.grainyWaves(width: 640, height: 480))
    #expect(one.likeness(to: one) > 0.9999)
    #expect(one.likeness(to: half) > 0.9)
    #expect(one.likeness(to: other) < one.likeness(to: half))
  }

  @Test func `features do not change the score, and cost nothing if nobody wants them`() throws {
    let bytes = try ImageEncoder.png(Painting.grainyWaves(width: 300, height: 300))
    let plain = QualityScorer().assess(bytes, format: .png, orientation: 1, problems: [])
    #expect(seen(bytes).assessment == plain && plain.score != nil)
  }

  @Test func `a picture without a score has features, if it shows anything`() throws {
    let small = try seen(ImageEncoder.png(Painting.waves(width: 100, height: 120)))
    #expect(small.assessment.abstained == .tooSmall)
    let told = try #require(small.features)
    #expect(told != nil)
    let black = try seen(ImageEncoder.png(Pixels(width: 300, height: 300, filledWith: 0)))
    #expect(black.assessment.defects.contains(.black))
    #expect(black.features == .some(nil))
  }

  @Test func `the palette has the colours of a picture with their shares`() throws {
    let flag = Painting.paint(width: 300, height: 200) { x, _ in x < 75 ? (0, 128, 128) : (250, 250, 250) }
    let palette = flag.palette
    let (teal, white) = (PictureColor(rgb: 0x00_8080), PictureColor(rgb: 0xFF_FFFF))
    #expect(abs(palette.share(of: teal) - 0.25) < 0.05 && abs(palette.share(of: white) - 0.75) < 0.1)
    #expect(palette.share(of: PictureColor(rgb: 0xFF_0000)) < 0.01)
    #expect(palette.entries.map(\.share).reduce(0, +) > 0.95)
    let flat = Pixels(width: 10, height: 1, filledWith: 255).palette
    #expect(flat.entries.count == 1 && flat.entries[0].share == 1 && flat.entries[0].color.lightness > 0.99)
    #expect(Pixels(width: 0, height: 0, filledWith: 0).palette.entries.isEmpty)
    #expect(Painting.noise(width: 200, height: 100, seed: 1).palette.entries.count <= PicturePalette.most)
  }
}

/// How well pictures of one prompt find each other. `docs/searching.md` has the figures.
@Suite(.enabled(if: Fixtures.quality != nil, "no ../shared/quality beside the checkout; ALICE_QUALITY names another"))
struct LikenessBenchmarkTests {
  private struct Picture {
    let prompt: String
    let generator: String
    let features: PictureFeatures
  }

  /// The rows of the table of pictures: name, generator, prompt and more.
  private func rows() throws -> [[String]] {
    let table = try String(decoding: QualityCollection.bytes("agiqa3k/train.tsv"), as: UTF8.self)
    return table.split(separator: "\n").dropFirst().map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// Returns the pictures of every eighth prompt.
  private func pictures() throws -> [Picture] {
    let rows = try rows()
    let prompts = Set(rows.map { $0[2] }).sorted()
    let chosen = Set(prompts.enumerated().filter { $0.offset % 8 == 0 }.map(\.element))
    return try rows.filter { chosen.contains($0[2]) }.map { row in
      var features: PictureFeatures?
      let copy = SmallCopy(within: 64, show: { features = $0 }, receive: { _, _ in })
      _ = try QualityScorer().measure(
        QualityCollection.bytes("agiqa3k/images/\(row[0])"), format: .jpeg, orientation: 1, problems: [], copy: copy)
      // A black picture shows nothing.
      let nothing = [Float](repeating: 1, count: PictureFeatures.count)
      return Picture(
        prompt: row[2], generator: row[1], features: try #require(features ?? PictureFeatures(nothing)))
    }
  }

  /// Returns how often a sibling is more like a picture than one of another prompt, averaged over all pictures.
  private func share(_ pictures: [Picture], _ isSibling: (Picture, Picture) -> Bool) -> Double {
    var shares: [Double] = []
    for (index, picture) in pictures.enumerated() {
      let strangers = pictures.filter { $0.prompt != picture.prompt }.map { $0.features.likeness(to: picture.features) }
        .sorted()
      for (other, sibling) in pictures.enumerated() where other != index && isSibling(picture, sibling) {
        let likeness = sibling.features.likeness(to: picture.features)
        shares.append(Double(strangers.count { $0 < likeness }) / Double(strangers.count))
      }
    }
    return shares.reduce(0, +) / Double(max(1, shares.count))
  }

  @Test func `siblings come before strangers in nine of ten cases`() throws {
    let pictures = try pictures()
    let all = share(pictures) { $0.prompt == $1.prompt }
    let ofModel = share(pictures) {
      $0.prompt == $1.prompt && $0.generator.hasPrefix("sd1.5") && $1.generator.hasPrefix("sd1.5")
    }
    func text(_ share: Double) -> String { String(format: "%.3f", share) }
    print("likeness of \(pictures.count) pictures: siblings first in \(text(all)), of one model in \(text(ofModel))")
    #expect(pictures.count > 280 && all >= 0.9 && ofModel >= 0.95)
  }

  /// The first step of `docs/make-likeness`.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["ALICE_ACTIVATIONS"] != nil, "ALICE_ACTIVATIONS names the file to write"))
  func `the activations of all pictures are written for the script`() throws {
    let path = try #require(ProcessInfo.processInfo.environment["ALICE_ACTIVATIONS"])
    let best = KernelLevel.allCases.last { $0.isAvailable }
    let level = try #require(best)
    var written = Data()
    let rows = try rows()
    for row in rows {
      let image = try ImageDecoder.decode(QualityCollection.bytes("agiqa3k/images/\(row[0])"), format: .jpeg)
      QualityScorer.features(of: image.pixels, level: level).withUnsafeBytes { written.append(contentsOf: $0) }
    }
    try written.write(to: URL(filePath: path))
    #expect(written.count == rows.count * 3_136 * 4)
  }
}
