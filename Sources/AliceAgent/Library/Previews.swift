import AliceKit
import Foundation

extension Thumbnail {
  var base64: String { Data(bytes).base64EncodedString() }
}

/// Pictures in results: small and few, because each costs a conversation as much as a page of text.
extension AgentLibrary {
  /// The most bytes of a picture that a model looks at.
  private static let limit = 100 << 10
  private static let blurredEdge = 160

  /// Returns small pictures of assets. What shows nothing has none.
  func previews(of assets: [Asset], isClear: Bool) async throws -> [Content] {
    var contents: [Content] = []
    for asset in assets { contents += try await preview(of: asset, within: 320, isClear: isClear) }
    return contents
  }

  /// Returns a picture whose longer side is at most `edge`; none if the asset shows nothing.
  func preview(of asset: Asset, within edge: Int, isClear: Bool) async throws -> [Content] {
    let size = edge > ThumbnailEdge.edge320.rawValue ? ThumbnailEdge.edge640 : .edge320
    guard let picture = try await thumbnail(of: asset, size) else { return [] }
    let isBlurred = asset.record.isNSFW && !isClear
    guard isBlurred || size.rawValue > edge else { return [.picture(picture)] }
    let reduced = try? picture.reduced(within: isBlurred ? AgentLibrary.blurredEdge : edge, isBlurred: isBlurred)
    return reduced.map { $0.bytes.count <= AgentLibrary.limit ? [.picture($0)] : [] } ?? []
  }

  /// Returns a large picture, which is for the user alone.
  func fullPicture(of asset: Asset, isClear: Bool) async throws -> [Content] {
    if asset.record.isNSFW, !isClear { return try await preview(of: asset, within: 512, isClear: false) }
    return try await thumbnail(of: asset, .edge1280).map { [.picture($0, isForUserOnly: true)] } ?? []
  }

  private func thumbnail(of asset: Asset, _ edge: ThumbnailEdge) async throws -> Thumbnail? {
    do {
      return try await opened().thumbnails.thumbnail(of: asset, edge: edge, priority: .visible)
    } catch is ThumbnailFailure {
      return nil
    }
  }
}
