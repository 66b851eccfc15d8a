import Foundation

/// An HTTP proxy as in `HTTPS_PROXY`: `http://user:password@host:3128`; the scheme and the login are optional.
struct ProxyAddress: Sendable {
  let address: WebAddress
  let user: String?
  let password: String?

  /// Returns nil for other kinds of proxy.
  init?(_ text: String) {
    let bare = text.hasPrefix("http://") ? String(text.dropFirst(7)) : text
    guard !bare.isEmpty, !bare.contains("://") else { return nil }
    let parts = bare.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = WebAddress("http://" + (parts.last ?? "")) else { return nil }
    self.address = address
    let login = parts.count == 2 ? parts[0].split(separator: ":", maxSplits: 1) : []
    user = login.first.flatMap { $0.removingPercentEncoding }
    password = login.count == 2 ? login[1].removingPercentEncoding : nil
  }
}
