import AliceFal
import AliceKit
import AliceLibrary
import Testing

@Suite struct JobPatienceTests {
  private let short = JobPatience(wait: .milliseconds(50))

  /// What is thrown when the work has been told to stop.
  private func failing(_ patience: JobPatience, with error: any Error) async throws {
    try await patience.within {
      try? await Task.sleep(for: .seconds(20))
      throw error
    }
  }

  @Test(arguments: [CancellationError(), FalError.cancelled, LibraryError.cancelled("x")] as [any Error])
  func `work that ends because the time is over is not done`(_ error: any Error) async throws {
    await #expect(throws: AliceError.temporary("not done after 50 ms")) { try await failing(short, with: error) }
  }

  @Test(arguments: [JobPatience(), JobPatience(wait: .seconds(10))])
  func `work that a person stops is cancelled`(_ patience: JobPatience) async throws {
    for error in [CancellationError(), FalError.cancelled] as [any Error] {
      let task = Task { try await failing(patience, with: error) }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func `what goes wrong after the end of the time is told as what it is`() async throws {
    await #expect(throws: AliceError.system("the disk is full")) {
      try await failing(short, with: AliceError.system("the disk is full"))
    }
  }

  @Test(arguments: [JobPatience(), JobPatience(wait: .seconds(10))])
  func `what goes wrong after a person stops it is told as what it is`(_ patience: JobPatience) async throws {
    let task = Task { try await failing(patience, with: AliceError.system("the disk is full")) }
    task.cancel()
    await #expect(throws: AliceError.system("the disk is full")) { try await task.value }
  }
}
