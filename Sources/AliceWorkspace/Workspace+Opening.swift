extension Workspace {
  /// An existing library. Throws where there is none, or where its catalog is gone.
  package static func open(_ root: BytePath, events: EventBus = EventBus(), clock: Clock = .system) throws -> Workspace
  {
    try Wiring.open(root.absolute, events: events, clock: clock)
  }

  /// An existing library that is going to be changed. Throws where that cannot be, or where its journal is lost.
  package static func openForWriting(
    _ root: BytePath, events: EventBus = EventBus(), clock: Clock = .system
  ) throws -> Workspace {
    try Wiring.openForWriting(root.absolute, events: events, clock: clock)
  }

  /// The library at `root`, made where there is none yet, and going to be changed.
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
