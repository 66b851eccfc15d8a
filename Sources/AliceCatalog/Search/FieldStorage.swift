import AliceModel

/// The storage of a search field in the catalog, which determines how its tests are compiled.
enum FieldStorage {
  /// A column of `asset`, or an expression over its columns: numbers, amounts, seeds.
  case number(String)
  /// A column of `asset` that holds folded names.
  case name(String)
  /// A column of `asset` that holds milliseconds; a second column holds their offset.
  case date(String)
  /// A column of `document` that the full-text index covers.
  case words(String)
  case type, tag, id, path, parents, children
}

extension SearchField {
  var storage: FieldStorage {
    switch self {
    case .quality, .rating, .score, .elo, .steps, .cfg, .cost, .seed: .number("a." + rawValue)
    case .width: .number("a.width")
    case .height: .number("a.height")
    case .megapixels: .number("(a.width * a.height / 1000000.0)")
    case .aspectRatio: .number("(a.width * 1.0 / a.height)")
    case .duration: .number("a.duration")
    case .model, .provider, .generator, .project, .format, .ext: .name(rawValue)
    case .created, .added: .date(rawValue)
    case .prompt: .words("prompt")
    case .negativePrompt: .words("negative")
    case .type: .type
    case .tag: .tag
    case .id: .id
    case .path: .path
    case .from: .parents
    case .of: .children
    }
  }

  /// Whether an index over the column alone can count the matches.
  var hasIndex: Bool { [.quality, .model, .project].contains(self) }

  /// The column of the full-text index that the field searches; nil if it searches no words.
  var wordColumn: String? { if case .words(let column) = storage { column } else { nil } }
}
