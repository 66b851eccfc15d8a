import AliceKit

/// Finds the asset of the library that a name denotes by its id or path, or a file anywhere.
struct AssetFinder: Sendable {
  /// An asset, or a file that is not an asset of the library.
  enum Found: Sendable {
    case asset(Asset, in: Workspace)
    case file(BytePath)
  }

  private let open: @Sendable () throws -> Workspace
  private var opened: Result<Workspace, any Error>?

  init(_ workspace: Workspace) { open = { workspace } }

  /// Creates a finder that opens the library when a name first needs it.
  init(_ session: Session) { open = { try session.openLibrary() } }

  mutating func workspace() throws -> Workspace {
    let workspace = opened ?? Result { try open() }
    opened = workspace
    return try workspace.get()
  }

  /// Returns the asset of the library that `name` denotes.
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

  /// Returns the asset of the library that `name` denotes, else the file of that name. A file needs no library, so one
  /// that cannot be opened or read does not matter.
  mutating func found(_ name: BytePath) throws -> Found {
    do {
      let workspace = try workspace()
      return .asset(try workspace.asset(named: name), in: workspace)
    } catch {
      guard name.exists, !(error is CancellationError) else { throw error }
      return .file(name)
    }
  }

  /// Returns what a file outside of the library tells, completed by the library if the file is a copy of an asset that
  /// lost its recipe.
  mutating func completed(_ details: AssetDetails) throws -> AssetDetails {
    guard details.isWithoutRecipe, let workspace = try? workspace() else { return details }
    do {
      return try AssetInspector.completed(details, from: workspace)
    } catch let error as CancellationError {
      throw error
    } catch {
      return details
    }
  }

  /// Returns the file of that name, else the file of the asset.
  mutating func file(_ name: BytePath) throws -> BytePath {
    guard !name.exists else { return name }
    do {
      return try workspace().root.appending(workspace().asset(named: name).path)
    } catch let error as AliceError where error.status == .library {
      throw AliceError.noSuchAsset(name.description)
    }
  }
}
