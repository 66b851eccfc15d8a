import AliceModel
import AliceTestSupport
import AliceVision
import Foundation
import Testing

@Suite struct DefectTests {
  private func assess(
    _ bytes: [UInt8], _ format: MediaFormat = .png, problems: Set<Defect> = []
  ) -> Assessment {
    QualityScorer().assess(bytes, format: format, orientation: 1, problems: problems)
  }

  @Test func `a black frame is black, and blank too`() throws {
    let black = try ImageEncoder.png(Pixels(width: 256, height: 256, filledWith: 2))
    #expect(assess(black) == Assessment(defects: [.black, .blank]))
  }

  @Test func `a white frame is blank`() throws {
    let white = try ImageEncoder.png(Pixels(width: 256, height: 256, filledWith: 255))
    #expect(assess(white) == Assessment(defects: [.blank]))
  }

  @Test(arguments: [
    Painting.darkScene, Painting.gradient, Painting.diagonal, Painting.noise(width: 120, height: 120, seed: 3),
  ])
  func `dark scenes, gradients and noise have no defect`(picture: Pixels) throws {
    // Under 224 pixels, so that no score is computed.
    #expect(try assess(ImageEncoder.png(picture)) == Assessment(abstained: .tooSmall))
  }

  @Test func `heavy JPEG shows its blocks, light JPEG does not`() throws {
    let picture = Painting.grainyWaves(width: 200, height: 200)
    let heavy = try assess(ImageEncoder.jpeg(picture, quality: 6), .jpeg)
    #expect(heavy == Assessment(defects: [.blocking], abstained: .tooSmall))
    #expect(try assess(ImageEncoder.jpeg(picture, quality: 85), .jpeg) == Assessment(abstained: .tooSmall))
  }

  @Test(arguments: [2, 4, 8, 13])
  func `enlarged pixel art is not rated and not taken for blocks`(scale: Int) throws {
    let sprite = Painting.noise(width: 30, height: 30, seed: 9)
    let art = Painting.paint(width: 30 * scale, height: 30 * scale) { x, y in
      let at = ((y / scale) * 30 + x / scale) * 3
      return (Int(sprite.rgb[at]), Int(sprite.rgb[at + 1]), Int(sprite.rgb[at + 2]))
    }
    #expect(try assess(ImageEncoder.png(art)) == Assessment(abstained: .pixelGrid))
  }

  @Test func `a picture of 100 pixels is too small`() throws {
    let small = try ImageEncoder.png(Painting.waves(width: 400, height: 100))
    #expect(assess(small) == Assessment(abstained: .tooSmall))
  }

  @Test func `one pixel is too small to be black`() throws {
    #expect(
      try assess(ImageEncoder.png(Pixels(width: 1, height: 1, filledWith: 0))) == Assessment(abstained: .tooSmall))
  }

  @Test func `rows of missing data at the bottom mean a truncated picture`() throws {
    var picture = Painting.waves(width: 160, height: 160)
    picture.rgb.replaceSubrange((96 * 160 * 3)..., with: [UInt8](repeating: 128, count: 64 * 160 * 3))
    #expect(try assess(ImageEncoder.png(picture)) == Assessment(defects: [.truncated]))
  }

  @Test func `a grey background is no missing data`() throws {
    var picture = Painting.waves(width: 160, height: 160)
    for rows in [0..<32, 96..<160] {
      let bytes = rows.lowerBound * 480..<rows.upperBound * 480
      picture.rgb.replaceSubrange(bytes, with: [UInt8](repeating: 128, count: bytes.count))
    }
    #expect(try assess(ImageEncoder.png(picture)) == Assessment(abstained: .tooSmall))
  }

  @Test func `a PNG without its end, or with a damaged chunk, is truncated`() throws {
    let whole = try ImageEncoder.png(Painting.waves(width: 160, height: 160))
    #expect(assess(Array(whole.dropLast(12))) == Assessment(defects: [.truncated]))
    var damaged = whole
    damaged[whole.count / 2] ^= 0x10
    #expect(assess(damaged) == Assessment(defects: [.truncated]))
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `bytes after the end are no defect`(format: MediaFormat) throws {
    let picture = Painting.waves(width: 160, height: 160)
    let whole =
      switch format {
      case .png: try ImageEncoder.png(picture)
      case .jpeg: try ImageEncoder.jpeg(picture, quality: 90)
      default: try ImageEncoder.webp(picture, quality: 90)
      }
    #expect(assess(whole + Array("trailing".utf8), format) == Assessment(abstained: .tooSmall))
  }

  @Test(arguments: ["<html><body>404</body></html>", "{\"detail\": \"not found\"}", "plain words"])
  func `an answer in words under a picture's name is wrong content`(text: String) {
    for format in [MediaFormat.png, .jpeg, .webp] {
      #expect(assess(Array(text.utf8), format) == Assessment(defects: [.wrongContent]))
    }
  }

  @Test func `markup under the name of a format without a codec is wrong content, other bytes are not judged`() {
    #expect(assess(Array("  <!doctype html>".utf8), .gif) == Assessment(defects: [.wrongContent]))
    #expect(assess(Array("GIF89a".utf8), .gif) == Assessment())
  }

  @Test(arguments: [[], [0x89, 0x50], Array("RIFF".utf8)])
  func `an empty file, or the first bytes of one, is truncated`(bytes: [UInt8]) {
    #expect(assess(bytes) == Assessment(defects: [.truncated]))
  }

  @Test func `what the bytes are counts, not what the file is called`() throws {
    let jpeg = try ImageEncoder.jpeg(Painting.waves(width: 160, height: 160), quality: 90)
    #expect(assess(jpeg, .png) == Assessment(abstained: .tooSmall))
  }

  @Test func `what the container's parser found is kept`() throws {
    let sound = try ImageEncoder.png(Painting.waves(width: 160, height: 160))
    #expect(assess(sound, problems: [.wrongContent, .truncated]) == Assessment(defects: [.truncated, .wrongContent]))
  }

  @Test func `a defect caps the picture at one star`() throws {
    let black = try assess(ImageEncoder.png(Pixels(width: 64, height: 64, filledWith: 0)))
    #expect(Calibration.standard.stars(for: black.score, defects: black.defects) == 1)
    #expect(Calibration.standard.stars(for: nil, defects: []) == nil)
  }
}
