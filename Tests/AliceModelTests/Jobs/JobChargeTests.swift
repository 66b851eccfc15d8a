import AliceModel
import Testing

@Suite struct JobChargeTests {
  @Test func `what was cancelled at the provider costs what the provider says`() throws {
    let submitted = JobMachine.State.submitted(JobSamples.ticket, note: nil)
    let unrun = JobMachine.next(submitted, after: .withdrawn(nil))
    #expect(
      unrun.effects == [.record(.unchanged), .publish(.failed)] && unrun.state.note?.contains("before it ran") == true)
    let bill = try #require(JobSamples.bill)
    let billed = JobMachine.next(submitted, after: .withdrawn(.bill(bill)))
    #expect(billed.state.name == .cancelled && billed.effects.prefix(2) == [.count(bill), .record(.entry)])
    #expect(JobMachine.next(submitted, after: .withdrawn()).effects.first == .record(.entry))
  }
}
