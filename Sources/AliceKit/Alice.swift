/// The alice API for Swift programs: generates images and videos, keeps them in a library, and finds them again.
///
/// ```swift
/// let alice = try await Alice(library: "Pictures/Alice", provider: FalProvider(environment: environment))
/// let result = try await alice.generate(GenerationRequest(prompt: "a lake at dawn", model: "flux-schnell"))
/// ```
///
/// Errors are thrown as `AliceError`, or as `CancellationError` if the task was cancelled.
public final class Alice: Sendable {
  /// The bus on which all events are published.
  public let events: EventBus
  let workspace: Workspace
  let provider: FalProvider?

  /// Opens the library at `path`, and creates it if there is none. Without a provider, nothing can be generated.
  public convenience init(library path: String, provider: FalProvider? = nil) throws {
    self.init(try Wiring.create(BytePath(path).absolute, events: EventBus(), clock: .system), provider: provider)
  }

  /// Works on an open library, such as one that a front end shares with its paid work.
  package init(_ workspace: Workspace, provider: FalProvider? = nil) {
    events = workspace.events
    self.workspace = workspace
    self.provider = provider
  }

  /// The absolute path of the library's folder.
  public var library: BytePath { workspace.root }

  /// The absolute path of an asset's file.
  public func file(of asset: Asset) -> BytePath { workspace.root.appending(asset.path) }
}
