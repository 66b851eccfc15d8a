public import AliceModel

/// What an exported copy is like: its metadata, its size and format, and its name.
public struct ExportRequest: Sendable, Hashable {
  public var form: ExportForm
  /// The maximum length of the longer side; a smaller picture stays as it is.
  public var edge: Int?
  /// The maximum width.
  public var width: Int?
  /// The format of pictures; nil for that of each asset. To ask for one ends what `kept` says.
  public var format: ExportFormat? { didSet { kept = [] } }
  /// The formats that stay as they are, although `format` names another one.
  var kept: Set<MediaFormat> = []
  /// The place that the copies are for; nil for none. Films and other files are copied for it as they are.
  public internal(set) var preset: ExportPreset?
  /// The maximum size of a copy in bytes.
  public var maximumBytes: UInt64?
  /// The pattern of names, with the fields of layouts; nil for the names in the library.
  public var name: Layout?
  /// Whether `NAME.txt` with the prompt, or else the tags, stands beside each copy.
  public var captions = false
  /// Whether the colours are brought to sRGB.
  public var isSRGB = false

  public init(_ form: ExportForm = .whole) { self.form = form }

  /// Returns the form of one asset: a place gets no text of a recipe where there is none.
  func form(of asset: Asset) -> ExportForm {
    preset != nil && form == .infotext && asset.record.recipe.isEmpty ? .stripped : form
  }

  /// Whether pictures of a format stay in it.
  func accepts(_ media: MediaFormat) -> Bool {
    guard let format else { return true }
    return format.media == media || kept.contains(media)
  }

  /// Whether pictures may have to be encoded anew.
  var converts: Bool { edge != nil || width != nil || format != nil || maximumBytes != nil || isSRGB }

  /// Returns the size of a copy of an upright picture; never larger than it is.
  func size(of width: Int, _ height: Int) -> (width: Int, height: Int) {
    let byEdge = edge.map { Double($0) / Double(max(width, height, 1)) } ?? 1
    let byWidth = self.width.map { Double($0) / Double(max(width, 1)) } ?? 1
    let factor = min(byEdge, byWidth)
    guard factor < 1 else { return (width, height) }
    func scaled(_ side: Int) -> Int { max(1, Int((Double(side) * factor).rounded())) }
    return (scaled(width), scaled(height))
  }
}

/// A format in which alice encodes pictures.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
  case png, jpeg, webp

  var media: MediaFormat {
    switch self {
    case .png: .png
    case .jpeg: .jpeg
    case .webp: .webp
    }
  }

  init?(_ format: MediaFormat) { self.init(rawValue: format.rawValue) }
}

/// A place that pictures are exported for.
public enum ExportPreset: String, Sendable, Hashable, CaseIterable {
  /// PNG, JPEG or WebP of at most 50 MB with the recipe in the form of Automatic1111's web UI, which the site reads.
  case civitai
  /// JPEG in sRGB, at most 1080 pixels wide and 8 MB large, without metadata.
  case instagram
  /// WebP in sRGB, at most 2048 pixels long, without metadata.
  case web

  public var request: ExportRequest {
    switch self {
    case .civitai:
      var request = ExportRequest(.infotext)
      request.preset = self
      request.format = .jpeg
      request.kept = [.png, .jpeg, .webp]
      request.maximumBytes = 50_000_000
      return request
    case .instagram:
      var request = ExportRequest(.stripped)
      request.preset = self
      (request.format, request.width, request.isSRGB, request.maximumBytes) = (.jpeg, 1080, true, 8_000_000)
      return request
    case .web:
      var request = ExportRequest(.stripped)
      request.preset = self
      (request.format, request.edge, request.isSRGB) = (.webp, 2048, true)
      return request
    }
  }
}
