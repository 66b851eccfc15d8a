import AliceKit
import Hummingbird
import NIOCore

extension GalleryServer {
  /// Returns the JSON object in the body of a request.
  func object(of call: Call) async throws -> JSONObject {
    connections.isReading(call.channel)
    let body: ByteBuffer
    do {
      body = try await call.request.body.collect(upTo: Gate.bodyLimit)
    } catch is NIOTooManyBytesError {
      throw Gate.tooLarge
    }
    connections.isAnswering(call.channel, known: true)
    guard let object = try? JSONValue(parsing: Array(body.readableBytesView)).objectValue else {
      throw Problem.usage("the body is not a JSON object")
    }
    return object
  }
}

extension JSONObject {
  private static let idLimit = 500

  /// Returns the ids in `ids`, each once.
  func ids(limit: Int = idLimit) throws(Problem) -> [AssetID] {
    guard let texts = self["ids"]?.arrayValue else { throw .usage("ids is a list of asset ids") }
    guard texts.count <= limit else { throw .usage("ids lists at most \(limit) assets") }
    var ids: [AssetID] = []
    var seen: Set<AssetID> = []
    for text in texts {
      guard let id = text.stringValue.flatMap(AssetID.init(hex:)) else { throw .usage("an id has 64 digits") }
      if seen.insert(id).inserted { ids.append(id) }
    }
    return ids
  }

  func id(_ name: String) throws(Problem) -> AssetID {
    guard let id = self[name]?.stringValue.flatMap(AssetID.init(hex:)) else { throw .usage("\(name) is an asset id") }
    return id
  }

  func texts(_ name: String) throws(Problem) -> [String] {
    guard let value = self[name], !value.isNull else { return [] }
    guard let values = value.arrayValue else { throw .usage("\(name) is a list of texts") }
    let texts = values.compactMap(\.stringValue)
    guard texts.count == values.count else { throw .usage("\(name) is a list of texts") }
    return texts
  }

  func text(_ name: String) throws(Problem) -> String? {
    guard let value = self[name], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw .usage("\(name) is a text") }
    return text
  }
}
