import AliceVision
import Foundation
import Testing

@Suite struct `Usable processors` {
  @Test func `there is at least one, and no more than the machine has`() {
    #expect((1...max(1, ProcessInfo.processInfo.processorCount)).contains(Processors.usable))
  }

  @Test(
    arguments: [
      ("max 100000\n", nil), ("200000 100000\n", 2), ("150000 100000", 2), ("50000 100000", 1), ("", nil),
      ("-1 100000", nil),
      ("100000 0", nil), ("1e300 1", nil),
    ] as [(String, Int?)])
  func `a container gets a share of their time`(text: String, number: Int?) {
    #expect(Processors.number(inLimit: text) == number)
  }
}
