/// What a layout's pattern can name.
public enum LayoutField: String, Sendable, Hashable, CaseIterable {
  /// The day of creation, `2026-11-22`.
  case date
  case year
  /// `01` to `12`.
  case month
  /// The model's short name, else the checkpoint, else the generator.
  case model
  /// `5-star` to `1-star`, or `unrated`.
  case quality
  /// Words of the prompt and the asset id; it stands in the last level and nowhere else.
  case name
  case generator
  case project
  /// `image` or `video`.
  case type
  case format
  /// The file of weights that a local generator names, else as `model`.
  case checkpoint
}
