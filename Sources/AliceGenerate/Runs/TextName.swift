import AliceMedia
import AliceWorkspace

/// Short names derived from the content of requests.
enum TextName {
  /// Returns 16 hex digits of the text's digest.
  static func short(_ text: String, domain: String) throws -> String {
    do {
      return String(try ContentDigest.hex(of: text, domain: domain).prefix(16))
    } catch {
      throw AliceError.system("\(error)")
    }
  }
}
