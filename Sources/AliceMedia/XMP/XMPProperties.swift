import AliceModel

/// The properties that alice writes, and those of the packet that they take the place of.
///
/// A value that alice does not know never replaces one that stands there. What alice alone may take away is what she
/// wrote: `alice:tags`, `alice:rating` and `alice:wrote` remember that, so what other programs say stays.
struct XMPProperties {
  private(set) var elements: [XMLElement] = []
  private(set) var removed: Set<XMLName> = []
  /// IPTC's word for what a trained model made.
  private static let generated = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

  private let fields: XMPFields
  private let tree: XMPTree
  private var marks: XMPMarks

  init(_ fields: XMPFields, over tree: XMPTree) {
    self.fields = fields
    self.tree = tree
    marks = XMPMarks(tree)
    addRating()
    addDates()
    addTexts()
    addTags()
    addIPTC()
    addOwn()
  }

  private var record: AssetRecord { fields.record }
  private var provenance: Provenance { fields.record.provenance }

  private mutating func add(_ name: XMLName, _ text: String?) {
    guard let text else { return }
    elements.append(XMLElement(name, text))
  }

  /// Adds the text only where no other program's stands.
  private mutating func offer(_ name: XMLName, _ text: String?) {
    if marks.mark(name, text, in: tree) { add(name, text) }
  }

  private mutating func addRating() {
    if let stars = record.rating?.stars {
      add(.rating, "\(stars)")
    } else if let written = tree.text(.alice("rating")), written == tree.text(.rating) {
      removed.insert(.rating)
    }
  }

  private mutating func addDates() {
    offer(.createDate, provenance.created?.description)
    offer(.dateCreated, provenance.created?.description)
  }

  private mutating func addTexts() {
    let tool = provenance.generator?.rawValue ?? provenance.provider.map { _ in Generator.alice.rawValue }
    let found = tree.text(.creatorTool)
    // The name that another program wrote says more than alice's word for it, and readers know the program by it.
    if found == nil || found.flatMap(Generator.init(rawValue:)) != nil { add(.creatorTool, tool) }
    let prompt = provenance.recipe.prompt
    guard marks.mark(.description, prompt, in: tree), let prompt else { return }
    elements.append(XMLElement(.description, inDefaultLanguage: prompt, keeping: tree.property(.description)))
  }

  private mutating func addTags() {
    let written = Set(tree.items(.alice("tags")) ?? [])
    addTags(.subject, "Bag", written: written) { $0 }
    addTags(.hierarchicalSubject, "Bag", written: written) { $0.replacing(scalar: "/", with: "|") }
    addTags(.tagsList, "Seq", written: written) { $0.replacing(scalar: "|", with: "/") }
    let tags = XMPProperties.tags(record.tags)
    if tags.isEmpty {
      removed.insert(.alice("tags"))
    } else {
      elements.append(XMLElement(.alice("tags"), "Bag", of: tags))
    }
  }

  private mutating func addTags(_ name: XMLName, _ kind: String, written: Set<String>, form: (String) -> String) {
    let ours = XMPProperties.tags(record.tags.map { form(XMLCharacters.legal($0)) })
    let known = Set(ours).union(written.map(form))
    let tags = ours + (tree.items(name) ?? []).filter { !known.contains($0) }
    if tags.isEmpty { removed.insert(name) } else { elements.append(XMLElement(name, kind, of: tags)) }
  }

  /// The tags as XML can hold them: two may become one, and none is empty.
  static func tags(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.map(XMLCharacters.legal).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  private mutating func addIPTC() {
    let isGenerated = provenance.generator != nil || provenance.provider != nil
    let found = tree.text(.iptc("DigitalSourceType"))
    if isGenerated, found == nil || found == XMPProperties.generated {
      add(.iptc("DigitalSourceType"), XMPProperties.generated)
    }
    let negative = provenance.recipe.negativePrompt.map { "\nNegative prompt: \($0)" } ?? ""
    offer(.iptc("AIPromptInformation"), provenance.recipe.prompt.map { $0 + negative })
    offer(.iptc("AISystemUsed"), provenance.endpoint ?? provenance.generator?.rawValue ?? provenance.provider)
    offer(.iptc("AISystemVersionUsed"), provenance.recipe.model)
    let guid = tree.text(.iptc("DigImageGUID"))
    if guid == nil || guid.flatMap(AssetID.init(hex:)) != nil { add(.iptc("DigImageGUID"), fields.id.hex) }
  }

  private mutating func addOwn() {
    removed.formUnion(["record", "id", "score", "scorer", "quality", "rating", "wrote"].map(XMLName.alice))
    if !marks.new.isEmpty { elements.append(XMLElement(.alice("wrote"), "Bag", of: marks.new)) }
    add(.alice("id"), fields.id.hex)
    add(.alice("score"), record.assessment.score.map { "\($0.value)" })
    add(.alice("scorer"), record.assessment.score?.scorer)
    add(.alice("quality"), record.quality().map { "\($0)" })
    add(.alice("rating"), record.rating.map { "\($0.stars)" })
    guard fields.includesRecordJSON else { return }
    // Two characters that JSON allows and XML does not.
    let json = record.embeddedJSON(id: fields.id).canonicalText
    add(
      .alice("record"),
      json.replacing(scalar: "\u{FFFE}", with: #"\ufffe"#).replacing(scalar: "\u{FFFF}", with: #"\uffff"#))
  }
}

extension XMLName {
  static let rating = known(XMPNamespace.xmp, "Rating")
  static let createDate = known(XMPNamespace.xmp, "CreateDate")
  static let creatorTool = known(XMPNamespace.xmp, "CreatorTool")
  static let dateCreated = known(XMPNamespace.photoshop, "DateCreated")
  static let dateTimeOriginal = known(XMPNamespace.exif, "DateTimeOriginal")
  static let description = known(XMPNamespace.dublinCore, "description")
  static let subject = known(XMPNamespace.dublinCore, "subject")
  static let hierarchicalSubject = known(XMPNamespace.lightroom, "hierarchicalSubject")
  static let tagsList = known(XMPNamespace.digiKam, "TagsList")

  static func iptc(_ local: String) -> XMLName { known(XMPNamespace.iptcExtension, local) }
  static func alice(_ local: String) -> XMLName { known(XMPNamespace.alice, local) }
}

extension String {
  /// Scalar by scalar: a separator is one even where a combining mark follows it.
  func replacing(scalar: Unicode.Scalar, with text: String) -> String {
    guard unicodeScalars.contains(scalar) else { return self }
    return unicodeScalars.reduce(into: "") { result, next in
      if next == scalar { result += text } else { result.unicodeScalars.append(next) }
    }
  }
}
