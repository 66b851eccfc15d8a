import AliceNumbers
import Foundation

/// An `http` or `https` URL, parsed strictly.
///
/// It accepts no user names, backslashes or control characters, and only ASCII, so that no two parsers find different
/// hosts in it.
struct WebAddress: Sendable, Hashable {
  let scheme: String
  /// The host in lower case; an IPv6 address has no brackets.
  let host: String
  /// The port; if the URL has none, the default of the scheme.
  let port: Int
  /// The text from the first `/` or `?` on, without the fragment.
  let target: String

  init?(_ text: String) {
    guard text.utf8.count <= 8192, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
      let colon = text.firstRange(of: "://")
    else { return nil }
    scheme = text[..<colon.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let rest = text[colon.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    guard let (host, port) = WebAddress.hostAndPort(rest[..<end]) else { return nil }
    self.host = host
    self.port = port ?? (scheme == "https" ? 443 : 80)
    target = String(rest[end...].prefix { $0 != "#" })
  }

  private static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
    let host: Substring
    let rest: Substring
    if authority.first == "[" {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      host = authority[authority.index(after: authority.startIndex)..<close]
      rest = authority[authority.index(after: close)...]
      guard IPAddress(String(host)) != nil, host.contains(":") else { return nil }
    } else {
      host = authority.prefix { $0 != ":" }
      rest = authority[host.endIndex...]
      guard isName(host) else { return nil }
    }
    guard !rest.isEmpty else { return (host.lowercased(), nil) }
    guard rest.count <= 6, let port = Int(rest.dropFirst()), (1...65535).contains(port) else { return nil }
    return (host.lowercased(), port)
  }

  private static func isName(_ host: Substring) -> Bool {
    (1...253).contains(host.utf8.count) && host.first != "." && host.first != "-"
      && host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }
  }

  /// The URL as it is sent.
  var text: String {
    let shown = host.contains(":") ? "[\(host)]" : host
    let standard = scheme == "https" ? 443 : 80
    return "\(scheme)://\(shown)\(port == standard ? "" : ":\(port)")\(target)"
  }

  /// Returns the URL with `path` appended to its own; `path` begins with `/`.
  func appending(_ path: String) -> WebAddress? {
    let base = target.hasSuffix("/") ? String(target.dropLast()) : target
    return WebAddress(WebAddress.text(self, base + path))
  }

  /// Returns the URL with `path` appended to its own path, before the query; `path` begins with `/`.
  func insertingPath(_ path: String) -> WebAddress? {
    let end = target.firstIndex(of: "?") ?? target.endIndex
    let base = target[..<end].hasSuffix("/") ? target[..<end].dropLast() : target[..<end]
    return WebAddress(WebAddress.text(self, base + path + target[end...]))
  }

  /// Resolves a `Location` header against this URL.
  func resolving(_ location: String) -> WebAddress? {
    if location.contains("://") { return WebAddress(location) }
    if location.hasPrefix("//") { return WebAddress(scheme + ":" + location) }
    guard location.hasPrefix("/") else { return nil }
    return WebAddress(WebAddress.text(self, location))
  }

  private static func text(_ address: WebAddress, _ target: String) -> String {
    let shown = address.host.contains(":") ? "[\(address.host)]" : address.host
    return "\(address.scheme)://\(shown):\(address.port)\(target)"
  }

  var isLoopback: Bool { host == "localhost" || IPAddress(host)?.isLoopback ?? false }
  var isEncrypted: Bool { scheme == "https" }

  /// Returns true if scheme, host and port are equal; all names of this machine are equal.
  func sharesOrigin(with other: WebAddress) -> Bool {
    scheme == other.scheme && port == other.port && (host == other.host || isLoopback && other.isLoopback)
  }
}

/// An IP address, to decide whether it is public or belongs to this machine or a private network.
struct IPAddress: Sendable, Hashable {
  private let bytes: [UInt8]

  /// Returns nil for names, and for unusual notations of an address (`0x7f.1`, `2130706433`).
  init?(_ text: String) {
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      bytes = withUnsafeBytes(of: &v4) { Array($0) }
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      let all = withUnsafeBytes(of: &v6) { Array($0) }
      let mapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
      bytes = mapped ? Array(all[12...]) : all
    } else {
      return nil
    }
  }

  /// The number of bits.
  var width: Int { bytes.count * 8 }

  /// Returns true if the first `bits` bits are those of `network`.
  func isIn(_ network: IPAddress, bits: Int) -> Bool {
    guard bytes.count == network.bytes.count, (0...width).contains(bits) else { return false }
    return zip(bytes, network.bytes).enumerated().allSatisfy { index, pair in
      let left = min(max(bits - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> left)
      return pair.0 & mask == pair.1 & mask
    }
  }

  var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1] }

  /// True for globally reachable addresses, according to the IANA special-purpose address registries.
  var isPublic: Bool {
    bytes.count == 4 ? isPublicV4 : isPublicV6
  }

  private var isPublicV4: Bool {
    switch (bytes[0], bytes[1]) {
    case (0, _), (10, _), (127, _), (224..., _): false
    case (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19): false
    case (192, 0): bytes[2] != 0 && bytes[2] != 2
    case (198, 51): bytes[2] != 100
    case (203, 0): bytes[2] != 113
    default: true
    }
  }

  /// Global unicast is 2000::/3. Documentation addresses, and IPv4 addresses embedded in 6to4 and Teredo, do not count.
  private var isPublicV6: Bool {
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0x20, 0x01, 0x0D, 0xB8), (0x20, 0x01, 0, 0), (0x20, 0x02, _, _): return false
    default: return true
    }
  }
}
