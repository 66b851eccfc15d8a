/// The form of the protocol in which a request is written and must be answered.
///
/// The version of 2026-07-28 knows no handshake: each request names its version. Clients of earlier versions say
/// `initialize` first.
enum Era: Sendable, Hashable {
  case modern
  case legacy(LegacyVersion)

  static let modernVersion = "2026-07-28"

  /// Whether results have structured content, tools have schemas of their results, and links to resources are content.
  var hasStructuredContent: Bool {
    switch self {
    case .modern: true
    case .legacy(let version): version >= .june2025
    }
  }

  /// Whether tools have annotations, and progress has messages.
  var hasAnnotations: Bool {
    switch self {
    case .modern: true
    case .legacy(let version): version >= .march2025
    }
  }

  /// Whether the server can ask the user of the client.
  var canElicit: Bool { hasStructuredContent }
}

/// A version of the protocol that begins with a handshake.
enum LegacyVersion: String, Sendable, Hashable, CaseIterable, Comparable {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"

  static let latest = LegacyVersion.november2025

  static func < (left: LegacyVersion, right: LegacyVersion) -> Bool { left.rawValue < right.rawValue }
}
