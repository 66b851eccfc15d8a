import AliceCatalog
import AliceModel
import AliceTestSupport
import AliceVision
import AliceWorkspace
import Foundation

/// Measures how long a screen of thumbnails takes in a folder that was never shown, for JPEG and for PNG of 2 MP.
struct ThumbnailBenchmark {
  let program: String
  let count: Int

  private static let screen = 60
  private static let (width, height) = (1_632, 1_224)

  func run() async throws {
    try await measure(.jpeg, count)
    // PNG is decoded as a whole, so fewer files show as much.
    try await measure(.png, max(ThumbnailBenchmark.screen, count / 10))
  }

  private func measure(_ format: MediaFormat, _ count: Int) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try ThumbnailBenchmark.write(format, count, to: folder.appending(path: "Inbox"))
    let environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": folder.path + "/Library"]
    _ = try ProcessTimer(program: program, environment: environment).run(
      ["organize", folder.appending(path: "Inbox").path])
    let workspace = try Workspace.open(BytePath(folder.appending(path: "Library").path))
    let assets = try workspace.catalog.search(.all, order: .newest, limit: nil).assets
    let service = ThumbnailService(workspace: workspace, environment: environment)
    let first = try await time(assets.prefix(ThumbnailBenchmark.screen), service)
    let rest = try await time(assets.dropFirst(ThumbnailBenchmark.screen), service)
    let again = try await time(assets[...], service)
    let rate = Int(Double(max(0, assets.count - ThumbnailBenchmark.screen)) / max(rest, 0.001))
    print(
      """
      thumbnails of \(assets.count.formatted()) \(format.rawValue.uppercased()) of 2 MP, two threads
        a screen of \(min(ThumbnailBenchmark.screen, assets.count)), cold   \(Int(first * 1000)) ms
        the others                \(rate) a second
        all again, from the cache  \(Int(again * 1000)) ms

      """)
  }

  /// Returns the seconds until all thumbnails of 320 pixels are there, requested at once.
  private func time(_ assets: ArraySlice<Asset>, _ service: ThumbnailService) async throws -> Double {
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for asset in assets {
        group.addTask { _ = try await service.thumbnail(of: asset, edge: .edge320, priority: .visible) }
      }
      try await group.waitForAll()
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// Writes images of soft waves with some grain, which differ in a few pixels.
  private static func write(_ format: MediaFormat, _ count: Int, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var random = SplitMix64(seed: 3)
    var picture = Pixels(width: width, height: height, filledWith: 0)
    for at in picture.rgb.indices {
      let (x, y) = (at / 3 % width, at / 3 / width)
      let wave = 128 + 90 * sin(Double(x) / 61 + Double(at % 3)) * cos(Double(y) / 47)
      picture.rgb[at] = UInt8(clamping: Int(wave) + Int(random.next() >> 60) - 8)
    }
    for index in 0..<count {
      picture.rgb[index] ^= 0xFF
      let bytes =
        format == .jpeg ? try ImageEncoder.jpeg(picture, quality: 90) : try ImageEncoder.png(picture)
      try Data(bytes).write(to: folder.appending(path: "\(index).\(format.fileExtension)"))
    }
  }
}
