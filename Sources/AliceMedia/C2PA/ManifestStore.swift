/// The manifests of a signed file, parsed up to the first damaged box (JUMBF, ISO/IEC 19566-5).
struct ManifestStore {
  /// The maximum number of manifests.
  private static let limit = 256

  private let manifests: [JUMBFBox]

  /// Returns nil if `bytes` do not begin with a superbox labelled `c2pa`.
  init?(_ bytes: [UInt8]) {
    guard let box = MemoryBox.all(in: bytes[...]).boxes.first, let store = JUMBFBox(box), store.label == "c2pa" else {
      return nil
    }
    manifests = Array(store.superboxes.suffix(ManifestStore.limit))
  }

  /// The manifest that describes the current state of the file, which is the last one.
  var active: JUMBFBox? { manifests.last }

  /// Returns the manifest that a reference such as `self#jumbf=/c2pa/urn:c2pa:…/c2pa.signature` names.
  func manifest(at url: String) -> JUMBFBox? {
    let parts = url.split(separator: "/").prefix(8)
    return manifests.last { manifest in parts.contains { $0 == manifest.label } }
  }
}

/// A superbox: a description box with a label, and content boxes.
struct JUMBFBox {
  let label: String
  private let contents: [MemoryBox]

  /// Returns nil if the box is not a superbox, or has no label.
  init?(_ box: MemoryBox) {
    guard box.type == "jumb", let first = box.children.first, first.type == "jumd" else { return nil }
    // The description has sixteen bytes of type and a byte of flags, of which 2 announces a label.
    let text = first.payload.dropFirst(17)
    guard first.payload.dropFirst(16).first.map({ $0 & 2 != 0 }) == true, let end = text.firstIndex(of: 0) else {
      return nil
    }
    label = String(decoding: text[..<end], as: UTF8.self)
    contents = Array(box.children.dropFirst())
  }

  var superboxes: [JUMBFBox] { contents.compactMap(JUMBFBox.init) }

  func child(_ label: String) -> JUMBFBox? { superboxes.first { $0.label == label } }

  /// Returns the payload of the first box of a type.
  func content(_ type: FourCC) -> ArraySlice<UInt8>? { contents.first { $0.type == type }?.payload }
}
