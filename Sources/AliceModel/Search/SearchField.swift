/// What a test can be about. The raw value is the name in the search language.
public enum SearchField: String, Sendable, Hashable, CaseIterable {
  case quality, rating, score, model, provider, generator, type, format, ext, tag, project, seed, steps, cfg
  case width = "w"
  case height = "h"
  case megapixels = "mp"
  case aspectRatio = "ar"
  case duration = "dur"
  case cost, created, added, path, id, prompt
  case negativePrompt = "neg"
  /// The assets that were made from one.
  case from
  /// The assets that one was made from.
  case of

  /// How the values of a field are written and compared.
  enum Kind {
    case number
    /// A number that comes from measuring: `dur:5` is everything that rounds to 5.
    case measure
    case ratio, money, seed, date, name, choice, id, words
  }

  var kind: Kind {
    switch self {
    case .quality, .rating, .steps, .cfg, .width, .height: .number
    case .score, .megapixels, .duration: .measure
    case .aspectRatio: .ratio
    case .cost: .money
    case .seed: .seed
    case .created, .added: .date
    case .model, .provider, .generator, .ext, .tag, .project, .path: .name
    case .type, .format: .choice
    case .id, .from, .of: .id
    case .prompt, .negativePrompt: .words
    }
  }
}

/// The names that may stand before a colon.
enum SearchFieldName {
  static let all = SearchField.allCases.map(\.rawValue) + ["is", "has", "no"]

  /// The field that was probably meant: a common other name, else the nearest in spelling.
  static func suggestion(for name: String) -> String? {
    synonyms[name] ?? Spelling.nearest(to: name, in: all)
  }

  private static let synonyms = [
    "width": "w", "height": "h", "size": "w", "megapixels": "mp", "aspect": "ar", "ratio": "ar", "duration": "dur",
    "length": "dur", "price": "cost", "date": "created", "since": "created", "until": "created", "day": "created",
    "stars": "quality", "negative": "neg", "negative_prompt": "neg", "extension": "ext", "file": "path",
    "folder": "path", "name": "path", "filename": "path", "kind": "type", "tags": "tag", "guidance": "cfg",
    "cfg_scale": "cfg", "checkpoint": "model", "sha": "id", "hash": "id", "without": "no", "tool": "generator",
    "parent": "from", "parents": "from", "source": "from", "child": "of", "children": "of", "descendants": "from",
    "ancestors": "of", "derived": "from",
  ]
}

/// What `is:` tells.
public enum SearchFlag: String, Sendable, Hashable, CaseIterable {
  case image, video, audio, rated, unrated, scored, signed, missing, portrait, landscape, square, defect
  case black, blank, truncated, blocking
  case wrongContent = "wrong-content"

  /// The defect of that name; nil where the flag is no single defect.
  public var singleDefect: Defect? { Defect(rawValue: rawValue) }
}

/// What `has:` and `no:` ask for.
public enum SearchProperty: String, Sendable, Hashable, CaseIterable {
  case prompt, neg, seed, cost, quality, rating, score, tag, project, model, provider, generator, endpoint, parent
  /// Something in the library was made from it.
  case child
  case defect, parameters, steps, cfg, size, duration = "dur"
  /// The moment of making, not only that of taking in.
  case created
}
