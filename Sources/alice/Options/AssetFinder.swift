import AliceKit

/// Finds what a name stands for: an asset of the library by its id or its path, or a file anywhere.
struct AssetFinder: Sendable {
  /// An asset, or a file that is none.
  enum Found: Sendable {
    case asset(Asset, in: Workspace)
    case file(BytePath)
  }

  private let open: @Sendable () throws -> Workspace
  private var opened: Result<Workspace, any Error>?

  init(_ workspace: Workspace) { open = { workspace } }

  /// Opens the library for the first name that needs it.
  init(_ session: Session) { open = { try session.openLibrary() } }

  mutating func workspace() throws -> Workspace {
    let workspace = opened ?? Result { try open() }
    opened = workspace
    return try workspace.get()
  }

  /// An asset of the library.
  mutating func asset(_ name: BytePath) throws -> Asset {
    let workspace = try workspace()
    do {
      return try workspace.asset(named: name)
    } catch AliceError.noSuchAsset where name.exists {
      let (file, root) = (TerminalText(name.description), TerminalText(workspace.root.description))
      let isInside = name.absolute.real.relative(to: workspace.root) != nil
      throw Failure(
        .usage,
        isInside
          ? "'\(file)' lies in the library, but its catalog does not know it; 'alice check' tells why"
          : "'\(file)' does not lie in the library at \(root); 'alice organize' takes it in")
    }
  }

  /// An asset of the library, else the file of that name. A file needs no library.
  mutating func found(_ name: BytePath) throws -> Found {
    do {
      let workspace = try workspace()
      return .asset(try workspace.asset(named: name), in: workspace)
    } catch AliceError.noSuchAsset where name.exists {
    } catch let error as AliceError where name.exists && error.status == .library {
    }
    return .file(name)
  }

  /// The file of that name, else that of the asset.
  mutating func file(_ name: BytePath) throws -> BytePath {
    guard !name.exists else { return name }
    do {
      return try workspace().root.appending(workspace().asset(named: name).path)
    } catch let error as AliceError where error.status == .library {
      throw AliceError.noSuchAsset(name.description)
    }
  }
}
