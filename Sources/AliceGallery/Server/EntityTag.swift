import AliceNumbers

/// Comparisons of entity tags: RFC 9110, section 8.8.
enum EntityTag {
  /// Returns whether `If-None-Match` names the tag; weak tags count.
  static func matches(_ header: String?, _ tag: String) -> Bool {
    guard let header else { return false }
    return header.split(separator: ",").contains { part in
      let name = part.trimmingPrefix { $0 == " " }.prefix { $0 != " " }
      return name == "*" || name == tag || name == "W/" + tag
    }
  }
}
