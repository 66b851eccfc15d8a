import AliceNumbers

/// The tags in the XMP of all programs: paths in digiKam's, Adobe's, iView's and ACDSee's lists, names in those of
/// Dublin Core and Windows.
struct XMPTags {
  /// The tags that alice wrote last, as keys; nil if she wrote none.
  let written: [String]?
  /// ACDSee's tags, which alice does not change.
  let categories: [String]
  private let list: [String]?
  private let hierarchy: [String]?
  private let sets: [String]
  private let subjects: [String]?
  private let lastKeywords: [String]

  init(_ tree: XMPTree) {
    func keys(_ name: XMLName) -> [String]? { tree.items(name).map(TagPath.keys) }
    written = keys(.alice("tags"))
    list = keys(.tagsList)
    hierarchy = keys(.hierarchicalSubject)
    sets = XMLName.catalogSets.lazy.compactMap(keys).first ?? []
    subjects = keys(.subject)
    lastKeywords = XMLName.lastKeywords.lazy.compactMap(keys).first { !$0.isEmpty } ?? []
    categories = tree.text(.categories).map(XMPTags.assigned) ?? []
  }

  /// The tags of the packet; nil if it says nothing, and empty if another program removed those that alice wrote.
  var tags: [String]? { all?.filter { path in !XMPTags.internals.contains { path.hasPrefix($0) } } }

  /// The roots of the tags by which digiKam and darktable keep their own books.
  private static let internals = ["_Digikam_", "darktable/"]

  private var all: [String]? {
    if let written { return changed(since: written) }
    let paths = [list ?? [], hierarchy ?? [], sets, categories].first { !$0.isEmpty } ?? []
    let flat = subjects.flatMap { $0.isEmpty ? nil : $0 } ?? lastKeywords
    if paths.isEmpty, flat.isEmpty { return list == nil && hierarchy == nil && subjects == nil ? nil : [] }
    return paths + located(TagPath.unexplained(flat, by: paths), besides: paths)
  }

  /// Returns the tags that alice wrote with the changes of programs that know only one of the lists.
  private func changed(since written: [String]) -> [String] {
    guard list != nil || hierarchy != nil || subjects != nil else { return [] }
    var gone: Set<String> = []
    for field in [list, hierarchy].compactMap({ $0 }) { gone.formUnion(Set(written).subtracting(field)) }
    if let subjects {
      let names = Set(subjects)
      gone.formUnion(written.filter { !names.contains($0) && !names.contains(TagPath.leaf($0)) })
    }
    let paths = TagPath.keys(written + (list ?? []) + (hierarchy ?? []))
    let added = TagPath.unexplained(subjects ?? [], by: paths)
    return paths.filter { !gone.contains($0) } + added
  }

  /// Replaces names that Adobe's list knows as the leaf of a path: digiKam's list can be older.
  private func located(_ names: [String], besides paths: [String]) -> [String] {
    guard let hierarchy, !names.isEmpty else { return names }
    let leaves = Dictionary(hierarchy.map { (TagPath.leaf($0), $0) }, uniquingKeysWith: { first, _ in first })
    let (known, own) = (Set(leaves.values), Set(paths))
    let found = TagPath.keys(names.map { leaves[$0] ?? $0 })
    return TagPath.unexplained(found.filter { !known.contains($0) }, by: found.filter(known.contains))
      + found.filter { known.contains($0) && !own.contains($0) }
  }

  /// Reads `<Categories><Category Assigned="0">a<Category Assigned="1">b</Category></Category></Categories>`, in which
  /// assigned categories are tags.
  private static func assigned(_ text: String) -> [String] {
    guard let root = try? XMLReader.root(of: Array(text.utf8)), root.name.local == "Categories" else { return [] }
    return TagPath.keys(root.elements.flatMap { assigned($0, under: "") })
  }

  private static func assigned(_ category: XMLElement, under parent: String) -> [String] {
    guard category.name.local == "Category" else { return [] }
    let name = category.children.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    let path = parent.isEmpty ? name : "\(parent)/\(name)"
    let isAssigned = category[attribute: XMLName(namespace: "", local: "Assigned")] == "1"
    return (isAssigned ? [path] : []) + category.elements.flatMap { assigned($0, under: path) }
  }
}

extension XMLName {
  static let subject = known(XMPNamespace.dublinCore, "subject")
  static let hierarchicalSubject = known(XMPNamespace.lightroom, "hierarchicalSubject")
  static let tagsList = known(XMPNamespace.digiKam, "TagsList")
  static let categories = known(XMPNamespace.acdsee, "categories")
  static let acdseeRating = known(XMPNamespace.acdsee, "rating")
  /// iView's catalog sets; Microsoft changed the namespace when it bought the program.
  static let catalogSets = [XMPNamespace.mediaPro, XMPNamespace.expressionMedia].map { known($0, "CatalogSets") }
  /// Windows' copies of the keywords; programs write its namespace with and without the slash at the end.
  static let lastKeywords = ["LastKeywordXMP", "LastKeywordIPTC"].flatMap(microsoft)
  static let percentRatings = microsoft("Rating")

  private static func microsoft(_ local: String) -> [XMLName] {
    [XMPNamespace.microsoftPhoto, String(XMPNamespace.microsoftPhoto.dropLast())].map { known($0, local) }
  }
}
