import CCrypto
import Foundation

/// Signs a message after the Standard Webhooks scheme: HMAC-SHA256 over `id.timestamp.body`.
package struct WebhookSignature: Sendable {
  private let secret: [UInt8]

  /// `whsec_` and Base64 stand for the bytes that they encode; any other text for its own. Nil for nothing.
  package init?(secret text: String) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let encoded = text.hasPrefix("whsec_") ? Data(base64Encoded: String(text.dropFirst(6))) : nil
    secret = encoded.map { Array($0) } ?? Array(text.utf8)
    guard (1...4096).contains(secret.count) else { return nil }
  }

  /// The value of `webhook-signature`; `timestamp` in seconds since 1970. Nil where libcrypto fails.
  package func header(id: String, timestamp: Int64, body: [UInt8]) -> String? {
    let message = Array("\(id).\(timestamp).".utf8) + body
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let made = HMAC(EVP_sha256(), secret, Int32(secret.count), message, message.count, &digest, &length)
    guard made != nil, length == 32 else { return nil }
    return "v1," + Data(digest).base64EncodedString()
  }
}
