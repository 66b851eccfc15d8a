/// The rating and the tags to bring into the fields of other programs, as far as a file has such fields.
struct VerdictChange: Sendable {
  /// The stars from 0 to 5; nil leaves the fields as they are, because alice does not know the rating.
  var stars: Int?
  var tags: TagChange
}
