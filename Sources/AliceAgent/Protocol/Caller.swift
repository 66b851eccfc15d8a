import AliceKit

/// The client that sent a request, as far as it says who it is.
struct Caller: Sendable, Hashable {
  let era: Era
  /// The name of the client, for the journal.
  let name: String
  /// Whether the client can show a form to its user.
  let canElicit: Bool
  /// The token under which the client wants to hear of the progress of this request.
  var progressToken: JSONValue?

  private static let versionKey = "io.modelcontextprotocol/protocolVersion"
  private static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
  private static let infoKey = "io.modelcontextprotocol/clientInfo"

  private init(_ era: Era, info: JSONValue?, capabilities: JSONObject) {
    self.era = era
    name = Caller.name(info?["name"]?.stringValue)
    canElicit = era.canElicit && Caller.hasForms(capabilities["elicitation"])
  }

  /// Creates the client that says `initialize`.
  init(initializing parameters: JSONObject) {
    let version = parameters["protocolVersion"]?.stringValue.flatMap(LegacyVersion.init(rawValue:)) ?? .latest
    self.init(
      .legacy(version), info: parameters["clientInfo"],
      capabilities: parameters["capabilities"]?.objectValue ?? [:])
  }

  /// Returns the client of a request: the one that the request itself describes, else the one that said `initialize`.
  static func of(_ parameters: JSONObject, initialized: Caller?) throws(RPCError) -> Caller {
    let meta = parameters["_meta"]?.objectValue ?? [:]
    var caller: Caller
    if let version = meta[versionKey] {
      guard let version = version.stringValue else { throw .parameters("\"\(versionKey)\" is not a text") }
      guard version == Era.modernVersion else { throw .version(version) }
      guard let capabilities = meta[capabilitiesKey]?.objectValue else {
        throw .parameters("\"_meta\" lacks \"\(capabilitiesKey)\"")
      }
      caller = Caller(.modern, info: meta[infoKey], capabilities: capabilities)
    } else {
      guard let initialized else {
        throw .parameters("\"_meta\" lacks \"\(versionKey)\", and nobody said initialize")
      }
      caller = initialized
    }
    caller.progressToken = meta["progressToken"].flatMap { token in
      switch token {
      case .string(let text) where text.utf8.count <= 256: token
      case .number: token
      default: nil
      }
    }
    return caller
  }

  /// An empty object declares forms alone, as in the versions that knew nothing else.
  private static func hasForms(_ elicitation: JSONValue?) -> Bool {
    guard let elicitation = elicitation?.objectValue else { return false }
    return elicitation.isEmpty || elicitation["form"]?.objectValue != nil
  }

  private static let longestName = 60

  /// Returns a name that is safe in any line: letters, digits and a few signs.
  private static func name(_ told: String?) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in (told ?? "").unicodeScalars.prefix(longestName) {
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      kept.append(isPlain || "-_. ".unicodeScalars.contains(scalar) ? scalar : "_")
    }
    let name = String(kept)
    return name.allSatisfy { $0 == " " } ? "unknown" : name
  }
}
