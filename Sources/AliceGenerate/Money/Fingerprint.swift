import AliceMedia

/// Identifies equal requests: the same endpoint, parameters and content of input files.
enum Fingerprint {
  static func of(endpoint: String, input: JSONValue) async throws -> String {
    let named = await input.mapTexts { text in LocalInput(address: text).map { "sha256:" + $0.digest } ?? text }
    return try ContentDigest.hex(of: endpoint + "\n" + named.canonicalText, domain: "alice:request:1")
  }
}
