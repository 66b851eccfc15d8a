/// A path as the file system holds it: bytes, not text.
///
/// Names on disk need not be UTF-8; a path made from bytes opens the file it came from, and its `description` is for showing only.
public struct BytePath: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// Nil where the bytes are not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  public var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

  /// What follows the last `/`.
  public var lastComponent: BytePath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
    return BytePath(bytes: Array(bytes[(slash + 1)...]))
  }

  /// What stands before the last `/`; nil for a bare name, `/` for what lies in the root.
  public var parent: BytePath? {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return BytePath(bytes: slash == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<slash]))
  }

  /// The part of the last component after its last dot, lower-cased, without the dot; empty where there is none.
  public var fileExtension: String {
    let name = lastComponent.bytes
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return "" }
    return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
  }

  /// The last component without its extension.
  public var stem: BytePath {
    let name = lastComponent.bytes
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return BytePath(bytes: name) }
    return BytePath(bytes: Array(name[..<dot]))
  }

  public func appending(_ component: BytePath) -> BytePath {
    if bytes.isEmpty { return component }
    let separator: [UInt8] = bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
    return BytePath(bytes: bytes + separator + component.bytes)
  }

  public func appending(_ component: String) -> BytePath { appending(BytePath(component)) }

  /// The same path with `suffix` added to its last component.
  public func adding(suffix: String) -> BytePath { BytePath(bytes: bytes + Array(suffix.utf8)) }

  /// What remains of the path below `folder`; nil where it does not lie there.
  public func relative(to folder: BytePath) -> BytePath? {
    let prefix = folder.bytes.last == UInt8(ascii: "/") ? folder.bytes : folder.bytes + [UInt8(ascii: "/")]
    guard bytes.starts(with: prefix), bytes.count > prefix.count else { return nil }
    return BytePath(bytes: Array(bytes[prefix.count...]))
  }
}

extension BytePath: CustomStringConvertible {
  /// For showing: what is not UTF-8 becomes U+FFFD.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension BytePath: Comparable {
  public static func < (left: BytePath, right: BytePath) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension BytePath: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}
