import AliceNumbers
import Foundation

extension WebAddress {
  /// Parses the address of a file as browsers do: blanks and letters beyond ASCII in its path are escaped, blanks around
  /// it and line breaks in it are dropped. The host must be ASCII all the same.
  init?(ofMedia text: String) { self.init(WebAddress.escaped(text)) }

  /// Resolves a `Location` header, which may lack the escapes, too.
  func resolvingMedia(_ location: String) -> WebAddress? { resolving(WebAddress.escaped(location)) }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.count <= 8192 else { return text }
    var escaped = ""
    for byte in text.trimmed.utf8 {
      switch byte {
      case 0x09, 0x0A, 0x0D: continue
      case 0..<0x21, 0x7F..., UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
        UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
        escaped += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      default: escaped.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return escaped
  }
}

extension FalConfiguration {
  /// The variable that adds hosts to those that media may come from.
  package static let mediaHostsVariable = "FAL_MEDIA_HOSTS"

  /// Why a file may not be downloaded from an address, as a clause that begins with "it".
  package func refusal(ofMediaAt url: String) -> String {
    guard let address = WebAddress(ofMedia: url) else {
      return FalMedia.shown(url) == url ? "it has no valid address" : "its address holds a password"
    }
    if address.isLoopback { return "it is on this machine" }
    guard address.isEncrypted else { return "it is not served over https" }
    guard IPAddress(address.host) == nil else { return "its host is a number instead of a name" }
    guard mayServeMedia(address) else {
      return "its host \(address.host) is not allowed: \(FalConfiguration.mediaHostsVariable)=\(address.host) allows it"
    }
    return "its host \(address.host) has an address that is not public"
  }
}
