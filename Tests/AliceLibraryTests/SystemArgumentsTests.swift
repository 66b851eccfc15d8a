import AliceLibrary
import Testing

@Suite struct SystemArgumentsTests {
  @Test func `the system tells the arguments that the program has`() {
    #expect(SystemArguments.all == CommandLine.arguments)
  }
}
