/// The operation that a request asks for, by its host, method and path.
enum Call: Sendable {
  case submit(EndpointPath)
  case run(EndpointPath)
  case stream(EndpointPath)
  case job(EndpointPath, id: String, JobCall)
  case storage(StorageCall)
  case upload(UploadCall)
  case media(name: String)
  case platform([String])
  case schema
  case control([String])
  case unknown
}

enum JobCall: Sendable { case status, statusStream, result, cancel }

/// The storage API: it returns upload URLs and tokens, and receives no file.
enum StorageCall: Sendable { case token, place, parts, realtimeToken }

/// The upload of bytes to the CDN.
enum UploadCall: Sendable {
  case whole
  /// An upload to a URL that the storage API returned.
  case presigned(name: String)
  case presignedPart(name: String, number: Int)
  case presignedComplete(name: String)
  case begin
  case part(name: String, upload: String, number: Int)
  case complete(name: String, upload: String)
}

extension Call {
  init(_ exchange: Exchange) {
    let path = exchange.path
    self =
      switch path.first {
      case "_sim": .control(Array(path.dropFirst()))
      case "files": Call.cdn(exchange)
      case "presigned": Call.presigned(exchange)
      case "storage", "tokens": Call.storage(exchange)
      case "v1": .platform(Array(path.dropFirst()))
      case "api" where path == ["api", "openapi", "queue", "openapi.json"]: .schema
      case "__run": Call.sync(exchange, Array(path.dropFirst()))
      default: ["fal.run", "falrun.com"].contains(exchange.hostName) ? Call.sync(exchange, path) : Call.queue(exchange)
      }
  }

  private static func sync(_ exchange: Exchange, _ path: [String]) -> Call {
    guard exchange.method == "POST" else { return .unknown }
    if path.last == "stream", let endpoint = EndpointPath(path.dropLast()) { return .stream(endpoint) }
    return EndpointPath(path).map(Call.run) ?? .unknown
  }

  private static func queue(_ exchange: Exchange) -> Call {
    let path = exchange.path
    guard let place = path.lastIndex(of: "requests"), place + 1 < path.count, let app = EndpointPath(path[..<place])
    else {
      guard exchange.method == "POST", let endpoint = EndpointPath(path) else { return .unknown }
      return .submit(endpoint)
    }
    let id = path[place + 1]
    switch (exchange.method, Array(path[(place + 2)...])) {
    case ("GET", ["status"]): return .job(app, id: id, .status)
    case ("GET", ["status", "stream"]): return .job(app, id: id, .statusStream)
    case ("GET", []), ("GET", ["response"]): return .job(app, id: id, .result)
    case ("PUT", ["cancel"]): return .job(app, id: id, .cancel)
    default: return .unknown
    }
  }

  private static func storage(_ exchange: Exchange) -> Call {
    guard exchange.method == "POST" else { return .unknown }
    return switch exchange.path {
    case ["storage", "auth", "token"]: .storage(.token)
    case ["storage", "upload", "initiate"]: .storage(.place)
    case ["storage", "upload", "initiate-multipart"]: .storage(.parts)
    case ["tokens"]: .storage(.realtimeToken)
    default: .unknown
    }
  }

  private static func presigned(_ exchange: Exchange) -> Call {
    let path = exchange.path
    switch (exchange.method, path.count) {
    case ("PUT", 2): return .upload(.presigned(name: path[1]))
    case ("PUT", 3): return Int(path[2]).map { .upload(.presignedPart(name: path[1], number: $0)) } ?? .unknown
    case ("POST", 3) where path[2] == "complete": return .upload(.presignedComplete(name: path[1]))
    default: return .unknown
    }
  }

  /// Parses a CDN path. Files are at `/files/b/sim/NAME`; the parts of a file are uploaded below it.
  private static func cdn(_ exchange: Exchange) -> Call {
    let path = exchange.path
    if let place = path.firstIndex(of: "multipart"), place > 2 {
      let rest = Array(path[(place + 1)...])
      switch (exchange.method, rest.count) {
      case ("PUT", 2):
        return Int(rest[1]).map { .upload(.part(name: path[place - 1], upload: rest[0], number: $0)) } ?? .unknown
      case ("POST", 2) where rest[1] == "complete":
        return .upload(.complete(name: path[place - 1], upload: rest[0]))
      default: return .unknown
      }
    }
    switch (exchange.method, path) {
    case ("POST", ["files", "upload"]): return .upload(.whole)
    case ("POST", ["files", "upload", "multipart"]): return .upload(.begin)
    case ("GET", _), ("HEAD", _): return path.count > 1 ? .media(name: path[path.count - 1]) : .unknown
    default: return .unknown
    }
  }
}
