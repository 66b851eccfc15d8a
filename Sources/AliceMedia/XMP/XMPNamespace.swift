/// The namespaces of XMP with their usual prefixes, because some readers match prefixes instead of URIs.
enum XMPNamespace {
  static let acdsee = "http://ns.acdsee.com/iptc/1.0/"
  static let alice = "http://alice-media.org/ns/1.0/"
  static let dublinCore = "http://purl.org/dc/elements/1.1/"
  static let digiKam = "http://www.digikam.org/ns/1.0/"
  static let expressionMedia = "http://ns.microsoft.com/expressionmedia/1.0/"
  static let exif = "http://ns.adobe.com/exif/1.0/"
  static let iptcExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  static let lightroom = "http://ns.adobe.com/lightroom/1.0/"
  static let mediaPro = "http://ns.iview-multimedia.com/mediapro/1.0/"
  static let microsoftPhoto = "http://ns.microsoft.com/photo/1.0/"
  static let meta = "adobe:ns:meta/"
  static let photoshop = "http://ns.adobe.com/photoshop/1.0/"
  static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  static let xml = "http://www.w3.org/XML/1998/namespace"
  static let xmp = "http://ns.adobe.com/xap/1.0/"

  private static let prefixes: [String: String] = [
    acdsee: "acdsee", alice: "alice", dublinCore: "dc", digiKam: "digiKam", exif: "exif", iptcExtension: "Iptc4xmpExt",
    lightroom: "lr",
    mediaPro: "mediapro", expressionMedia: "expressionmedia", microsoftPhoto: "MicrosoftPhoto", meta: "x",
    photoshop: "photoshop", rdf: "rdf", xml: "xml", xmp: "xmp",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/xap/1.0/bj/": "xmpBJ",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#": "stEvt",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/xmp/1.0/DynamicMedia/": "xmpDM",
    "http://ns.adobe.com/xmp/note/": "xmpNote",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "https://github.com/leejet/stable-diffusion.cpp/ns/1.0/": "sdcpp",
  ]
  private static let uris = Dictionary(uniqueKeysWithValues: prefixes.map { ($1, $0) })

  static func prefix(of uri: String) -> String? { prefixes[uri] }
  static func uri(ofPrefix prefix: String) -> String? { uris[prefix] }

  /// Returns the same text, in the storage of the constants above if it is one of them: identical storage compares
  /// quickly.
  static func shared(_ uri: String) -> String { prefixes[uri].flatMap { uris[$0] } ?? uri }
}

extension XMLName {
  static let rdfRoot = rdf("RDF")
  static let rdfDescription = rdf("Description")
  static let rdfAbout = rdf("about")
  static let rdfAlternatives = rdf("Alt")
  static let rdfBag = rdf("Bag")
  static let rdfItem = rdf("li")
  static let rdfSequence = rdf("Seq")
  static let rdfValue = rdf("value")
  static let rdfResource = rdf("resource")
  static let rdfParseType = rdf("parseType")
  static let metaRoot = XMLName(namespace: XMPNamespace.meta, local: "xmpmeta")
  static let language = XMLName(namespace: XMPNamespace.xml, local: "lang")

  static func rdf(_ local: String) -> XMLName { XMLName(namespace: XMPNamespace.rdf, local: local) }

  /// Returns a name in one of the namespaces above.
  static func known(_ namespace: String, _ local: String) -> XMLName { XMLName(namespace: namespace, local: local) }
}
