import AliceMedia

/// Tells requests that ask for the same: of the same endpoint, with the same parameters and the same contents of input files.
enum Fingerprint {
  static func of(endpoint: String, input: JSONValue) async throws -> String {
    let named = await input.mapTexts { text in LocalInput(address: text).map { "sha256:" + $0.digest } ?? text }
    return try ContentDigest.hex(of: endpoint + "\n" + named.canonicalText, domain: "alice:request:1")
  }
}
