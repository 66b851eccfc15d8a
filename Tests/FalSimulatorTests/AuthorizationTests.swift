import AliceModel
import FalSimulator
import Testing

@Suite struct `Keys` {
  @Test(arguments: [
    ("", "Cannot access application \"fal-ai/flux/dev\". Authentication is required to access this application."),
    ("Key nope", "No user found for Key ID and Secret"),
    ("Key a:b:c", "No user found for Key ID and Secret"),
    ("Bearer token", "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."),
    ("Key", "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."),
    ("Key id:", "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."),
  ])
  func `what is no key is refused`(header: String, detail: String) async throws {
    try await withSimulator { wire in
      for path in ["/fal-ai/flux/dev", "/__run/fal-ai/flux/dev"] {
        let reply = try await wire.post(path, Wire.small, key: header)
        #expect(reply.status == 401 && reply.json["detail"]?.stringValue == detail)
        #expect(reply.header("x-fal-request-id") != nil)
      }
      #expect(try await wire.ledger().isEmpty)
    }
  }

  @Test func `only accepted keys are let in where there is a list of them`() async throws {
    try await withSimulator({ $0.acceptedKeys = ["good:key"] }) { wire async throws in
      #expect(try await wire.post("/fal-ai/flux/dev", Wire.small).status == 401)
      #expect(try await wire.post("/fal-ai/flux/dev", Wire.small, key: "Key good:key").status == 200)
      #expect(try await wire.post("/storage/auth/token", [:]).status == 401)
      #expect(try await wire.get("/v1/models/pricing?endpoint_id=fal-ai/flux/dev").status == 401)
      #expect(try await wire.get("/v1/meta", key: "").status == 200)
    }
  }
}
