import AliceKit

/// The members of the asset object that clients see: those of the command line's `--json`, without paths.
enum AssetShape {
  /// The members that are left out: where the file is.
  static let hidden: Set = ["path", "file", "companions"]

  /// Everything that is known of an asset.
  static let full = Schema.object(of: members)

  /// What a list tells of an asset.
  static let brief = Schema.object(of: members.filter { briefNames.contains($0.name) })

  private static let briefNames: Set = [
    "id", "type", "format", "width", "height", "duration", "created", "model", "generator", "prompt", "seed",
    "quality", "rating", "picked", "tags", "project", "title", "cost", "missing",
  ]

  private static let cost = Schema.object(
    .required("amount", .string.orNull), .required("currency", .string.orNull), .required("basis", .string.orNull))

  private static let score = Schema.object(.required("value", .number), .required("scorer", .string))

  private static let members: [Schema.Member] = [
    .required("id", .string), .required("type", .choice(MediaKind.allCases.map(\.rawValue))),
    .required("format", .string), .required("width", .integer.orNull), .required("height", .integer.orNull),
    .required("duration", .number.orNull), .required("bytes", .integer), .required("created", .string),
    .required("added", .string), .required("provider", .string.orNull), .required("model", .string.orNull),
    .required("endpoint", .string.orNull), .required("generator", .string.orNull),
    .required("request_id", .string.orNull), .required("prompt", .string.orNull),
    .required("generated_prompt", .string.orNull), .required("negative_prompt", .string.orNull),
    .required("seed", .string.orNull), .required("parameters", .map), .required("ambiguous", .boolean),
    .required("quality", .integer.orNull), .required("rating", .integer.orNull), .required("score", score.orNull),
    .required("defects", .array(of: .string)), .required("tags", .array(of: .string)),
    .required("project", .string.orNull), .required("title", .string.orNull), .required("note", .string.orNull),
    .required("generated_created", .string.orNull), .required("disclosure", .string.orNull),
    .required("cost", cost.orNull), .required("parents", .array(of: .string)), .required("signed", .boolean),
    .required("missing", .boolean), .required("damaged", .boolean), .required("simulated", .boolean),
    .required("picked", .boolean.orNull), .required("elo", .number.orNull),
  ]
}
