import AliceLibrary
import Foundation
import Synchronization

/// An element of a list that may be too long for memory.
public protocol LongListElement: Sendable {
  /// All that the element consists of.
  var parts: [[UInt8]] { get }
  /// Creates the element from its parts; returns nil if they are none of it.
  init?(parts: [[UInt8]])
}

/// A list of any length that takes little memory: its last elements are in memory, and the others in a temporary file
/// without a name. A copy is independent of the original.
///
/// If there is no room for a temporary file, the list stays in memory.
public struct LongList<Element: LongListElement>: Sendable {
  /// Elements that are stored together.
  private enum Block: Sendable {
    case spilled(SpillFile.Place)
    case kept([Element])
  }

  private var blocks: [Block] = []
  private var last: [Element] = []
  private var spool: Spool<Element>?

  /// The number of elements of a block. A list that is shorter never leaves the memory.
  private static var blockSize: Int { 256 }

  public init() {}

  public init(_ elements: some Sequence<Element>) { for element in elements { append(element) } }

  public mutating func append(_ element: Element) {
    last.append(element)
    guard last.count == LongList.blockSize else { return }
    if spool == nil { spool = Spool() }
    blocks.append(spool?.append(last).map { .spilled($0) } ?? .kept(last))
    last.removeAll(keepingCapacity: true)
  }

  public static func += (list: inout LongList, elements: some Sequence<Element>) {
    for element in elements { list.append(element) }
  }

  /// Returns the elements of both as an array, which is in memory.
  public static func + (left: LongList, right: LongList) -> [Element] { Array(left) + Array(right) }

  public mutating func removeAll(where isRemoved: (Element) throws -> Bool) rethrows {
    var rest = LongList()
    for element in self where try !isRemoved(element) { rest.append(element) }
    self = rest
  }

  private func elements(of block: Int) -> [Element] {
    guard block < blocks.count else { return last }
    switch blocks[block] {
    case .kept(let elements): return elements
    case .spilled(let place): return spool?.elements(at: place) ?? []
    }
  }
}

extension LongList: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { blocks.count * LongList.blockSize + last.count }

  public subscript(position: Int) -> Element {
    elements(of: position / LongList.blockSize)[position % LongList.blockSize]
  }

  public struct Iterator: IteratorProtocol {
    private let list: LongList
    private var block = 0
    private var elements: [Element]
    private var position = 0

    fileprivate init(_ list: LongList) {
      self.list = list
      elements = list.elements(of: 0)
    }

    public mutating func next() -> Element? {
      while position == elements.count {
        guard block < list.blocks.count else { return nil }
        block += 1
        position = 0
        elements = list.elements(of: block)
      }
      defer { position += 1 }
      return elements[position]
    }
  }

  public func makeIterator() -> Iterator { Iterator(self) }
}

extension LongList: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension LongList: CustomStringConvertible {
  public var description: String { Array(self).description }
}

extension LongList: Equatable where Element: Equatable {
  public static func == (left: LongList, right: LongList) -> Bool {
    left.count == right.count && left.elementsEqual(right)
  }

  public static func == (left: LongList, right: [Element]) -> Bool {
    left.count == right.count && left.elementsEqual(right)
  }
}

extension LongList: Hashable where Element: Hashable {
  public func hash(into hasher: inout Hasher) { for element in self { hasher.combine(element) } }
}

/// The blocks of a list and of its copies in their temporary file.
private final class Spool<Element: LongListElement>: Sendable {
  private let file: SpillFile
  /// The block that was read last, because a list is often read by its indices.
  private let recent = Mutex<(place: SpillFile.Place, elements: [Element])?>(nil)

  /// Returns nil if no temporary file can be created.
  init?() {
    let folders = [FileManager.default.temporaryDirectory.path(percentEncoded: false), "/var/tmp"]
    guard let file = folders.lazy.compactMap({ try? SpillFile(in: BytePath($0)) }).first else { return nil }
    self.file = file
  }

  /// Returns nil if the elements cannot be written.
  func append(_ elements: [Element]) -> SpillFile.Place? {
    var bytes: [UInt8] = []
    for element in elements { PackedParts.append(element.parts, to: &bytes) }
    return try? file.append(bytes)
  }

  func elements(at place: SpillFile.Place) -> [Element] {
    recent.withLock { recent in
      if let recent, recent.place == place { return recent.elements }
      let elements = read(place)
      recent = (place, elements)
      return elements
    }
  }

  /// A page of memory that the system cannot give back ends a program, and so does a block.
  private func read(_ place: SpillFile.Place) -> [Element] {
    var elements: [Element] = []
    do {
      let bytes = try file.read(place)
      var rest = bytes[...]
      while let parts = PackedParts.take(from: &rest), let element = Element(parts: parts) { elements.append(element) }
    } catch {
      preconditionFailure("a temporary file cannot be read any more: \(error)")
    }
    return elements
  }
}

/// Arrays of bytes, one after the other: their number, then each with its length.
private enum PackedParts {
  static func append(_ parts: [[UInt8]], to bytes: inout [UInt8]) {
    append(parts.count, to: &bytes)
    for part in parts {
      append(part.count, to: &bytes)
      bytes += part
    }
  }

  /// Returns nil at the end.
  static func take(from bytes: inout ArraySlice<UInt8>) -> [[UInt8]]? {
    guard let count = number(from: &bytes), count <= bytes.count else { return nil }
    var parts: [[UInt8]] = []
    for _ in 0..<count {
      guard let length = number(from: &bytes), length <= bytes.count else { return nil }
      parts.append(Array(bytes.prefix(length)))
      bytes = bytes.dropFirst(length)
    }
    return parts
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(clamping: number).littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func number(from bytes: inout ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= 4 else { return nil }
    let number = bytes.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    bytes = bytes.dropFirst(4)
    return Int(number)
  }
}
