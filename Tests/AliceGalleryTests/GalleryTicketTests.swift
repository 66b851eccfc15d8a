import AliceGallery
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// How a browser gets access, and which gallery it opens.
@Suite struct GalleryTicketTests {
  @Test func `a ticket opens the gallery once, and a navigation from elsewhere keeps its cookie`() async throws {
    try await ShownLibrary.with { shown in
      let query = try #require(URL(string: shown.address.url)?.query)
      #expect(try await shown.ask("GET", "/?" + query, ["Cookie": nil]).status == 401)
      let ticket = GalleryAccess(of: shown.world.workspace).issueTicket()
      let answer = try await shown.ask(
        "GET", "/?k=\(ticket)&q=a%22b", ["Cookie": nil, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"])
      #expect(answer.status == 200)
      #expect(answer.cookie == shown.cookie)
      #expect(answer.text.contains("content=\"0; url=/?q=a%22b\""))
      let attributes = try #require(answer.header("Set-Cookie"))
      for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="] { #expect(attributes.contains(attribute)) }
    }
  }

  @Test func `a used address leads on whom it has led before`() async throws {
    try await ShownLibrary.with { shown in
      let query = try #require(URL(string: shown.address.url)?.query)
      let again = try await shown.ask("GET", "/?\(query)&q=lake", ["Sec-Fetch-Site": "none"])
      #expect(again.status == 303 && again.header("Location") == "/?q=lake")
      #expect(try await shown.ask("GET", "/?" + query, ["Sec-Fetch-Site": "same-site"]).status == 401)
      #expect(try await shown.ask("GET", "/?" + query, ["Sec-Fetch-Site": "none", "Cookie": nil]).status == 401)
    }
  }

  @Test func `a ticket ends after ten minutes`() async throws {
    try await ShownLibrary.with { shown in
      for (age, status) in [(Int64(9), 303), (11, 401), (-1, 401)] {
        let clock = Clock(now: { Timestamp(milliseconds: Clock.system.now().milliseconds - age * 60_000) })
        let ticket = GalleryAccess(of: shown.world.workspace, clock: clock).issueTicket()
        let answer = try await shown.ask("GET", "/?k=\(ticket)", ["Cookie": nil])
        #expect(answer.status == status, "\(age)")
      }
    }
  }

  @Test func `processes that issue tickets at once lose none`() async throws {
    try await ShownLibrary.with { shown in
      let workspaces = [shown.world.workspace, try Workspace.openForWriting(shown.world.root)]
      let processes = workspaces.map { GalleryAccess(of: $0) }
      let tickets = await withTaskGroup(of: String.self) { group in
        for number in 0..<12 { group.addTask { processes[number % 2].issueTicket() } }
        return await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(Set(tickets).count == 12)
      for ticket in tickets { #expect(GalleryAccess(of: shown.world.workspace).redeem(ticket)) }
      for ticket in tickets { #expect(!processes[0].redeem(ticket)) }
    }
  }

  @Test func `the secret is readable by its owner only, and outlives a restart`() async throws {
    try await ShownLibrary.with { shown in
      let file = shown.world.root.appending(".alice/gallery").description
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let again = GalleryAccess(of: shown.world.workspace)
      let place = GalleryAccess.Place(port: shown.wire.port, isReadOnly: false)
      #expect(again.shown == place)
      #expect(shown.cookie == "alice_\(shown.wire.port)=\(try again.key(for: place))")
      // What a browser has is not the secret, and opens neither another port nor another mode.
      let key = try again.key(for: place)
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(!text.contains(key))
      #expect(try again.key(for: .init(port: place.port, isReadOnly: true)) != key)
      #expect(try again.key(for: .init(port: place.port - 1, isReadOnly: false)) != key)
      again.renew()
      #expect(try again.key(for: place) != key)
    }
  }

  @Test func `a gallery whose port was taken gives other cookies`() async throws {
    try await ShownLibrary.with { shown in
      // Another program listens where the gallery was shown last.
      let access = GalleryAccess(of: shown.world.workspace)
      try await World.with { world in
        let place = GalleryAccess.Place(port: shown.wire.port, isReadOnly: false)
        GalleryAccess(of: world.workspace).keep(place)
        let key = try GalleryAccess(of: world.workspace).key(for: place)
        try await ShownLibrary.show(world, .init(), [:]) { other in
          #expect(other.wire.port != shown.wire.port)
          let later = try GalleryAccess(of: world.workspace).key(for: place)
          #expect(later != key)
        }
      }
      #expect(access.port == shown.wire.port)
    }
  }

  @Test func `a gallery that runs otherwise is not opened`() async throws {
    try await ShownLibrary.with { shown in
      var readOnly = GalleryOptions()
      readOnly.isReadOnly = true
      var elsewhere = GalleryOptions()
      elsewhere.port = shown.wire.port == 1 ? 2 : shown.wire.port - 1
      for options in [readOnly, elsewhere] {
        let failure = await #expect(throws: Failure.self) {
          try await ShownLibrary.show(shown.world, options, [:]) { _ in }
        }
        #expect(failure?.status == .library)
      }
    }
  }

  @Test func `a second gallery of a library leads to the first`() async throws {
    try await ShownLibrary.with { shown in
      try await ShownLibrary.show(shown.world, .init(), [:]) { second in
        #expect(second.address.isOther)
        #expect(second.wire.port == shown.wire.port)
        let page = try await second.get("page")
        #expect(page.status == 200)
      }
    }
  }
}
