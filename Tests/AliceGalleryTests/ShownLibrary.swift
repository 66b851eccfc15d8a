import AliceGallery
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation

/// A library that is shown, and a browser that has access.
struct ShownLibrary: Sendable {
  let world: World
  let address: GalleryAddress
  let wire: Wire
  /// The cookie as a browser sends it.
  let cookie: String

  var host: String { "127.0.0.1:\(wire.port)" }
  var origin: String { "http://" + host }

  /// Shows a library with the three demo pictures of other generators.
  static func with<Result: Sendable>(
    _ change: (inout GalleryOptions) -> Void = { _ in }, environment: [String: String] = [:], isEmpty: Bool = false,
    prepare: (World) async throws -> Void = { _ in }, _ body: (ShownLibrary) async throws -> Result
  ) async throws -> Result {
    try await World.with { world in
      if !isEmpty {
        for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/" + name) }
        _ = try await Organizer(
          world.workspace, root: world.root, request: OrganizeRequest(sources: [world.inbox]), now: Clock.system.now()
        ).run()
      }
      try await prepare(world)
      var options = GalleryOptions()
      change(&options)
      return try await show(world, options, environment, body)
    }
  }

  static func show<Result: Sendable>(
    _ world: World, _ options: GalleryOptions, _ environment: [String: String],
    _ body: (ShownLibrary) async throws -> Result
  ) async throws -> Result {
    let environment = ["HOME": world.folder.description, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    let settings = try Settings.load(environment: environment, folder: world.folder.description)
    let library = LibraryAccess(world.root, environment: environment, warn: { _ in })
    let gallery = try Gallery(options, settings, library)
    let (ready, continuation) = AsyncStream.makeStream(of: GalleryAddress.self)
    let task = Task {
      defer { continuation.finish() }
      try await gallery.run { continuation.yield($0) }
    }
    defer { task.cancel() }
    guard let address = await ready.first(where: { _ in true }) else {
      try await task.value
      throw Wire.Failed(what: "the gallery did not start")
    }
    let result = try await body(try await entered(world, address))
    task.cancel()
    _ = await task.result
    return result
  }

  private static func entered(_ world: World, _ address: GalleryAddress) async throws -> ShownLibrary {
    guard let url = URL(string: address.url), let port = url.port, let query = url.query else {
      throw Wire.Failed(what: address.url)
    }
    let wire = Wire(port: port)
    let request = "GET /?\(query) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n"
    let answer = try await wire.send(Array(request.utf8))
    guard answer.status == 303, let cookie = answer.cookie else { throw Wire.Failed(what: "\(answer.status)") }
    return ShownLibrary(world: world, address: address, wire: wire, cookie: cookie)
  }

  /// Asks as the page does, with `headers` in place of its own; nil leaves one out.
  func ask(
    _ method: String, _ path: String, _ headers: [String: String?] = [:], body: [UInt8]? = nil
  ) async throws -> Wire.Answer {
    var all: [String: String?] = [
      "Host": host, "Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Connection": "close",
    ]
    if method == "POST" {
      all["Origin"] = origin
      all["X-Alice"] = "1"
      all["Content-Type"] = "application/json"
    }
    if let body { all["Content-Length"] = "\(body.count)" }
    for (name, value) in headers { all.updateValue(value, forKey: name) }
    var text = "\(method) \(path) HTTP/1.1\r\n"
    for (name, value) in all.sorted(by: { $0.key < $1.key }) { if let value { text += "\(name): \(value)\r\n" } }
    return try await wire.send(Array(text.utf8) + Array("\r\n".utf8) + (body ?? []), isHead: method == "HEAD")
  }

  func get(_ path: String, _ headers: [String: String?] = [:]) async throws -> Wire.Answer {
    try await ask("GET", "/api/1/" + path, headers)
  }

  func post(
    _ path: String, _ body: JSONValue, _ headers: [String: String?] = [:]
  ) async throws -> Wire.Answer {
    try await ask("POST", "/api/1/" + path, headers, body: Array(body.text.utf8))
  }

  /// The assets, newest first.
  func ids() async throws -> [String] {
    try await get("page").json?["columns"]?["id"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// Returns what the event stream sends until it contains all of `parts`, or for ten seconds, and for `grace` more.
  func heard(until parts: [String], grace: TimeInterval = 0) async throws -> String {
    let request = "GET /api/1/events HTTP/1.1\r\nHost: \(host)\r\nCookie: \(cookie)\r\n\r\n"
    let descriptor = try wire.open(sending: Array(request.utf8))
    defer { close(descriptor) }
    return try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        var end = Date().addingTimeInterval(10)
        var isComplete = false
        while Date() < end {
          if !isComplete, parts.allSatisfy(text.contains) {
            isComplete = true
            end = Date().addingTimeInterval(grace)
          }
          var descriptors = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          guard poll(&descriptors, 1, 200) > 0 else { continue }
          let count = recv(descriptor, &buffer, buffer.count, 0)
          guard count > 0 else { break }
          text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        continuation.resume(returning: text)
      }
      thread.start()
    }
  }
}
