import AliceNumbers
import Foundation

/// A proxy as in `HTTPS_PROXY`: `http://user:password@host:3128` or `socks5h://host:1080`.
///
/// Scheme, login and port are optional, as for curl. The login is in no description and no message.
struct ProxyAddress: Sendable {
  enum Kind: Sendable, Hashable { case http, socks }

  let kind: Kind
  let host: String
  let port: Int
  let user: String?
  let password: String?

  /// The port where none is given, whatever the scheme is.
  private static let usualPort = 1080

  /// Throws for every kind of proxy that alice cannot use; `variable` is where the text stands.
  init(_ text: String, variable: String) throws(FalConfigurationError) {
    let mark = text.firstRange(of: "://")
    let scheme = mark.map { text[..<$0.lowerBound].lowercased() } ?? "http"
    switch scheme {
    case "http": kind = .http
    // The proxy resolves the names for both.
    case "socks5", "socks5h": kind = .socks
    default:
      throw .unsupportedProxy(
        variable: variable, scheme: FalError.clipped(scheme.filter { $0.isLetter || $0.isNumber }))
    }
    let rest = mark.map { text[$0.upperBound...] } ?? text[...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    // A password may contain '@'; a host may not.
    let at = authority.lastIndex(of: "@")
    let place = at.map { authority[authority.index(after: $0)...] } ?? authority
    guard let address = WebAddress("http://" + place) else { throw .notAProxy(variable: variable) }
    host = address.host
    port = ProxyAddress.hasPort(place) ? address.port : ProxyAddress.usualPort
    let login = at.map { authority[..<$0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) } ?? []
    user = login.first.map { $0.removingPercentEncoding ?? String($0) }
    password = login.count == 2 ? login[1].removingPercentEncoding ?? String(login[1]) : nil
    if kind == .socks, user != nil { throw .proxyLogin(variable: variable) }
  }

  private static func hasPort(_ place: Substring) -> Bool {
    let end = place.lastIndex(of: "]").map { place.index(after: $0) } ?? place.startIndex
    return place[end...].contains(":")
  }
}

extension ProxyAddress: CustomStringConvertible, CustomReflectable {
  var description: String { "\(host):\(port)" }
  var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// The proxies of the environment, read as curl reads them.
///
/// `https_proxy`, `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` are asked in this order; `no_proxy`, else `NO_PROXY`, names
/// the hosts that need none. An empty variable counts as not set. This machine never needs a proxy.
struct ProxySettings: Sendable {
  enum Route: Sendable {
    case direct
    case proxy(ProxyAddress)
    /// There is a proxy, and it cannot be used: nothing goes around it.
    case none(FalConfigurationError)
  }

  private let route: Route
  private let exceptions: [ProxyException]

  static let variables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]

  init(environment: [String: String]) {
    let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let list = value("no_proxy") ?? value("NO_PROXY") ?? ""
    exceptions = list.split { $0 == "," || $0.isWhitespace }.prefix(1000).compactMap { ProxyException($0) }
    guard let name = ProxySettings.variables.first(where: { value($0) != nil }), let text = value(name) else {
      route = .direct
      return
    }
    do throws(FalConfigurationError) {
      route = .proxy(try ProxyAddress(text, variable: name))
    } catch {
      route = .none(error)
    }
  }

  /// The proxy, if there is one that can be used.
  var proxy: ProxyAddress? { if case .proxy(let proxy) = route { proxy } else { nil } }

  func route(to address: WebAddress) -> Route {
    address.isLoopback || exceptions.contains { $0.covers(address) } ? .direct : route
  }
}

/// One entry of `NO_PROXY`: `*`, a host with everything below it, an address, or a network such as `10.0.0.0/8`; with a
/// port it only covers that port.
struct ProxyException: Sendable {
  private enum Extent: Sendable {
    case everything
    case name(String)
    case network(IPAddress, bits: Int)
  }

  private let extent: Extent
  private let port: Int?

  init?(_ text: Substring) {
    let entry = text.lowercased()
    if entry == "*" {
      (extent, port) = (.everything, nil)
      return
    }
    if let slash = entry.firstIndex(of: "/") {
      guard let network = IPAddress(String(entry[..<slash].filter { $0 != "[" && $0 != "]" })),
        let bits = Int(entry[entry.index(after: slash)...]), (0...network.width).contains(bits)
      else { return nil }
      (extent, port) = (.network(network, bits: bits), nil)
      return
    }
    if let address = IPAddress(entry) {
      (extent, port) = (.network(address, bits: address.width), nil)
      return
    }
    let (host, port) = ProxyException.hostAndPort(entry)
    self.port = port
    if let address = IPAddress(host) {
      extent = .network(address, bits: address.width)
    } else {
      var name = host[...]
      if name.hasPrefix("*") { name = name.dropFirst() }
      if name.hasPrefix(".") { name = name.dropFirst() }
      if name.hasSuffix(".") { name = name.dropLast() }
      guard !name.isEmpty else { return nil }
      extent = .name(String(name))
    }
  }

  private static func hostAndPort(_ text: String) -> (host: String, port: Int?) {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      let host = String(text[text.index(after: text.startIndex)..<end])
      return (host, Int(text[end...].dropFirst(2)))
    }
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
      return (text, nil)
    }
    return (String(text[..<colon]), port)
  }

  func covers(_ address: WebAddress) -> Bool {
    guard port == nil || port == address.port else { return false }
    switch extent {
    case .everything: return true
    case .name(let name):
      let host = address.host.hasSuffix(".") ? String(address.host.dropLast()) : address.host
      return host == name || host.hasSuffix("." + name)
    case .network(let network, let bits): return IPAddress(address.host)?.isIn(network, bits: bits) ?? false
    }
  }
}
