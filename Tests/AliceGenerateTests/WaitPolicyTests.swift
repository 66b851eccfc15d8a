import AliceFal
import AliceGenerate
import AliceLibrary
import AliceModel
import AliceWorkspace
import Testing

@Suite struct WaitPolicyTests {
  private let short = WaitPolicy(wait: .milliseconds(50))

  /// What is thrown when the work has been told to stop.
  private func failing(_ waitPolicy: WaitPolicy, with error: any Error) async throws {
    try await waitPolicy.within {
      try? await Task.sleep(for: .seconds(20))
      throw error
    }
  }

  @Test(arguments: [CancellationError(), FalError.cancelled, LibraryError.cancelled("x")] as [any Error])
  func `work that ends because the time is over is not done`(_ error: any Error) async throws {
    await #expect(throws: AliceError.temporary("not done after 50 ms")) { try await failing(short, with: error) }
  }

  @Test(arguments: [WaitPolicy(), WaitPolicy(wait: .seconds(10))])
  func `work that a person stops is cancelled`(_ waitPolicy: WaitPolicy) async throws {
    for error in [CancellationError(), FalError.cancelled] as [any Error] {
      let task = Task { try await failing(waitPolicy, with: error) }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func `what goes wrong after the end of the time is told as what it is`() async throws {
    await #expect(throws: AliceError.system("the disk is full")) {
      try await failing(short, with: AliceError.system("the disk is full"))
    }
  }

  @Test(arguments: [WaitPolicy(), WaitPolicy(wait: .seconds(10))])
  func `what goes wrong after a person stops it is told as what it is`(_ waitPolicy: WaitPolicy) async throws {
    let task = Task { try await failing(waitPolicy, with: AliceError.system("the disk is full")) }
    task.cancel()
    await #expect(throws: AliceError.system("the disk is full")) { try await task.value }
  }
}
