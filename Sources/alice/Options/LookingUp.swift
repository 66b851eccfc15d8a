import AliceKit

/// Asks around about models before anything is paid. Ctrl-C ends that, and so does the end of the wait policy.
func lookingUp<Result: Sendable>(
  _ session: Session, _ waitPolicy: WaitPolicy, _ body: @escaping @Sendable (ModelStore) async -> Result
) async throws -> Result {
  let store = try ModelStore(environment: session.settings.environment)
  return try await withInterrupt {
    try await waitPolicy.within {
      let found = await body(store)
      // What was cut short looks like a model that nobody knows.
      try Task.checkCancellation()
      return found
    }
  }
}
