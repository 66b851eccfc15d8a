import AliceModel
import NIOHTTP1

extension FalClient {
  /// No larger file is sent: fal's simple upload ends about here.
  package static let uploadLimit = 90 << 20

  /// Sends a file to fal's storage and gives the public address that models can read it from.
  ///
  /// The bytes go to the host that fal names, without the key.
  package func upload(
    _ bytes: [UInt8], contentType: String, fileName: String
  ) async throws(FalError) -> String {
    guard bytes.count <= FalClient.uploadLimit else { throw .tooLarge(limit: UInt64(FalClient.uploadLimit)) }
    let (target, file) = try await initiate(contentType: contentType, fileName: fileName)
    let put = Exchange(
      method: .PUT, address: target,
      headers: [("Content-Type", contentType), ("User-Agent", configuration.userAgent)], body: bytes)
    _ = try await retrying(.upload) { () async throws(FalError) in
      try await self.attempt(.upload, put, over: .media)
    }
    return file
  }

  private func initiate(
    contentType: String, fileName: String
  ) async throws(FalError) -> (target: WebAddress, file: String) {
    guard let address = configuration.rest.appending("/storage/upload/initiate?storage_type=fal-cdn-v3") else {
      throw .forbiddenAddress(configuration.restURL)
    }
    let wish: JSONValue = ["content_type": .string(contentType), "file_name": .string(fileName)]
    var exchange = Exchange(method: .POST, address: address, body: Array(wish.text.utf8))
    exchange.headers = [("Content-Type", "application/json")]
    let json = try await request(.upload, exchange).json()
    guard let upload = json["upload_url"]?.stringValue, let file = json["file_url"]?.stringValue,
      WebAddress(file) != nil
    else { throw .badAnswer("no address to upload to") }
    let target = try self.address(upload)
    guard configuration.mayTakeUpload(target) else { throw .forbiddenAddress(target.text) }
    return (target, file)
  }
}
