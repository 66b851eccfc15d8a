/// A field of a layout pattern.
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
  /// Words of the prompt and the asset id. The last level contains it, and no other.
  case name
  case generator
  case project
  /// `image` or `video`.
  case type
  case format
  /// The weights file that a local generator names, else the same as `model`.
  case checkpoint
}
