import AliceCatalog
import AliceLibrary
import AliceMedia
package import AliceModel
import AliceVision
import Foundation

/// How far two files differ in what they show.
package enum PictureComparison: Sendable, Hashable {
  /// The files hold the same image or film.
  case identical
  /// The images are encoded differently, and every pixel is equal.
  case equalPixels
  /// The number of different bits of 64 in the fingerprints of what the pictures look like.
  case distance(Int)
  case impossible(reason: String)

  /// The longer side of the images whose fingerprints are compared.
  private static let edge = 512
  /// The size in pixels up to which all pixels are compared.
  private static let mostPixels = 64_000_000

  /// Compares two files, on a thread of its own as it decodes.
  package static func of(
    _ one: BytePath, _ other: BytePath, environment: [String: String]
  ) async -> PictureComparison {
    await withCheckedContinuation { continuation in
      Thread { continuation.resume(returning: compared(one, other, environment)) }.start()
    }
  }

  private static func compared(
    _ one: BytePath, _ other: BytePath, _ environment: [String: String]
  ) -> PictureComparison {
    do {
      let files = try [one, other].map { try OpenFile.open($0) }
      let inspections = try files.map { try MediaFile.inspect($0, offsetMinutes: 0) }
      if inspections[0].id == inspections[1].id { return .identical }
      if let areEqual = pixelsAreEqual(files, inspections), areEqual { return .equalPixels }
      let reader = PictureReader(environment: environment)
      let hashes = try files.map { file in
        PerceptualHash(try reader.picture(edge: edge) { file }.pixels)
      }
      guard let first = hashes[0], let second = hashes[1] else { return .impossible(reason: "it has no picture") }
      return .distance(first.distance(to: second))
    } catch let failure as ThumbnailFailure {
      return .impossible(reason: failure.description)
    } catch {
      return .impossible(reason: "a file cannot be read")
    }
  }

  /// Returns nil if the images are not decoded here, or are too large for it.
  private static func pixelsAreEqual(_ files: [OpenFile], _ inspections: [Inspection]) -> Bool? {
    let facts = inspections.map(\.facts)
    guard facts[0].width == facts[1].width, facts[0].height == facts[1].height else { return false }
    guard inspections.allSatisfy({ $0.format.kind == .image }) else { return nil }
    let images = zip(files, inspections).map { file, inspection in
      try? ImageDecoder.decode(
        file, format: inspection.format, orientation: inspection.orientation, maximumPixels: mostPixels)
    }
    guard let one = images[0], let other = images[1], !one.truncated, !other.truncated else { return nil }
    return one.pixels.rgb == other.pixels.rgb && one.pixels.width == other.pixels.width
  }
}

extension Workspace {
  /// Returns the place of an asset among the results of its request; nil if the journal does not know it.
  package func place(of asset: Asset) throws -> (index: Int, count: Int)? {
    guard let request = asset.record.provenance.requestID, let journal = try journalForReading() else { return nil }
    for job in try journal.jobs(requestID: request) {
      if let index = job.assets.firstIndex(of: asset.id) { return (index, job.assets.count) }
    }
    return nil
  }
}
