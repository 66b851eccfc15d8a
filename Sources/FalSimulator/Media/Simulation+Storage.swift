import AliceModel

/// The upload interface of the storage API and the CDN.
extension Simulation {
  func answer(_ exchange: Exchange, _ call: StorageCall) async throws -> Answer {
    if case .refused(let answer) = admit(exchange, to: "storage") { return answer }
    let (_, refusal) = try await applyFaults(at: .storage)
    if let refusal { return refusal }
    switch call {
    case .token: return token(exchange)
    case .place: return place(exchange, inParts: false)
    case .parts: return place(exchange, inParts: true)
    case .realtimeToken: return .json(200, .string("simulated.\(StableHash(newRequestID()).hex).token"))
    }
  }

  private func token(_ exchange: Exchange) -> Answer {
    let token = "cdn-\(newRequestID().replacing("-", with: ""))"
    let end = now + 3_600_000
    withState { $0.tokens[token] = end }
    return .json(
      200,
      [
        "token": .string(token), "token_type": "Bearer", "base_url": .string(exchange.cdnOrigin),
        "expires_at": .string(Timestamp(milliseconds: end).description),
      ])
  }

  /// Returns the upload URL and the future URL of a file.
  private func place(_ exchange: Exchange, inParts: Bool) -> Answer {
    let name = Simulation.fileName(exchange.json?["file_name"]?.stringValue)
    let type = exchange.json?["content_type"]?.stringValue ?? "application/octet-stream"
    let upload = PartialUpload(
      name: name, type: type, lifetime: exchange.lifetime("X-Fal-Object-Lifecycle"))
    withState { $0.pieces[name] = upload }
    // The older store returns names unescaped.
    let written = exchange.parameter("storage_type") == "gcs" ? name : name.percentEncoded
    return .json(
      200,
      [
        "upload_url": .string("\(exchange.cdnOrigin)/presigned/\(written)?sig=\(Simulation.signature(name))"),
        "file_url": .string("\(exchange.cdnOrigin)/files/b/sim/\(written)"),
      ])
  }

  func answer(_ exchange: Exchange, _ call: UploadCall) async throws -> Answer {
    let (_, refusal) = try await applyFaults(at: .upload)
    if let refusal { return refusal }
    switch call {
    case .presigned(let name), .presignedPart(let name, _), .presignedComplete(let name):
      guard exchange.parameter("sig") == Simulation.signature(name) else {
        return .failure(403, "Signature does not match")
      }
    case .whole, .begin, .part, .complete:
      if let refusal = refusalOfUpload(exchange) { return refusal }
    }
    return receive(exchange, call)
  }

  private func receive(_ exchange: Exchange, _ call: UploadCall) -> Answer {
    switch call {
    case .whole:
      let name = Simulation.fileName(exchange.header("X-Fal-File-Name"))
      store(exchange.body, as: PartialUpload(name: name, type: exchange.type, lifetime: exchange.uploadLifetime))
      return .json(200, ["access_url": .string("\(exchange.origin)/files/b/sim/\(name.percentEncoded)")])
    case .presigned(let name):
      guard let upload = withState({ $0.pieces.removeValue(forKey: name) }) else { return Answer.notFound }
      let type = exchange.header("Content-Type") ?? upload.type
      store(exchange.body, as: PartialUpload(name: name, type: type, lifetime: upload.lifetime))
      return .json(200, [:], headers: [("ETag", PartialUpload.tag(exchange.body))])
    case .begin:
      let name = Simulation.fileName(exchange.header("X-Fal-File-Name"))
      withState {
        $0.pieces[name] = PartialUpload(name: name, type: exchange.type, lifetime: exchange.uploadLifetime)
      }
      return .json(
        200,
        [
          "access_url": .string("\(exchange.origin)/files/b/sim/\(name.percentEncoded)"),
          "uploadId": .string("up-\(StableHash(name).hex)"),
        ])
    case .part(let name, let upload, let number):
      guard upload == "up-\(StableHash(name).hex)" else { return Answer.notFound }
      return add(exchange.body, number: number, to: name)
    case .presignedPart(let name, let number): return add(exchange.body, number: number, to: name)
    case .complete(let name, _), .presignedComplete(let name): return complete(name, exchange)
    }
  }

  private func add(_ bytes: [UInt8], number: Int, to name: String) -> Answer {
    guard let isTaken = withState({ $0.pieces[name]?.add(bytes, number: number) }) else { return Answer.notFound }
    guard isTaken else { return .failure(413, "The upload is too large") }
    return .json(200, [:], headers: [("ETag", PartialUpload.tag(bytes))])
  }

  private func complete(_ name: String, _ exchange: Exchange) -> Answer {
    guard let upload = withState({ $0.pieces[name] }) else { return Answer.notFound }
    let listed = (exchange.json?["parts"]?.arrayValue ?? []).compactMap { part in
      part["partNumber"]?.intValue.map { (number: $0, tag: part["etag"]?.stringValue ?? "") }
    }
    guard let bytes = upload.assembled(listed) else {
      return .failure(400, "One or more of the specified parts could not be found")
    }
    store(bytes, as: upload)
    withState { $0.pieces[name] = nil }
    return .json(200, [:])
  }

  private func store(_ bytes: [UInt8], as upload: PartialUpload) {
    let end = upload.lifetime.map { now + $0 * 1000 }
    let item = MediaItem(name: upload.name, content: .stored(bytes, type: upload.type), expiresAt: end)
    withState { $0.shelf.add(item) }
  }

  /// Returns a unique name for every upload that ends with the client's name.
  private static func fileName(_ given: String?) -> String {
    let name = (given ?? "upload.bin").split(separator: "/").last.map(String.init) ?? "upload.bin"
    let plain = name.unicodeScalars.filter { $0.value >= 0x20 && !"\"\\%?#".unicodeScalars.contains($0) }
    return
      "\(hexDigits(.random(in: 0 ... 0xFFFF_FFFF), width: 8))_\(String(String.UnicodeScalarView(plain)).prefix(120))"
  }

  private static func signature(_ name: String) -> String { StableHash("signed " + name).hex }
}

extension Exchange {
  /// The origin of file URLs: the CDN's own host if the client addresses fal, else this server.
  fileprivate var cdnOrigin: String {
    hostName.hasSuffix(".fal.ai") || hostName.hasSuffix("fal.run") ? "\(scheme)://v3.fal.media" : origin
  }

  fileprivate var type: String { header("Content-Type") ?? "application/octet-stream" }

  fileprivate var uploadLifetime: Int64? {
    lifetime("X-Fal-Object-Lifecycle") ?? lifetime("X-Fal-Object-Lifecycle-Preference")
  }
}

extension String {
  /// The text, escaped as one path segment.
  fileprivate var percentEncoded: String {
    utf8.map { byte in
      let isPlain =
        byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
      return isPlain || "-._~".utf8.contains(byte)
        ? String(Character(Unicode.Scalar(byte))) : "%" + hexDigits(UInt64(byte), width: 2).uppercased()
    }.joined()
  }
}
