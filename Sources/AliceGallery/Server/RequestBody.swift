import AliceKit
import AliceNumbers
import Hummingbird
import NIOCore

extension GalleryServer {
  /// Returns the JSON object in the body of a request.
  func object(of call: Call) async throws -> JSONObject {
    var body: [UInt8] = []
    try await read(call, limit: Gate.bodyLimit) { body += $0 }
    guard let object = try? JSONValue(parsing: body).objectValue else {
      throw Problem.usage("the body is not a JSON object")
    }
    return object
  }

  /// Passes on the body of a request piece by piece. Throws if it is longer than `limit`, malformed, or ends early.
  func read(_ call: Call, limit: Int, each: ([UInt8]) async throws -> Void) async throws {
    connections.isReading(call.channel)
    var size = 0
    var failure: (any Error)?
    do {
      for try await part in call.request.body {
        size += part.readableBytes
        guard size <= limit else { throw Gate.tooLarge }
        connections.isReading(call.channel)
        do { try await each(Array(part.readableBytesView)) } catch { failure = error; break }
      }
    } catch  where !(error is CancellationError || error is Problem) {
      // Whatever the decoder reports is the client's mistake.
      throw GalleryServer.broken
    }
    if let failure { throw failure }
    if let announced = call.header(.contentLength), Int(announced) != size { throw GalleryServer.broken }
    connections.isAnswering(call.channel, known: true)
  }

  private static let broken = Problem.usage("the body ends early or is malformed")
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
