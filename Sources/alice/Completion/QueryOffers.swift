import AliceKit

/// What can be written next in a query: the names of fields, and after a colon the values that the library has.
struct QueryOffers {
  let written: String
  let library: LibraryOffers

  static let dates = ["today", "yesterday", "7d", "30d", "12m"]

  func offers() -> Offers {
    let sign = written.hasPrefix("-") ? "-" : ""
    let term = written.dropFirst(sign.count)
    if term.hasPrefix("@") { return library.savedSearches.prefixed(sign) }
    guard let colon = term.firstIndex(of: ":") else {
      return Offers(
        SearchFieldName.all.map { .init(text: $0 + ":", note: QueryOffers.notes[$0] ?? "") }
      ).prefixed(sign)
    }
    let name = term[..<colon].lowercased()
    let tests = term[term.index(after: colon)...]
    // Several values are separated by bars.
    let value = tests.split(separator: "|", omittingEmptySubsequences: false).last ?? ""
    return values(of: name, String(value)).prefixed(String(written.dropLast(value.count)))
  }

  private func values(of name: String, _ value: String) -> Offers {
    switch name {
    case "is": Offers(texts: SearchFlag.allCases.map(\.rawValue))
    case "has", "no": Offers(texts: SearchProperty.allCases.map(\.rawValue))
    case "type", "kind": Offers(texts: MediaKind.allCases.map(\.rawValue))
    case "created", "added": Offers(texts: QueryOffers.dates)
    case "quality", "rating": library.values(of: name == "rating" ? .rating : .quality)
    case "id", "from", "of", "dup", "like": library.assets(value)
    case "colour", "color": Offers(texts: ColorName.all)
    default: SearchField(rawValue: name).map { quoted(library.values(of: $0)) } ?? Offers()
    }
  }

  /// Puts values that are no single word of the language into quotation marks.
  private func quoted(_ offers: Offers) -> Offers {
    Offers(
      offers.values.filter { !$0.text.contains("\"") }.map { value in
        let isWord = !value.text.contains { " ()|:".contains($0) }
        return .init(text: isWord ? value.text : "\"\(value.text)\"", note: value.note)
      })
  }

  private static let notes = [
    "quality": "the rating, else stars from the score", "rating": "your stars", "score": "what the scorer measured",
    "model": "the model's name", "type": "image, video, audio …", "tag": "with this tag",
    "created": "2026-11, 7d, today",
    "w": "width in pixels", "h": "height in pixels", "mp": "megapixels", "ar": "width by height", "dur": "seconds",
    "neg": "words of the negative prompt", "from": "made from this asset", "of": "what this asset was made from",
    "dup": "looks like this asset",
    "is": "rated, picked, damaged …", "has": "has a prompt, a seed …", "no": "has no prompt, no seed …",
    "cost": "in USD", "lora": "with this LoRA", "near": "what means nearly the same",
    "like": "what shows the like of this asset", "colour": "teal, #0a7",
  ]
}
