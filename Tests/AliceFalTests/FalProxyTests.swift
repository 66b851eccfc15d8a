import AliceFal
import Testing

@Suite struct `A proxy` {
  private func proxy(_ environment: [String: String], _ url: String = "https://queue.fal.run") throws -> String? {
    try FalConfiguration(environment: environment).proxy(for: url)
  }

  @Test(
    arguments: [
      ([:], nil), (["HTTPS_PROXY": "http://a:1"], "a:1"), (["https_proxy": "a:1", "HTTPS_PROXY": "b:2"], "a:1"),
      (["https_proxy": "", "HTTPS_PROXY": "b:2"], "b:2"), (["ALL_PROXY": "b:2", "all_proxy": "a:1"], "a:1"),
      (["ALL_PROXY": "b:2", "HTTPS_PROXY": "a:1"], "a:1"), (["HTTP_PROXY": "a:1", "http_proxy": "a:1"], nil),
      (["HTTPS_PROXY": "http://host"], "host:1080"), (["HTTPS_PROXY": "http://me:p%40ss@host:8/path"], "host:8"),
      (["HTTPS_PROXY": "me:p@ss:w@host:8"], "host:8"), (["HTTPS_PROXY": "http://[::1]:8"], "::1:8"),
      (["ALL_PROXY": "socks5h://host:9"], "host:9"), (["ALL_PROXY": "SOCKS5://host"], "host:1080"),
    ] as [([String: String], String?)])
  func `is read from the environment as curl reads it`(environment: [String: String], found: String?) throws {
    #expect(try proxy(environment) == found)
    #expect(try proxy(environment, "http://127.0.0.1:8000") == nil && proxy(environment, "https://localhost") == nil)
  }

  @Test(
    arguments: [
      ("socks4://a:1", FalConfigurationError.unsupportedProxy(variable: "ALL_PROXY", scheme: "socks4")),
      ("https://a:1", .unsupportedProxy(variable: "ALL_PROXY", scheme: "https")),
      ("ftp://me:hidden@a:1", .unsupportedProxy(variable: "ALL_PROXY", scheme: "ftp")),
      ("socks5://me:hidden@a:1", .proxyLogin(variable: "ALL_PROXY")), ("http://", .notAProxy(variable: "ALL_PROXY")),
      ("http://me:hidden@[oops", .notAProxy(variable: "ALL_PROXY")), ("a:99999", .notAProxy(variable: "ALL_PROXY")),
    ] as [(String, FalConfigurationError)])
  func `that cannot be used is an error, without its password`(text: String, error: FalConfigurationError) {
    #expect(throws: error) { try FalConfiguration(environment: ["ALL_PROXY": text]) }
    #expect(!"\(error)".contains("hidden"))
  }

  @Test func `that cannot be used is no error where nothing needs one`() throws {
    _ = try FalConfiguration(environment: ["ALL_PROXY": "socks4://a:1", "FAL_QUEUE_URL": "http://127.0.0.1:9"])
    _ = try FalConfiguration(environment: ["ALL_PROXY": "socks4://a:1", "NO_PROXY": "*"])
  }

  @Test(
    arguments: [
      ("*", "https://queue.fal.run", true), ("fal.run", "https://queue.fal.run", true),
      (".fal.run", "https://queue.fal.run", true), ("*.fal.run", "https://queue.fal.run", true),
      ("FAL.RUN.", "https://queue.fal.run", true), ("al.run", "https://queue.fal.run", false),
      ("queue.fal.run", "https://fal.run", false), ("a, fal.run b", "https://fal.run", true),
      ("fal.run:443", "https://queue.fal.run", true), ("fal.run:8443", "https://queue.fal.run", false),
      ("10.0.0.0/8", "https://10.1.2.3", true), ("10.0.0.0/8", "https://11.1.2.3", false),
      ("192.168.1.0/25", "https://192.168.1.200", false), ("192.168.1.0/25", "https://192.168.1.100", true),
      ("10.1.2.3", "https://10.1.2.3", true), ("10.1.2.3:443", "https://10.1.2.3", true),
      ("2001:db8::/32", "https://[2001:db8::7]", true), ("[2001:db8::7]:443", "https://[2001:db8::7]", true),
      ("2001:db8::7", "https://[2001:db9::7]", false), ("10.0.0.0/99", "https://10.1.2.3", false),
      (",,", "https://a.b", false),
      ("0.0.0.0/0", "https://1.2.3.4", true), ("0.0.0.0/0", "https://a.b", false),
    ] as [(String, String, Bool)])
  func `is not asked for the hosts of NO_PROXY`(list: String, url: String, isDirect: Bool) throws {
    for name in ["NO_PROXY", "no_proxy"] {
      #expect((try proxy(["HTTPS_PROXY": "a:1", name: list], url) == nil) == isDirect)
    }
    #expect(try proxy(["HTTPS_PROXY": "a:1", "no_proxy": "other.host", "NO_PROXY": list], url) == "a:1")
  }
}
