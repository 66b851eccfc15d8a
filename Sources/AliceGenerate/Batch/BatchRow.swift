import AliceNumbers
public import AliceWorkspace

/// One request of a batch.
public struct BatchRow: Sendable, Hashable {
  /// The line of the file, starting at 1.
  public var number: Int
  /// The values that replaced the placeholders; empty if nothing was varied.
  public var variation: [String: String]
  public var request: GenerationRequest

  public init(number: Int, request: GenerationRequest, variation: [String: String] = [:]) {
    self.number = number
    self.request = request
    self.variation = variation
  }
}

/// A row that cannot be sent, and why.
public struct BatchProblem: Sendable, Hashable {
  public let row: Int
  public let error: AliceError
}

extension GenerationRequest {
  private static let members = [
    "prompt", "model", "parameters", "params", "seed", "negative_prompt", "count", "n", "image", "images", "video",
    "audio", "mask", "tags", "project", "style", "styles", "size",
  ]

  /// Decodes a row; `defaults` supplies what it omits. Its parameters and tags are added to the defaults.
  init(row: JSONValue, defaults: GenerationRequest) throws {
    guard let object = row.objectValue else { throw AliceError.batch(.notAnObject) }
    for key in object.keys where !GenerationRequest.members.contains(key) {
      let nearest = Spelling.nearest(to: key, in: GenerationRequest.members)
      throw AliceError.batch(.unknownMember(String(key.prefix(80)), nearest: nearest))
    }
    let reader = RowReader(object: object)
    self = defaults
    prompt = try reader.text("prompt") ?? prompt
    negativePrompt = try reader.text("negative_prompt") ?? negativePrompt
    model = try reader.text("model") ?? model
    project = try reader.text("project") ?? project
    seed = try reader.seed() ?? seed
    count = try reader.count() ?? count
    tags += try reader.texts("tags").filter { !tags.contains($0) }
    for (key, value) in try reader.parameters() { parameters[key] = value }
    let styles = try reader.texts("style", "styles")
    if !styles.isEmpty { self.styles = styles }
    written = Set(parameters.keys)
    size = try reader.text("size") ?? size
    let images = try reader.texts("image", "images")
    inputs = InputFiles(
      images: images.isEmpty ? inputs.images : images,
      videos: try reader.text("video").map { [$0] } ?? inputs.videos,
      audios: try reader.text("audio").map { [$0] } ?? inputs.audios,
      masks: try reader.text("mask").map { [$0] } ?? inputs.masks)
  }
}

/// Reads the members of a row and checks their types.
private struct RowReader {
  let object: JSONObject

  func text(_ name: String) throws -> String? {
    guard let value = object[name], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw AliceError.batch(.wrongMember(name, expected: .text)) }
    return text
  }

  /// Returns a list of strings; a single string becomes a list of one.
  func texts(_ names: String...) throws -> [String] {
    let given = names.filter { !(object[$0] ?? .null).isNull }
    guard given.count <= 1 else { throw AliceError.batch(.exclusive(given)) }
    guard let name = given.first, let value = object[name] else { return [] }
    if let text = value.stringValue { return [text] }
    guard let list = value.arrayValue, list.count <= 100, list.allSatisfy({ $0.stringValue != nil }) else {
      throw AliceError.batch(.wrongMember(name, expected: .texts))
    }
    return list.compactMap(\.stringValue)
  }

  func seed() throws -> String? {
    guard let value = object["seed"], !value.isNull else { return nil }
    guard let text = value.scalarText, UInt64(text) != nil else {
      throw AliceError.batch(.wrongMember("seed", expected: .wholeNumber))
    }
    return text
  }

  func count() throws -> Int? {
    let given = ["count", "n"].filter { !(object[$0] ?? .null).isNull }
    guard given.count <= 1 else { throw AliceError.batch(.exclusive(given)) }
    guard let name = given.first else { return nil }
    guard let count = object[name]?.numberValue?.int64.flatMap({ Int(exactly: $0) }), (1...1000).contains(count) else {
      throw AliceError.batch(.wrongMember(name, expected: .count))
    }
    return count
  }

  func parameters() throws -> JSONObject {
    let given = ["parameters", "params"].filter { !(object[$0] ?? .null).isNull }
    guard given.count <= 1 else { throw AliceError.batch(.exclusive(given)) }
    guard let name = given.first else { return [:] }
    guard let parameters = object[name]?.objectValue else {
      throw AliceError.batch(.wrongMember(name, expected: .object))
    }
    return parameters
  }
}
