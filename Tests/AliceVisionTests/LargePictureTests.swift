import AliceModel
import AliceTestSupport
import AliceVision
import Foundation
import Synchronization
import Testing

/// What exceeds the memory that pictures share goes alone, if its file is long enough to be believed.
@Suite struct `Pictures larger than the shared memory` {
  private static func file(_ format: MediaFormat, _ pixels: Pixels) throws -> [UInt8] {
    switch format {
    case .png: try ImageEncoder.png(pixels)
    case .jpeg: try ImageEncoder.jpeg(pixels, quality: 80)
    default: try ImageEncoder.webp(pixels, quality: 80)
    }
  }

  @Test(.needsOptimisation, arguments: [MediaFormat.png, .jpeg, .webp])
  func `get the same bits alone`(format: MediaFormat) throws {
    let file = try Self.file(format, Painting.grainyWaves(width: 700, height: 600))
    let small = QualityScorer(memory: 1 << 20)
    #expect(throws: VisionError.tooLarge(width: 700, height: 600)) {
      try small.measure(file, format: format, orientation: 6, problems: [])
    }
    let found = try small.measure(file, format: format, orientation: 6, problems: [], room: .alone)
    #expect(try found == QualityScorer().measure(file, format: format, orientation: 6, problems: []))
    #expect(found.score != nil)
  }

  /// The header of a lossless WebP: 14 bits for each side less one.
  private static func lossless(width: Int, height: Int, data: Int) -> [UInt8] {
    func little(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    let body = [0x2F] + little((width - 1) | (height - 1) << 14) + [UInt8](repeating: 0, count: data)
    return Array("RIFF".utf8) + little(body.count + 12) + Array("WEBPVP8L".utf8) + little(body.count) + body
  }

  @Test(arguments: [(2_000, 2_000, 40_000), (3_840, 2_160, 300_000), (3_300, 3_300, 300_000)])
  func `are believed where the file is long enough, and the system is asked first`(width: Int, height: Int, data: Int) {
    let asked = Mutex(0)
    let scorer = QualityScorer(memory: 16 << 20) { cost in
      asked.withLock { $0 = cost }
      return false
    }
    let file = Self.lossless(width: width, height: height, data: data)
    #expect(throws: VisionError.tooLarge(width: width, height: height)) {
      try scorer.measure(file, format: .webp, orientation: 1, problems: [])
    }
    #expect(throws: VisionError.noMemory) {
      try scorer.measure(file, format: .webp, orientation: 1, problems: [], room: .alone)
    }
    #expect(asked.withLock { $0 } > width * height * 8)
  }

  @Test(arguments: [(4_096, 4_096), (7_680, 4_320), (10_000, 10_000)])
  func `are refused where one of them takes more than there is for one, however long its file`(
    width: Int, height: Int
  ) {
    let scorer = QualityScorer(memory: 1 << 30) { _ in
      Issue.record("the system was asked")
      return false
    }
    let file = Self.lossless(width: width, height: height, data: 1_100_000)
    for room in [QualityScorer.Room.shared, .alone] {
      #expect(throws: VisionError.tooLarge(width: width, height: height)) {
        try scorer.measure(file, format: .webp, orientation: 1, problems: [], room: room)
      }
    }
  }

  @Test(arguments: [60, 10_000, 200_000])
  func `are refused where a small file claims them, before the system is asked`(data: Int) {
    let asked = Mutex(0)
    let scorer = QualityScorer(memory: QualityScorer.usualMemory) { cost in
      asked.withLock { $0 = max($0, cost) }
      return false
    }
    for side in stride(from: 1_000, through: 10_000, by: 500) {
      let file = Self.lossless(width: side, height: side, data: data)
      _ = try? scorer.measure(file, format: .webp, orientation: 1, problems: [], room: .alone)
      var png = HandmadePNG(width: UInt32(side), height: UInt32(side), depth: 1, colour: 3)
      png.add("IDAT", [UInt8](repeating: 0, count: data))
      _ = try? scorer.measure(png.bytes, format: .png, orientation: 1, problems: [], room: .alone)
    }
    #expect(asked.withLock { $0 } > 50_000_000)
    #expect(asked.withLock { $0 } < data / 200 * 131_000 + 136_000_000)
    #expect(asked.withLock { $0 } < 270_000_000)
  }

  @Test func `do not run beside others`() async throws {
    let large = try Self.file(.jpeg, Painting.noise(width: 700, height: 600, seed: 3))
    let small = try Self.file(.jpeg, Painting.noise(width: 100, height: 100, seed: 3))
    let seen = Mutex((isLargeHeld: false, meetings: 0, larges: 0))
    let scorer = QualityScorer(memory: 1 << 20) { cost in
      seen.withLock { seen in
        if seen.isLargeHeld { seen.meetings += 1 }
        if cost > 1 << 20 { (seen.isLargeHeld, seen.larges) = (true, seen.larges + 1) }
      }
      guard cost > 1 << 20 else { return true }
      Thread.sleep(forTimeInterval: 0.03)
      seen.withLock { $0.isLargeHeld = false }
      return false
    }
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<12 {
        group.addTask {
          let file = index % 3 == 0 ? large : small
          _ = try? scorer.measure(file, format: .jpeg, orientation: 1, problems: [], room: .alone)
        }
      }
    }
    let (larges, meetings) = seen.withLock { ($0.larges, $0.meetings) }
    #expect((larges, meetings) == (4, 0))
  }
}
