/// The manifests of a signed file, taken apart as far as their boxes can be followed (JUMBF, ISO/IEC 19566-5).
struct ManifestStore {
  /// More manifests than an honest history has.
  private static let limit = 256

  private let manifests: [JUMBFBox]

  /// Nil where `bytes` do not begin with a superbox that is called `c2pa`.
  init?(_ bytes: [UInt8]) {
    guard let box = MemoryBox.all(in: bytes[...]).boxes.first, let store = JUMBFBox(box), store.label == "c2pa" else {
      return nil
    }
    manifests = Array(store.superboxes.suffix(ManifestStore.limit))
  }

  /// The manifest that speaks of the file as it is: the last one.
  var active: JUMBFBox? { manifests.last }

  /// The manifest to which a reference such as `self#jumbf=/c2pa/urn:c2pa:…/c2pa.signature` leads.
  func manifest(at url: String) -> JUMBFBox? {
    let parts = url.split(separator: "/").prefix(8)
    return manifests.last { manifest in parts.contains { $0 == manifest.label } }
  }
}

/// A superbox: a description with a label, and what it describes.
struct JUMBFBox {
  let label: String
  private let contents: [MemoryBox]

  /// Nil where the box is no superbox, or does not tell its label.
  init?(_ box: MemoryBox) {
    guard box.type == "jumb", let first = box.children.first, first.type == "jumd" else { return nil }
    // Sixteen bytes of type, then flags, of which 2 says that a label follows.
    let text = first.payload.dropFirst(17)
    guard first.payload.dropFirst(16).first.map({ $0 & 2 != 0 }) == true, let end = text.firstIndex(of: 0) else {
      return nil
    }
    label = String(decoding: text[..<end], as: UTF8.self)
    contents = Array(box.children.dropFirst())
  }

  var superboxes: [JUMBFBox] { contents.compactMap(JUMBFBox.init) }

  func child(_ label: String) -> JUMBFBox? { superboxes.first { $0.label == label } }

  /// The payload of the first box of that type.
  func content(_ type: FourCC) -> ArraySlice<UInt8>? { contents.first { $0.type == type }?.payload }
}
