import AliceGallery
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// Programs use the gallery by tokens, each for what its scopes name.
@Suite struct GalleryTokenTests {
  private func withTokens(
    _ change: (inout GalleryOptions) -> Void = { _ in },
    _ body: (ShownLibrary, ([GalleryScope]) throws -> [String: String?]) async throws -> Void
  ) async throws {
    try await ShownLibrary.with(change) { shown in
      let access = GalleryAccess(of: shown.world.workspace)
      let place = try #require(access.shown)
      try await body(shown) { scopes in
        [
          "Cookie": nil, "Sec-Fetch-Site": nil, "Origin": nil, "X-Alice": nil,
          "Authorization": "Bearer " + (try access.token(for: place, Set(scopes))),
        ]
      }
    }
  }

  @Test func `each scope opens what it names and nothing else`() async throws {
    try await withTokens { shown, headers in
      let id = try #require(try await shown.ids().first)
      let rating: JSONValue = ["ids": [.string(id)], "rating": 3]
      let request: JSONValue = ["request": ["prompt": "a lake", "model": "flux-schnell"]]
      for scope in GalleryScope.allCases {
        let view = try await shown.get("asset/\(id)", headers([scope]))
        #expect(view.status == (scope == .read ? 200 : 403))
        let change = try await shown.post("rate", rating, headers([scope]))
        #expect(change.status == (scope == .write ? 200 : 403))
        let paid = try await shown.post("generate", request, headers([scope]))
        // Nothing is approved, so that nothing is sent.
        #expect(paid.status == (scope == .spend ? 409 : 403))
      }
      let both = try headers([.read, .write])
      #expect(try await shown.get("asset/\(id)", both).status == 200)
      #expect(try await shown.post("rate", rating, both).status == 200)
      #expect(try await shown.post("generate", request, both).status == 403)
    }
  }

  @Test func `the trash, the duplicates and the file manager are the page's alone`() async throws {
    try await withTokens { shown, headers in
      let ids = JSONValue.array(try await shown.ids().map(JSONValue.string))
      let all = try headers(GalleryScope.allCases)
      for name in ["trash", "restore", "keep", "reveal"] {
        #expect(try await shown.post(name, ["ids": ids], all).status == 403, "\(name)")
      }
      #expect(try await shown.ask("GET", "/", all).status == 403)
      #expect(try await shown.ids().count == 3)
    }
  }

  @Test func `a token that is wrong, of another gallery, or in a browser opens nothing`() async throws {
    try await withTokens { shown, headers in
      var right = try headers([.read])
      let token = try #require(right["Authorization"] ?? nil)
      let other = try GalleryAccess(of: shown.world.workspace)
        .token(for: .init(port: 1, isReadOnly: false), [.read])
      let cookie = try #require(shown.cookie.split(separator: "=").last.map(String.init))
      for wrong in [
        "Bearer", "Bearer ", "Bearer x", token.replacing("read.", with: "read+write."), "Bearer \(other)",
        token.dropLast() + "x", "Bearer \(cookie)", "Basic \(cookie)", token.replacing("Bearer ", with: "Token "),
      ] {
        right["Authorization"] = String(wrong)
        let answer = try await shown.get("page", right)
        #expect(answer.status == 401, "\(wrong)")
      }
      right["Authorization"] = token
      #expect(try await shown.get("page", right).status == 200)
      right["Sec-Fetch-Site"] = "same-origin"
      #expect(try await shown.get("page", right).status == 403)
      right["Sec-Fetch-Site"] = "cross-site"
      #expect(try await shown.get("page", right).status == 403)
    }
  }

  @Test func `a read-only gallery changes nothing for any token`() async throws {
    try await withTokens({ $0.isReadOnly = true }) { shown, headers in
      let all = try headers(GalleryScope.allCases)
      #expect(try await shown.get("page", all).status == 200)
      #expect(try await shown.post("rate", ["ids": [], "rating": 3], all).status == 405)
    }
  }

  @Test func `the description has every route that a token opens, and no other`() async throws {
    try await withTokens { shown, headers in
      let document = try await shown.get("openapi", headers([.read])).json
      let paths = try #require(document?["paths"]?.objectValue)
      #expect(document?["openapi"] == "3.1.0")
      let posts = paths.filter { $0.value["post"] != nil }.map { String($0.key.dropFirst("/api/1/".count)) }
      #expect(Set(posts) == Set(Routes.changeNames).subtracting(["trash", "restore", "keep", "reveal"]))
      for (path, item) in paths {
        for operation in item.objectValue?.map(\.value) ?? [] {
          let scope = operation["security"]?[0]?["token"]?[0]?.stringValue.flatMap(GalleryScope.init(rawValue:))
          #expect(scope != nil && operation["responses"]?["403"] != nil, "\(path)")
        }
      }
    }
  }
}
