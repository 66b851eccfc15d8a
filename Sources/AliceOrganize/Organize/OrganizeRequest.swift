import AliceLibrary
public import AliceWorkspace

/// A choice among the media files of the sources.
public enum TakenFiles: String, Sendable, Hashable, CaseIterable {
  /// Files with a recipe, and files that say that AI made them.
  case ai
}

/// What to ingest into a library, and how.
public struct OrganizeRequest: Sendable {
  @available(*, deprecated, renamed: "FileLink")
  public typealias Link = FileLink

  /// The files and folders to ingest.
  public var sources: [BytePath]
  /// Whether to score images and file them by quality.
  public var quality: Bool
  /// Whether to remove each source once its copy is durable and verified.
  public var move: Bool
  /// How to link; nil copies everything. If the file system cannot link, the file is copied.
  public var link: FileLink?
  /// A pattern such as `{date}/{model}/{name}`; nil keeps the library's layout.
  public var layout: String?
  /// Whether to move the library's own files to the paths that its layout gives them.
  public var refiles: Bool
  /// Whether to read all sources again, including those that are unchanged since they were ingested.
  public var verify: Bool
  /// Whether to ingest assets that were deleted from the library, too.
  public var again: Bool
  /// The patterns of names and of paths below a source that are passed over.
  public var exclude: [String] = []
  /// The files that are taken; nil for all.
  public var only: TakenFiles?
  /// The files of another program's library, which are ingested instead of the sources.
  package var from: ForeignFiles?
  /// The files and folders of the library, relative to it, that the layout moves although a person has put them where
  /// they are. The empty path stands for the library.
  public var unpinned: [BytePath] = []
  /// Whether sources may be in `.alice/tmp`, where alice itself puts them.
  package var takesStaged = false

  /// If `refiles` is nil, it is true if there are no sources.
  public init(
    sources: [BytePath], quality: Bool = false, move: Bool = false, link: FileLink? = nil, layout: String? = nil,
    refiles: Bool? = nil, verify: Bool = false, again: Bool = false
  ) {
    self.sources = sources
    self.quality = quality
    self.move = move
    self.link = link
    self.layout = layout
    self.refiles = refiles ?? sources.isEmpty
    self.verify = verify
    self.again = again
  }

  /// Returns whether `exclude` may contain the text.
  package static func isPattern(_ text: String) -> Bool { PathGlob(text) != nil }
}
