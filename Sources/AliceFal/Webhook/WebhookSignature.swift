import CCrypto
import Foundation

/// A signature according to Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.
package struct WebhookSignature: Sendable {
  private let secret: [UInt8]

  /// Decodes Base64 after `whsec_`; uses any other text as it is. Returns nil for an empty secret.
  package init?(secret text: String) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let encoded = text.hasPrefix("whsec_") ? Data(base64Encoded: String(text.dropFirst(6))) : nil
    secret = encoded.map { Array($0) } ?? Array(text.utf8)
    guard (1...4096).contains(secret.count) else { return nil }
  }

  /// Returns the value of `webhook-signature`; `timestamp` is in seconds since 1970. Returns nil if libcrypto fails.
  package func header(id: String, timestamp: Int64, body: [UInt8]) -> String? {
    let message = Array("\(id).\(timestamp).".utf8) + body
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let made = HMAC(EVP_sha256(), secret, Int32(secret.count), message, message.count, &digest, &length)
    guard made != nil, length == 32 else { return nil }
    return "v1," + Data(digest).base64EncodedString()
  }
}
