package import AliceModel

/// What a contact sheet shows, and how.
package struct SheetRequest: Sendable {
  /// The maximum number of assets: browsers stay fast, and the file can be sent.
  package static let mostAssets = 1_500
  package static let edges = 64...1_024

  /// The longest side of the pictures in pixels.
  package var edge: Int
  /// The title; nil for the number of pictures.
  package var title: String?
  /// Whether prompts, parameters, names, tags and costs are left out.
  package var strips: Bool
  /// Whether an existing file is replaced.
  package var replaces: Bool

  package init(edge: Int = 240, title: String? = nil, strips: Bool = false, replaces: Bool = false) {
    self.edge = edge
    self.title = title
    self.strips = strips
    self.replaces = replaces
  }
}

/// A written contact sheet.
package struct SheetReport: Sendable {
  package let file: BytePath
  package let bytes: UInt64
  package let assets: Int
  /// The assets that the sheet describes without a picture, each with a sentence.
  package let withoutPicture: [(asset: Asset, reason: String)]

  package var json: JSONObject {
    [
      "file": .string(file.description), "assets": JSONValue(assets), "bytes": .number(JSONNumber(bytes)),
      "without_picture": .array(
        withoutPicture.map { ["id": .string($0.asset.id.hex), "reason": .string($0.reason)] }),
    ]
  }
}
