import AliceKit
import Hummingbird
import NIOCore

/// Results: their first page, their layout, and what their tiles show.
enum ResultRoutes {
  private static let pageLimit = 1_000
  private static let standardPage = 200
  private static let dayLimit = 100

  static let page: Routes.Route = { server, call in
    let question = try question(call)
    let count = min(try call.number("n") ?? standardPage, pageLimit)
    let at = call.parameter("at").flatMap(AssetID.init(hex:))
    let budget = try await server.budget()
    _ = try QueryRoutes.asking(question.query) { () throws(SearchQueryError) in
      try server.browser.query(question.query)
    }
    // A page that asks anew gives up its former request.
    let result = try await server.connections.whileOpen(call.channel) { try await server.result(of: question) }
    return try await server.workers.read { [server] in
      let position = try at.flatMap { try server.browser.position(of: $0, in: result.tiles) }
      let start = position.map { max(0, min($0 - count / 2, result.tiles.count - count)) } ?? 0
      var page: JSONObject = [
        "r": .string(result.name), "version": .string("\(result.tiles.version)"),
        "total": JSONValue(result.tiles.total), "tiles": JSONValue(result.tiles.count), "from": JSONValue(start),
        "columns": try server.browser.columns(start..<start + count, of: result.tiles).json,
        "sort": .string(result.tiles.order.rawValue),
        "library": ["name": .string(server.workspace.root.lastComponent.description)],
        "readOnly": .bool(server.isReadOnly), "capabilities": server.capabilities.json, "budget": budget,
      ]
      if call.parameter("at") != nil { page["at"] = position.map { JSONValue($0) } ?? .null }
      return .json(page)
    }
  }

  static let items: Routes.Route = { server, call in
    let result = try server.results.named(call.parameter("r"))
    let range = try range(call, in: result.tiles.count)
    return try await server.workers.read { [browser = server.browser] in
      .json(["from": JSONValue(range.lowerBound), "columns": try browser.columns(range, of: result.tiles).json])
    }
  }

  static let find: Routes.Route = { server, call in
    let result = try server.results.named(call.parameter("r"))
    guard let id = call.parameter("id").flatMap(AssetID.init(hex:)) else { throw Problem.usage("id is an asset id") }
    let position = try await server.workers.read { [browser = server.browser] in
      try browser.position(of: id, in: result.tiles)
    }
    return .json(["position": position.map { JSONValue($0) } ?? .null])
  }

  static let stack: Routes.Route = { server, call in
    let result = try server.results.named(call.parameter("r"))
    guard let position = try call.number("at"), position < result.tiles.count else {
      throw Problem.notFound("the result has no such position")
    }
    return try await server.workers.read { [browser = server.browser] in
      .json(["columns": try browser.members(of: position, in: result.tiles).json])
    }
  }

  static let days: Routes.Route = { server, call in
    let result = try server.results.named(call.parameter("r"))
    let range = try range(call, in: result.tiles.days.count, limit: dayLimit)
    return try await server.workers.scan { [browser = server.browser] in
      let days = try range.map { try browser.summary(ofDay: $0, in: result.tiles) }
      return .json([
        "costs": .array(days.map { JSONValue($0.cost?.description) }),
        "assets": .array(days.map { JSONValue($0.assets) }),
      ])
    }
  }

  static let layout: Routes.Route = { server, call in
    let result = try server.results.named(call.parameter("r"))
    let tag = "\"\(result.name)\""
    var headers: HTTPFields = [.eTag: tag, .cacheControl: "private"]
    if EntityTag.matches(call.header(.ifNoneMatch), tag) { return Reply(.notModified, headers: headers) }
    headers[.contentType] = "application/octet-stream"
    let bytes = try await server.workers.read { layoutBytes(of: result.tiles) }
    return Reply(headers: headers, body: .bytes(bytes))
  }

  /// Returns the layout: a head of 32 bytes, the ratio of each tile, and the days with their numbers of tiles.
  static func layoutBytes(of tiles: ResultTiles) -> [UInt8] {
    var bytes: [UInt8] = Array("ALG1".utf8)
    bytes.reserveCapacity(36 + tiles.count + 8 * tiles.days.count)
    for number in [0, tiles.count, tiles.days.count, tiles.total, 0, 0, 0] {
      bytes.append(littleEndian: UInt32(clamping: number))
    }
    bytes += tiles.ratios
    bytes += Array(repeating: 0, count: (4 - bytes.count % 4) % 4)
    for day in tiles.days {
      bytes.append(littleEndian: UInt32(bitPattern: day.day))
      bytes.append(littleEndian: UInt32(clamping: day.tiles))
    }
    return bytes
  }

  static func question(_ call: Call) throws(Problem) -> Results.Question {
    var question = Results.Question(query: call.parameter("q") ?? "", isStacked: call.flag("stack"))
    if let sort = call.parameter("sort"), !sort.isEmpty {
      guard let order = SearchOrder(rawValue: sort) else {
        let names = SearchOrder.allCases.map(\.rawValue).joined(separator: ", ")
        throw .usage("sort is one of \(names)")
      }
      question.order = order
    }
    return question
  }

  /// Returns the range from `from` to `to`, as far as it exists.
  private static func range(
    _ call: Call, in count: Int, limit: Int = pageLimit
  ) throws(Problem) -> Range<Int> {
    let from = try call.number("from") ?? 0
    let to = try call.number("to") ?? count
    guard from <= to else { throw .usage("from is not above to") }
    guard to - from <= limit else { throw .usage("at most \(limit) at a time") }
    return (from..<to).clamped(to: 0..<count)
  }
}

extension [UInt8] {
  mutating func append(littleEndian number: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
  }
}
