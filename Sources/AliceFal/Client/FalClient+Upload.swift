import AliceModel
import AliceNumbers
import NIOHTTP1

extension FalClient {
  /// Uploads a file to fal's storage and returns the public URL from which models can read it. fal removes the file
  /// after `lifetime` seconds.
  ///
  /// The bytes go without the key to the host that fal names, and are never all in memory. `progress` receives the
  /// number of bytes read so far.
  package func upload(
    _ file: FalFile, lifetime: Int, cut: UploadCut = UploadCut(),
    progress: @escaping @Sendable (UInt64) -> Void = { _ in }
  ) async throws(FalError) -> String {
    do {
      return try await uploadOnce(file, lifetime, cut, progress)
    } catch .uploadRefused {
      // A ticket expires; and if a response was lost, it is used up. This starts again with a new one.
      return try await uploadOnce(file, lifetime, cut, progress)
    }
  }

  private func uploadOnce(
    _ file: FalFile, _ lifetime: Int, _ cut: UploadCut, _ progress: @escaping @Sendable (UInt64) -> Void
  ) async throws(FalError) -> String {
    guard file.byteCount > cut.whole else {
      let (target, address) = try await initiate(file, "/storage/upload/initiate", lifetime)
      _ = try await put(file, 0..<file.byteCount, to: target, policy, progress)
      return address
    }
    let parts = cut.parts(of: file.byteCount)
    guard !parts.isEmpty else { throw .tooLarge(limit: cut.part * UploadCut.mostParts) }
    let (target, address) = try await initiate(file, "/storage/upload/initiate-multipart", lifetime)
    try await send(file, in: parts, to: target, progress)
    return address
  }

  private func send(
    _ file: FalFile, in parts: [Range<UInt64>], to target: WebAddress,
    _ progress: @escaping @Sendable (UInt64) -> Void
  ) async throws(FalError) {
    var eager = policy
    eager.attempts = min(policy.attempts, 3)
    var list: [JSONValue] = []
    for (index, range) in parts.enumerated() {
      let number = index + 1
      guard let place = target.insertingPath("/\(number)") else { throw .forbiddenAddress(target.text) }
      let answer = try await put(file, range, to: place, eager, progress)
      guard let tag = answer.header("ETag") else { throw .badAnswer("a part was taken without a tag") }
      list.append(["partNumber": JSONValue(number), "etag": .string(tag)])
    }
    guard let place = target.insertingPath("/complete") else { throw .forbiddenAddress(target.text) }
    let body: JSONValue = ["parts": .array(list)]
    var exchange = Exchange(method: .POST, address: place, body: RequestBody(Array(body.text.utf8)))
    exchange.headers = [("Content-Type", "application/json"), ("User-Agent", configuration.userAgent)]
    _ = try await storing(exchange, policy)
  }

  private func put(
    _ file: FalFile, _ range: Range<UInt64>, to target: WebAddress, _ policy: RetryPolicy,
    _ progress: @escaping @Sendable (UInt64) -> Void
  ) async throws(FalError) -> Answer {
    try await storing(
      Exchange(
        method: .PUT, address: target,
        headers: [("Content-Type", file.contentType), ("User-Agent", configuration.userAgent)],
        body: RequestBody(file.bytes, range, progress: progress)), policy)
  }

  private func storing(_ exchange: Exchange, _ policy: RetryPolicy) async throws(FalError) -> Answer {
    try await retrying(.store, policy: policy) { () async throws(FalError) in
      try await self.attempt(.store, exchange, over: .media)
    }
  }

  private func initiate(
    _ file: FalFile, _ path: String, _ lifetime: Int
  ) async throws(FalError) -> (target: WebAddress, file: String) {
    guard let address = configuration.rest.appending(path + "?storage_type=fal-cdn-v3") else {
      throw .forbiddenAddress(configuration.restURL)
    }
    let wish: JSONValue = ["content_type": .string(file.contentType), "file_name": .string(file.name)]
    let life: JSONValue = ["expiration_duration_seconds": JSONValue(lifetime)]
    var exchange = Exchange(method: .POST, address: address, body: RequestBody(Array(wish.text.utf8)))
    exchange.headers = [("Content-Type", "application/json"), ("X-Fal-Object-Lifecycle", life.text)]
    let json = try await request(.upload, exchange).json()
    guard let upload = json["upload_url"]?.stringValue, let file = json["file_url"]?.stringValue,
      WebAddress(file) != nil
    else { throw .badAnswer("no address to upload to") }
    let target = try self.address(upload)
    guard configuration.mayTakeUpload(target) else { throw .forbiddenAddress(target.text) }
    return (target, file)
  }
}
