import AliceNumbers

/// A path as the file system stores it: bytes, not text.
///
/// Names on disk need not be UTF-8. A path made from bytes opens the file that it names; its `description` is for
/// display only.
public struct BytePath: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The path as text; nil if the bytes are not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  public var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

  /// The part after the last `/`.
  public var lastComponent: BytePath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
    return BytePath(bytes: Array(bytes[(slash + 1)...]))
  }

  /// The part before the last `/`; nil for a bare name, `/` for an entry of the root.
  public var parent: BytePath? {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return BytePath(bytes: slash == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<slash]))
  }

  /// The part of the last component after its last dot, lower-cased, without the dot; empty if there is none.
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

  /// Returns the same path with `suffix` appended to its last component.
  public func adding(suffix: String) -> BytePath { BytePath(bytes: bytes + Array(suffix.utf8)) }

  /// Returns the part of the path below `folder`; nil if the path is not inside it.
  public func relative(to folder: BytePath) -> BytePath? {
    let prefix = folder.bytes.last == UInt8(ascii: "/") ? folder.bytes : folder.bytes + [UInt8(ascii: "/")]
    guard bytes.starts(with: prefix), bytes.count > prefix.count else { return nil }
    return BytePath(bytes: Array(bytes[prefix.count...]))
  }
}

extension BytePath: CustomStringConvertible {
  /// The path for display: bytes that are not UTF-8 become U+FFFD.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension BytePath: Comparable {
  public static func < (left: BytePath, right: BytePath) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension BytePath: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}
