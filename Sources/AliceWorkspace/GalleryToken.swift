import AliceMedia

/// What a program with a token of the gallery may do. The trash is for the page alone.
package enum GalleryScope: String, Sendable, Hashable, CaseIterable {
  case read, write, spend
}

/// The tokens by which programs use a gallery. They are made from its secret, so that they are valid after a restart, and
/// void when the secret is renewed.
extension GalleryAccess {
  /// Returns the token for a gallery and some scopes: their names, and a digest that only the secret leads to.
  package func token(for place: Place, _ scopes: Set<GalleryScope>) throws -> String {
    let names = GalleryScope.allCases.filter(scopes.contains).map(\.rawValue).joined(separator: "+")
    return names + "."
      + (try ContentDigest.hex(of: key(for: place) + "\n" + names, domain: "alice:gallery:token:1"))
  }

  /// Returns all tokens for a gallery, each with its scopes.
  package func tokens(for place: Place) throws -> [(token: String, scopes: Set<GalleryScope>)] {
    let all = GalleryScope.allCases
    return try (1..<(1 << all.count)).map { mask in
      let scopes = Set(all.indices.filter { mask & (1 << $0) != 0 }.map { all[$0] })
      return (try token(for: place, scopes), scopes)
    }
  }
}
