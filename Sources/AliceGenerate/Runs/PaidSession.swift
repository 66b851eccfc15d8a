import AliceLibrary
package import AliceWorkspace

/// What all paid work needs: the library for the results, the provider, the spending policy and the time limits.
package struct PaidSession: Sendable {
  package let workspace: Workspace
  package let provider: FalProvider
  package let policy: SpendingPolicy
  package let waitPolicy: WaitPolicy
  /// The styles and wildcards; without them prompts are taken literally.
  package let prompts: PromptFiles?
  /// Receives the progress of uploads and downloads.
  package let transfers: @Sendable (TransferProgress) -> Void

  package init(
    _ workspace: Workspace, provider: FalProvider, policy: SpendingPolicy = SpendingPolicy(),
    waitPolicy: WaitPolicy = WaitPolicy(), prompts: PromptFiles? = nil,
    transfers: @escaping @Sendable (TransferProgress) -> Void = { _ in }
  ) {
    self.workspace = workspace
    self.provider = provider
    self.policy = policy
    self.waitPolicy = waitPolicy
    self.prompts = prompts
    self.transfers = transfers
  }

  /// Returns the session with a limit for the whole command, if one is given.
  func limited(to maxCost: Money?) -> PaidSession {
    PaidSession(
      workspace, provider: provider, policy: policy.limited(to: maxCost), waitPolicy: waitPolicy, prompts: prompts,
      transfers: transfers)
  }

  /// Returns a runner. `isResuming` is for jobs that an earlier process began; `claims` are those of jobs that were
  /// claimed when they were recorded.
  func jobRunner(
    isResuming: Bool = false, width: Int = 64, holding claims: [String: LibraryLock] = [:]
  ) -> JobRunner {
    JobRunner(
      workspace: workspace, provider: provider, waitPolicy: waitPolicy, policy: policy, isResuming: isResuming,
      width: width, claims: claims, transfers: transfers)
  }
}
