import AliceModel

/// Title and note in XMP: `dc:title`, as every program has it, and `acdsee:notes`, as ACDSee and digiKam have it.
///
/// What a person says replaces what another program wrote there; what they took away goes.
struct XMPWords {
  private(set) var elements: [XMLElement] = []
  private(set) var removed: Set<XMLName> = []

  init(_ fields: XMPFields, over tree: XMPTree) {
    let (record, former) = (fields.record, fields.former)
    if let title = record.title {
      elements.append(XMLElement(.title, inDefaultLanguage: title, keeping: tree.property(.title)))
    } else if former?.title != nil {
      removed.insert(.title)
    }
    if let note = record.note {
      elements.append(XMLElement(.notes, note))
    } else if former?.note != nil {
      removed.insert(.notes)
    }
    // A comment that says something else is another program's.
    let comment = tree.text(.userComment)
    guard comment == nil || comment == former?.note.map(XMLCharacters.legal) else { return }
    if let note = record.note, fields.mirrorsNote {
      elements.append(XMLElement(.userComment, inDefaultLanguage: note, keeping: tree.property(.userComment)))
    } else if comment != nil {
      removed.insert(.userComment)
    }
  }

  /// Returns nil for a text that says nothing.
  static func written(_ text: String) -> String? { text.allSatisfy(\.isWhitespace) ? nil : text }

  /// Returns what the packet says now: `found`, unless it is only `known` in the form that XML can hold.
  static func current(_ known: String?, _ found: String?) -> String? {
    guard let known, let found, XMLCharacters.legal(known) == found else { return found }
    return known
  }
}

extension XMLName {
  static let title = known(XMPNamespace.dublinCore, "title")
  static let notes = known(XMPNamespace.acdsee, "notes")
  static let userComment = known(XMPNamespace.exif, "UserComment")
}
