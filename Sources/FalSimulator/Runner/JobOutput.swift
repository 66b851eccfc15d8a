import AliceModel

/// The output of a model: files, and the other members of the result.
struct JobOutput: Sendable {
  let shape: ModelSpec.Output
  let media: [MediaItem]
  /// The members after the media: seed, prompt, timings.
  let facts: JSONObject
  /// The result contains the media themselves, as `data:` URLs.
  let isInline: Bool
  /// The answer, if it is not one of the usual shapes.
  var filled: Filled?

  /// Returns the result, with the URL of each file from `address`, and the content of one from `bytes`.
  func json(
    address: (MediaItem) throws -> String, bytes: (MediaItem) throws -> [UInt8]
  ) rethrows -> JSONValue {
    if let filled { return try filled.json(media, address: address, bytes: bytes) }
    let files = try media.map { try describe($0, address: address) }
    var object: JSONObject
    switch shape {
    case .images: object = ["images": .array(files)]
    case .image: object = ["image": files.first ?? .null]
    case .video: object = ["video": files.first ?? .null]
    case .audio, .audioFile, .modelGLB, .modelMesh: object = [shape.rawValue: files.first ?? .null]
    case .text: object = ["text": "A mountain lake at dawn."]
    }
    for (key, value) in facts { object[key] = value }
    return .object(object)
  }

  private func describe(_ item: MediaItem, address: (MediaItem) throws -> String) rethrows -> JSONValue {
    var file: JSONObject = ["url": .string(try address(item))]
    if let size = item.size {
      file["width"] = JSONValue(size.width)
      file["height"] = JSONValue(size.height)
    }
    file["content_type"] = .string(item.contentType)
    if case .video(let recipe) = item.content {
      file["file_name"] = "output.mp4"
      file["file_size"] = JSONValue(recipe.byteCount)
    } else if shape == .image {
      file["file_name"] = .string(item.name)
    }
    return .object(file)
  }
}
