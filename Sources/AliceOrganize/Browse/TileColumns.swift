import AliceCatalog
package import AliceModel

/// What tiles show, as one list for each property.
package struct TileColumns: Sendable {
  /// A tile of a result. `row` is nil if the asset is gone.
  struct Tile: Sendable {
    let row: TileRow?
    var members = 1
  }

  private let tiles: [Tile]

  init(_ tiles: [Tile]) { self.tiles = tiles }

  package var count: Int { tiles.count }

  /// The assets that exist.
  package var ids: [AssetID] { tiles.compactMap(\.row?.asset) }

  package var json: JSONValue {
    var columns: JSONObject = [:]
    columns["id"] = texts(\.asset.hex)
    columns["ratio"] = numbers { Int($0.ratio) }
    columns["color"] = numbers { $0.color ?? -1 }
    columns["quality"] = numbers { $0.quality ?? 0 }
    columns["rating"] = numbers { $0.rating ?? 0 }
    columns["flags"] = numbers(\.flags.rawValue)
    columns["kind"] = numbers(\.kind)
    columns["count"] = .array(tiles.map { JSONValue($0.members) })
    columns["duration"] = decimals { $0.duration ?? 0 }
    columns["elo"] = decimals { $0.elo ?? 0 }
    columns["prompt"] = texts { $0.prompt.isEmpty ? $0.path.lastComponent.description : $0.prompt }
    columns["model"] = texts(\.model)
    return .object(columns)
  }

  private func texts(_ value: (TileRow) -> String) -> JSONValue {
    .array(tiles.map { .string($0.row.map(value) ?? "") })
  }

  private func numbers(_ value: (TileRow) -> Int) -> JSONValue {
    .array(tiles.map { JSONValue($0.row.map(value) ?? 0) })
  }

  private func decimals(_ value: (TileRow) -> Double) -> JSONValue {
    .array(tiles.map { JSONValue((($0.row.map(value) ?? 0) * 1000).rounded() / 1000) })
  }
}

extension TileRow {
  /// The number of the kind: 0 image, 1 video, 2 audio, 3 another file, 4 3D model, 5 text, 6 archive.
  fileprivate var kind: Int {
    switch format.kind {
    case .image: 0
    case .video: 1
    case .audio: 2
    case .file: 3
    case .model3d: 4
    case .text: 5
    case .archive: 6
    }
  }
}
