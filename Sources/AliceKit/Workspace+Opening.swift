extension Workspace {
  /// An existing library. Throws where there is none, or where its catalog is gone.
  package static func open(_ root: BytePath, events: EventBus = EventBus(), clock: Clock = .system) throws -> Workspace
  {
    try Wiring.open(root.absolute, events: events, clock: clock)
  }

  /// The library at `root`, made where there is none yet.
  package static func create(
    _ root: BytePath, events: EventBus = EventBus(), clock: Clock = .system
  ) throws -> Workspace {
    try Wiring.create(root.absolute, events: events, clock: clock)
  }

  /// For dry runs: nil where there is no library yet, and nothing is written.
  package static func openIfPresent(_ root: BytePath, clock: Clock = .system) throws -> Workspace? {
    do {
      return try open(root, clock: clock)
    } catch AliceError.libraryMissing {
      return nil
    } catch AliceError.catalogMissing where Wiring.isBeingMade(root.absolute) {
      return nil
    }
  }
}
