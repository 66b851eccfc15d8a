import AliceMedia
import Foundation

/// The catalogue of endpoints that comes with the program; it is decoded when it is first needed.
enum ShippedCatalogue {
  static let catalogue = decoded() ?? .empty

  /// The maximum size of the text in bytes.
  private static let limit = 4 << 20

  private static func decoded() -> ModelCatalogue? {
    guard let data = Data(base64Encoded: CatalogueBytes.first + CatalogueBytes.rest),
      let bytes = try? Inflate.bytes(of: [UInt8](data)[...], limit: limit)
    else { return nil }
    return ModelCatalogue(text: String(decoding: bytes, as: UTF8.self))
  }
}
