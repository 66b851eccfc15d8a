import AliceModel
import AliceNumbers

/// The properties that alice writes, and those that they replace in the packet.
///
/// An unknown value never replaces an existing one. Alice may remove only what she wrote, as `alice:tags`,
/// `alice:rating`, `alice:pick` and `alice:wrote` record, so values of other programs are kept.
struct XMPProperties {
  private(set) var elements: [XMLElement] = []
  private(set) var removed: Set<XMLName> = []

  private let fields: XMPFields
  private let tree: XMPTree
  private var marks: XMPMarks
  /// What the fields of other programs must say, in the packet and outside of it.
  let verdict: VerdictChange

  init(_ fields: XMPFields, over tree: XMPTree) {
    self.fields = fields
    self.tree = tree
    marks = XMPMarks(tree)
    verdict = XMPProperties.verdict(fields, over: tree)
    addVerdict()
    addDates()
    addTexts()
    addWords()
    addTags()
    addIPTC()
    addOwn()
  }

  /// A rating that alice does not know is left alone, unless she wrote one before or the user took it away.
  private static func verdict(_ fields: XMPFields, over tree: XMPTree) -> VerdictChange {
    let isKnown = tree.property(.alice("rating")) != nil || fields.former?.rating != nil
    return VerdictChange(
      stars: fields.record.rating?.stars ?? (isKnown ? 0 : nil),
      tags: TagChange(
        to: fields.record.tags, from: fields.former?.tags ?? [], written: tree.items(.alice("tags")) ?? []))
  }

  private var record: AssetRecord { fields.record }
  private var provenance: Provenance { fields.record.provenance }

  private mutating func add(_ name: XMLName, _ text: String?) {
    guard let text else { return }
    elements.append(XMLElement(name, text))
  }

  /// Adds the text unless another program's value is present.
  private mutating func offer(_ name: XMLName, _ text: String?) {
    if marks.mark(name, text, in: tree) { add(name, text) }
  }

  /// Adds rating and pick, and what alice must recognise of them later.
  private mutating func addVerdict() {
    removed.formUnion([.alice("rating"), .alice("pick")])
    let present = XMPPick(tree)
    let pick = record.pick
    if let stars = record.rating?.stars {
      add(.rating, "\(stars)")
      add(.alice("rating"), "\(stars)")
    } else {
      let text = present.newRating(for: pick) ?? (present.hasForeignStars && isRatingTakenAway ? XMPPick.none : nil)
      add(.rating, text)
      if text == XMPPick.rejection { add(.alice("rating"), text) }
      if present.removesRating(for: pick) { removed.insert(.rating) }
    }
    addVendorRatings()
    let label = present.newLabel(for: pick)
    add(.pickLabel, label)
    if pick != nil { add(.alice("pick"), label) }
    if present.removesLabel(for: pick) { removed.insert(.pickLabel) }
  }

  private var isRatingTakenAway: Bool { record.rating == nil && fields.former?.rating != nil }

  /// Brings the ratings of other programs in step, as far as the packet has them.
  private mutating func addVendorRatings() {
    guard let stars = verdict.stars else { return }
    for name in XMLName.percentRatings where tree.property(name) != nil { add(name, "\(Stars.percent(stars))") }
    if tree.property(.acdseeRating) != nil { add(.acdseeRating, "\(stars)") }
  }

  private mutating func addDates() {
    offer(.createDate, record.created?.description)
    offer(.dateCreated, record.created?.description)
  }

  private mutating func addTexts() {
    let tool = provenance.generator?.rawValue ?? provenance.provider.map { _ in Generator.alice.rawValue }
    let found = tree.text(.creatorTool)
    // The name that another program wrote is more precise than alice's, and readers identify the program by it.
    if found == nil || found.flatMap(Generator.init(rawValue:)) != nil { add(.creatorTool, tool) }
    let prompt = record.prompt
    guard marks.mark(.description, prompt, in: tree), let prompt else { return }
    elements.append(XMLElement(.description, inDefaultLanguage: prompt, keeping: tree.property(.description)))
  }

  private mutating func addWords() {
    let words = XMPWords(fields, over: tree)
    elements += words.elements
    removed.formUnion(words.removed)
  }

  private mutating func addTags() {
    let lists = XMPTagLists(verdict.tags, over: tree)
    elements += lists.elements
    removed.formUnion(lists.removed)
    let tags = XMPProperties.tags(record.tags)
    if !tags.isEmpty || keepsTagsAway {
      elements.append(XMLElement(.alice("tags"), "Bag", of: tags))
    } else {
      removed.insert(.alice("tags"))
    }
  }

  /// Whether an empty list of alice's must say that there are no tags, because a field that she cannot change has some.
  private var keepsTagsAway: Bool {
    let present = XMPTags(tree)
    return present.written == [] || !present.categories.isEmpty || fields.former?.tags.isEmpty == false
  }

  /// Returns the tags in the form that XML can hold, without empty tags and duplicates.
  static func tags(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.map(XMLCharacters.legal).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  private mutating func addIPTC() {
    // A source that another program states in its own way stays as it is.
    let found = tree.text(.iptc("DigitalSourceType"))
    if let source = record.disclosing.disclosure {
      let isOurs = found == nil || found == source.address
      let isChanged = record.disclosure != nil && found.flatMap { DigitalSource($0) } != source
      if isOurs || isChanged { add(.iptc("DigitalSourceType"), source.address) }
    }
    let negative = provenance.recipe.negativePrompt.map { "\nNegative prompt: \($0)" } ?? ""
    offer(.iptc("AIPromptInformation"), provenance.recipe.prompt.map { $0 + negative })
    offer(.iptc("AISystemUsed"), provenance.endpoint ?? provenance.generator?.rawValue ?? provenance.provider)
    offer(.iptc("AISystemVersionUsed"), provenance.recipe.model)
    let guid = tree.text(.iptc("DigImageGUID"))
    if guid == nil || guid.flatMap(AssetID.init(hex:)) != nil { add(.iptc("DigImageGUID"), fields.id.hex) }
  }

  private mutating func addOwn() {
    removed.formUnion(["record", "id", "score", "scorer", "quality", "wrote"].map(XMLName.alice))
    if !marks.new.isEmpty { elements.append(XMLElement(.alice("wrote"), "Bag", of: marks.new)) }
    add(.alice("id"), fields.id.hex)
    add(.alice("score"), record.assessment.score.map { "\($0.value)" })
    add(.alice("scorer"), record.assessment.score?.scorer)
    add(.alice("quality"), record.quality().map { "\($0)" })
    guard fields.includesRecordJSON else { return }
    // JSON allows these two characters, but XML does not.
    let json = record.embeddedJSON(id: fields.id).canonicalText
    add(
      .alice("record"),
      json.replacing(scalar: "\u{FFFE}", with: #"\ufffe"#).replacing(scalar: "\u{FFFF}", with: #"\uffff"#))
  }
}

extension XMLName {
  static let rating = known(XMPNamespace.xmp, "Rating")
  static let createDate = known(XMPNamespace.xmp, "CreateDate")
  static let modifyDate = known(XMPNamespace.xmp, "ModifyDate")
  static let creatorTool = known(XMPNamespace.xmp, "CreatorTool")
  static let dateCreated = known(XMPNamespace.photoshop, "DateCreated")
  static let dateTimeOriginal = known(XMPNamespace.exif, "DateTimeOriginal")
  static let description = known(XMPNamespace.dublinCore, "description")

  static func iptc(_ local: String) -> XMLName { known(XMPNamespace.iptcExtension, local) }
  static func alice(_ local: String) -> XMLName { known(XMPNamespace.alice, local) }
}

extension String {
  /// Replaces scalars instead of characters: a separator counts even if a combining mark follows it.
  func replacing(scalar: Unicode.Scalar, with text: String) -> String {
    guard unicodeScalars.contains(scalar) else { return self }
    return unicodeScalars.reduce(into: "") { result, next in
      if next == scalar { result += text } else { result.unicodeScalars.append(next) }
    }
  }
}
