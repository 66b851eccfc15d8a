import AliceLibrary
package import AliceWorkspace

/// What everything that pays works with: where results go, who makes them, what may be spent, and how long it may take.
package struct PaidSession: Sendable {
  package let workspace: Workspace
  package let provider: FalProvider
  package let policy: SpendingPolicy
  package let waitPolicy: WaitPolicy
  /// Is told how input files get on.
  package let uploads: @Sendable (UploadProgress) -> Void

  package init(
    _ workspace: Workspace, provider: FalProvider, policy: SpendingPolicy = SpendingPolicy(),
    waitPolicy: WaitPolicy = WaitPolicy(), uploads: @escaping @Sendable (UploadProgress) -> Void = { _ in }
  ) {
    self.workspace = workspace
    self.provider = provider
    self.policy = policy
    self.waitPolicy = waitPolicy
    self.uploads = uploads
  }

  /// The same with a limit for the whole, where one is given.
  func limited(to maxCost: Money?) -> PaidSession {
    PaidSession(
      workspace, provider: provider, policy: policy.limited(to: maxCost), waitPolicy: waitPolicy, uploads: uploads)
  }

  /// `isResuming` is for jobs that an earlier process began; `claims` are of jobs that were claimed when they were written
  /// down.
  func jobRunner(
    isResuming: Bool = false, width: Int = 64, holding claims: [String: LibraryLock] = [:]
  ) -> JobRunner {
    JobRunner(
      workspace: workspace, provider: provider, waitPolicy: waitPolicy, isResuming: isResuming, width: width,
      claims: claims, uploads: uploads)
  }
}
