import AliceNumbers
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The result of a download.
package struct FalDownload: Sendable, Hashable {
  /// The type that the server sent; the bytes are more reliable.
  package let contentType: String?
  package let byteCount: UInt64
  /// Whether the bytes are those of a Brotli stream that the file is to be unpacked from, as the server says.
  package let isBrotli: Bool

  package init(contentType: String?, byteCount: UInt64, isBrotli: Bool = false) {
    self.contentType = contentType
    self.byteCount = byteCount
    self.isBrotli = isBrotli
  }
}

extension FalClient {
  /// Downloads a file and passes its bytes to `sink` as they arrive, each once and in order.
  ///
  /// It sends no key and accepts only allowed hosts, also in redirects; it decodes `data:` URLs, and what a server
  /// compressed with gzip although nobody asked for it. It resumes a broken transfer up to five times. When it throws,
  /// `sink` has not received the whole file. `begun` receives the size of the file with each answer, nil if the server
  /// does not tell it.
  package func download(
    _ url: String, limit: UInt64, begun: @escaping @Sendable (UInt64?) -> Void = { _ in },
    to sink: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
  ) async throws(FalError) -> FalDownload {
    if url.prefix(5).lowercased() == "data:" { return try FalClient.decode(url, limit: limit, to: sink) }
    guard let address = WebAddress(ofMedia: url) else { throw .forbiddenAddress(FalError.clipped(url)) }
    var transfer = Transfer(limit: limit, deadline: clock.now() + configuration.timeouts.transfer)
    var failures: [FalError] = []
    while true {
      do {
        try await watched(&transfer, from: address, begun: begun, to: sink)
        return FalDownload(
          contentType: transfer.contentType, byteCount: transfer.received, isBrotli: transfer.isBrotli)
      } catch {
        failures.append(error)
        guard let delay = policy.delay(after: failures, of: .download, jitter: clock.jitter()),
          clock.now() + delay < transfer.deadline
        else { throw error }
        try await pause(delay)
      }
    }
  }

  /// Makes one attempt, and ends it if no byte arrives for a long time.
  private func watched(
    _ transfer: inout Transfer, from address: WebAddress, begun: @escaping @Sendable (UInt64?) -> Void,
    to sink: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
  ) async throws(FalError) {
    let attempt = await SilenceGuard.run(limit: configuration.timeouts.stall) { [transfer] news in
      var transfer = transfer
      do throws(FalError) {
        try await self.continue(&transfer, from: address, begun: begun) { bytes in
          news()
          try sink(bytes)
        }
        return (transfer: transfer, error: FalError?.none)
      } catch {
        return (transfer: transfer, error: error)
      }
    }
    transfer = attempt.value.transfer
    if let error = attempt.value.error { throw attempt.wasSilent ? .timedOut("downloading") : error }
  }

  private func `continue`(
    _ transfer: inout Transfer, from address: WebAddress, begun: (UInt64?) -> Void,
    to sink: (UnsafeRawBufferPointer) throws -> Void
  ) async throws(FalError) {
    let head = try await openFollowingRedirects(address, headers: transfer.headers)
    try transfer.begin(head)
    begun(transfer.total)
    do {
      for try await chunk in head.body {
        guard clock.now() < transfer.deadline else { throw FalError.timedOut("downloading") }
        try transfer.take(chunk, to: sink)
      }
    } catch let error as FalError {
      throw error
    } catch {
      throw FalError(Transport.failure(error, wasSent: true), .download, address)
    }
    // A stream that this side cancelled may look like one that has ended.
    guard !Task.isCancelled else { throw .cancelled }
    try transfer.end(at: address.host)
  }

  private func openFollowingRedirects(
    _ address: WebAddress, headers: [(name: String, value: String)]
  ) async throws(FalError) -> HTTPClientResponse {
    var address = address
    for _ in 0...5 {
      guard configuration.mayServeMedia(address) else { throw .forbiddenAddress(address.text) }
      let exchange = Exchange(
        address: address, headers: headers + [("User-Agent", configuration.userAgent), ("Accept-Encoding", "identity")])
      let head: HTTPClientResponse
      do {
        head = try await transport.open(exchange, over: .media).head
      } catch {
        throw FalError(error, .download, address)
      }
      guard [301, 302, 303, 307, 308].contains(head.status.code) else { return head }
      let location = head.headers.first(name: "Location") ?? ""
      guard let next = address.resolvingMedia(location) else { throw .forbiddenAddress(FalError.clipped(location)) }
      address = next
    }
    throw .badAnswer("too many redirects")
  }
}

/// A download over several attempts: the bytes received so far, and the validators that show that the file is the same.
private struct Transfer: Sendable {
  let limit: UInt64
  let deadline: Duration
  private(set) var received: UInt64 = 0
  private(set) var contentType: String?
  /// The size of the whole file.
  private(set) var total: UInt64?
  private var tag: String?
  /// The number of bytes at the start of this response that `sink` has already received.
  private var skip: UInt64 = 0
  /// The server compresses the file: lengths and ranges that it tells are not those of the file.
  private var isCompressed = false
  /// The server sends a Brotli stream, which arrives as it is.
  private(set) var isBrotli = false
  /// The maximum number of bytes that a compressed file may become.
  private var unpackedLimit = UInt64.max

  /// Up to this size nothing is known of a compressed file; a larger one may be this many times as large as what was
  /// sent.
  private static let surelyUnpacked: UInt64 = 64 << 20
  private static let largestRatio: UInt64 = 100
  private static let mostOfUnknown: UInt64 = 1 << 30

  init(limit: UInt64, deadline: Duration) {
    self.limit = limit
    self.deadline = deadline
  }

  /// The headers that request the rest, if the file is still the same.
  var headers: [(name: String, value: String)] {
    guard received > 0, !isCompressed else { return [] }
    return [("Range", "bytes=\(received)-")] + (tag.map { [("If-Range", $0)] } ?? [])
  }

  mutating func begin(_ head: HTTPClientResponse) throws(FalError) {
    let status = Int(head.status.code)
    if [404, 410].contains(status) { throw .gone("the file (HTTP \(status))") }
    if [401, 403].contains(status) { throw .unauthorized("the file (HTTP \(status))") }
    guard status == 200 || status == 206 && received > 0 else {
      throw FalError(Answer(status: status, headers: head.headers, body: []), of: .download)
    }
    isCompressed = try isCompressed(head)
    guard !isCompressed else { return try beginCompressed(head) }
    let length = head.headers.first(name: "Content-Length").flatMap { UInt64($0) }
    let whole = status == 206 ? try rest(head) : length
    if let total, let whole, total != whole { throw .badAnswer("the file changed on the way") }
    skip = status == 206 ? 0 : received
    total = total ?? whole
    if let total, total > limit { throw .tooLarge(limit: limit) }
    contentType = head.headers.first(name: "Content-Type") ?? contentType
    try check(tag: head.headers.first(name: "ETag"))
  }

  /// The transport decompresses the body, and fails if it ends too early.
  private mutating func beginCompressed(_ head: HTTPClientResponse) throws(FalError) {
    guard head.status == .ok else { throw .badAnswer("a part of a compressed file") }
    let sent = head.headers.first(name: "Content-Length").flatMap { UInt64($0) }
    unpackedLimit =
      sent.map { sent in
        let (size, isTooLarge) = sent.multipliedReportingOverflow(by: Transfer.largestRatio)
        return max(Transfer.surelyUnpacked, isTooLarge ? limit : size)
      } ?? Transfer.mostOfUnknown
    skip = received
    total = nil
    contentType = head.headers.first(name: "Content-Type") ?? contentType
    try check(tag: head.headers.first(name: "ETag"))
  }

  /// Some servers write the encoding of a text here, or that of the upload.
  private mutating func isCompressed(_ head: HTTPClientResponse) throws(FalError) -> Bool {
    guard let coding = head.headers.first(name: "Content-Encoding")?.lowercased() else { return false }
    switch coding.trimmed {
    case "br":
      isBrotli = true
      return false
    case "gzip", "deflate": return true
    case "", "identity", "none", "binary", "utf-8", "aws-chunked", "base64": return false
    default: throw .badAnswer("a file in \(FalError.clipped(coding)) coding")
    }
  }

  private mutating func check(tag found: String?) throws(FalError) {
    guard let found, !found.hasPrefix("W/"), found.utf8.count < 500 else { return }
    if let tag, tag != found { throw .badAnswer("the file changed on the way") }
    tag = found
  }

  /// Returns the size of the whole file, from `Content-Range: bytes 5-9/10`; the range must begin where the last
  /// attempt ended.
  private func rest(_ head: HTTPClientResponse) throws(FalError) -> UInt64? {
    let parts = (head.headers.first(name: "Content-Range") ?? "").split { $0 == " " || $0 == "-" || $0 == "/" }
    guard parts.count == 4, parts[0] == "bytes", UInt64(parts[1]) == received else {
      throw .badAnswer("another range than was asked for")
    }
    return UInt64(parts[3])
  }

  mutating func take(_ chunk: ByteBuffer, to sink: (UnsafeRawBufferPointer) throws -> Void) throws(FalError) {
    let skipped = Int(min(skip, UInt64(chunk.readableBytes)))
    skip -= UInt64(skipped)
    let count = UInt64(chunk.readableBytes - skipped)
    guard count > 0 else { return }
    let most = min(limit, unpackedLimit)
    guard received <= most, count <= most - received else { throw .tooLarge(limit: most) }
    if let total, count > total - min(received, total) { throw .badAnswer("more bytes than it announced") }
    do {
      try chunk.withUnsafeReadableBytes { try sink(UnsafeRawBufferPointer(rebasing: $0[skipped...])) }
    } catch {
      throw .notWritten("\(error)")
    }
    received += count
  }

  func end(at host: String) throws(FalError) {
    guard skip == 0, received == total ?? received else {
      throw .connectionLost("\(host): ended after \(received) of \(total ?? received) bytes")
    }
  }
}
