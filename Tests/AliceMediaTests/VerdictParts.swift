import AliceMedia
import AliceModel
import AliceTestSupport

/// Makes the fields in which other programs keep ratings and tags.
enum VerdictParts {
  static let namespaces = """
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" \
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/" \
    xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/" xmlns:mediapro="http://ns.iview-multimedia.com/mediapro/1.0/"
    """

  /// A packet with these attributes and elements; `microsoft` is the namespace under which Windows' properties are.
  static func packet(
    _ attributes: String = "", _ elements: String = "", microsoft: String = "http://ns.microsoft.com/photo/1.0/"
  ) -> [UInt8] {
    Array(
      """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" \(namespaces) xmlns:MicrosoftPhoto="\(microsoft)" \(attributes)>\(elements)</rdf:Description>
      </rdf:RDF></x:xmpmeta>
      """.utf8)
  }

  static func list(_ name: String, _ items: String..., kind: String = "Bag") -> String {
    let items = items.map { "<rdf:li>\($0)</rdf:li>" }.joined()
    return "<\(name)><rdf:\(kind)>\(items)</rdf:\(kind)></\(name)>"
  }

  static func dataSet(_ record: UInt8, _ number: UInt8, _ value: [UInt8]) -> [UInt8] {
    [0x1C, record, number, UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
  }

  static func keywords(_ names: String...) -> [UInt8] { names.flatMap { dataSet(2, 25, Array($0.utf8)) } }

  /// A resource of Photoshop without a name.
  static func resource(_ id: UInt16, _ value: [UInt8]) -> [UInt8] {
    Array("8BIM".utf8) + [UInt8(id >> 8), UInt8(id & 0xFF), 0, 0] + bigEndian(UInt32(value.count)) + value
      + (value.count % 2 == 1 ? [0] : [])
  }

  /// ImageMagick's form of a profile in a text of PNG.
  static func profile(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    var lines = "\n\(name)\n       \(bytes.count)"
    for (index, digit) in digits.enumerated() { lines += (index % 36 == 0 ? "\n" : "") + digit }
    return Array((lines + "\n").utf8)
  }

  static func windowsText(_ text: String) -> [UInt8] {
    (text + "\0").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  // The files: a plain picture with one part of another program.

  static func jpeg(exif: [UInt8]) throws -> [UInt8] {
    try jpeg(0xE1, Array("Exif\0\0".utf8) + exif)
  }

  static func jpeg(xmp: [UInt8]) throws -> [UInt8] {
    try jpeg(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + xmp)
  }

  static func jpeg(iim: [UInt8], and more: [UInt8] = []) throws -> [UInt8] {
    try jpeg(0xED, Array("Photoshop 3.0\0".utf8) + resource(0x0404, iim) + more)
  }

  static func jpeg(_ marker: UInt8, _ payload: [UInt8], in file: [UInt8]? = nil) throws -> [UInt8] {
    try ContainerParts.inserting(
      segment: marker, payload, intoJPEG: file ?? ContainerFixture.bytes("plain.jpg"))
  }

  static func png(_ type: String, _ payload: [UInt8]) throws -> [UInt8] {
    try ContainerParts.inserting(HandmadePNG.chunk(type, payload), intoPNG: ContainerFixture.bytes("plain.png"))
  }

  static func png(xmp: [UInt8]) throws -> [UInt8] {
    try png("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + xmp)
  }

  /// A profile as text: plain, compressed, or international.
  static func png(profile name: String, _ bytes: [UInt8], in type: String) throws -> [UInt8] {
    let text = profile(name, bytes)
    let keyword = Array("Raw profile type \(name)".utf8) + [0]
    return switch type {
    case "zTXt": try png(type, keyword + [0] + ZlibStream.stored(text))
    case "iTXt": try png(type, keyword + [0, 0, 0, 0] + text)
    default: try png(type, keyword + text)
    }
  }

  static func webp(exif: [UInt8]) throws -> [UInt8] {
    try ContainerParts.appending("EXIF", exif, toWebP: ContainerFixture.bytes("lossy.webp"))
  }
}

extension AssetRecord {
  /// What organizing makes of a file of another program.
  static func read(from file: [UInt8]) throws -> AssetRecord {
    let found = try inspected(file)
    return AssetRecord(rating: found.rating, pick: found.pick, tags: found.tags, added: Timestamp(milliseconds: 0))
  }
}

/// The file after a change by the user, as alice writes it.
func changed(_ file: [UInt8], from former: AssetRecord, to record: AssetRecord) throws -> [UInt8] {
  let embedding = try MediaFile.embed(record, into: file, inspection: inspected(file), former: former)
  guard case .splice(let splice) = embedding else { throw NotASplice() }
  let new = carryOut(splice, on: file)
  // Undoing restores every byte.
  let inverse = try splice.inverse(sourceCount: UInt64(file.count)) { (range) throws(NotASplice) in
    Array(file[Int(range.lowerBound)..<Int(range.upperBound)])
  }
  guard let inverse, carryOut(inverse, on: new) == file else { throw NotASplice() }
  return new
}
