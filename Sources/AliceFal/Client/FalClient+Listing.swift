package import AliceModel
import AliceNumbers

extension FalClient {
  /// The maximum number of pages of a list that are requested, so that a list without an end ends.
  private static let pageLimit = 200

  /// Returns all endpoints that the provider lists, page by page.
  package func listing() async throws(FalError) -> [ModelListing.Entry] {
    var entries: [ModelListing.Entry] = []
    var cursor: String?
    for _ in 0..<FalClient.pageLimit {
      let json = try await platform("/models?limit=100" + (cursor.map { "&cursor=" + FalClient.escaped($0) } ?? ""))
      guard let list = json["models"]?.arrayValue else { throw .badAnswer("no list of models") }
      entries += list.compactMap(ModelListing.Entry.init(platform:))
      let next = json["next_cursor"]?.scalarText
      guard let next, !next.isEmpty, next != cursor, json["has_more"]?.boolValue != false else { break }
      cursor = next
    }
    return entries
  }
}

extension ModelListing.Entry {
  /// Reads an entry of the platform's list; nil if it has no endpoint.
  fileprivate init?(platform json: JSONValue) {
    let facts = json["metadata"]
    func text(_ names: String...) -> String {
      names.lazy.compactMap { facts?[$0]?.stringValue ?? json[$0]?.stringValue }.first ?? ""
    }
    self.init(
      endpoint: json["endpoint_id"]?.stringValue ?? "", category: text("category"),
      title: text("display_name", "title"), about: text("description"),
      isDeprecated: text("status") == "deprecated")
  }
}
