public import AliceWorkspace

/// What to take into a library, and how.
public struct OrganizeRequest: Sendable {
  public typealias Link = FileLink

  /// Files and folders.
  public var sources: [BytePath]
  /// Score pictures and file them by quality.
  public var quality: Bool
  /// Remove each source once its copy is durable and verified.
  public var move: Bool
  /// Nil copies everything. Where the file system cannot link, the file is copied.
  public var link: Link?
  /// A pattern such as `{date}/{model}/{name}`; nil keeps the library's own.
  public var layout: String?
  /// Bring the library's own files to where its layout wants them.
  public var refiles: Bool
  /// Read every source again, also those that look as they did when they were taken in.
  public var verify: Bool

  /// `refiles` nil: where there are no sources.
  public init(
    sources: [BytePath], quality: Bool = false, move: Bool = false, link: Link? = nil, layout: String? = nil,
    refiles: Bool? = nil, verify: Bool = false
  ) {
    self.sources = sources
    self.quality = quality
    self.move = move
    self.link = link
    self.layout = layout
    self.refiles = refiles ?? sources.isEmpty
    self.verify = verify
  }
}
