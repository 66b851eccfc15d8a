import AliceModel
import Testing

/// What a failure costs; in the table of `JobMachineTests` failures have no bill.
@Suite struct JobBillTests {
  @Test func `a failure with a bill is counted, unless its result was counted before`() throws {
    let bill = try #require(Bill(units: "1", price: nil, estimate: Money(nanos: 10), reserved: nil))
    let states: [JobMachine.State] = [
      .submitted(JobSamples.ticket, note: nil), .collecting(JobSamples.ticket, JobSamples.media, note: nil),
    ]
    let steps = states.map { JobMachine.next($0, after: .refused("no", .bill(bill))) }
    #expect(
      steps.map(JobSamples.words) == [
        "failed: count, record with entry, publish failed, publish unverified", "failed: record, publish failed",
      ])
  }

  @Test func `a failure whose bill nobody can price has an entry of unknown cost`() {
    let step = JobMachine.next(.submitted(JobSamples.ticket, note: nil), after: .refused("no", .unknown))
    #expect(JobSamples.words(step) == "failed: record with entry, publish failed")
  }

  @Test func `a failure without units costs nothing`() throws {
    let bill = try #require(
      Bill(units: "0", price: nil, estimate: nil, reserved: Money(nanos: 10)))
    let step = JobMachine.next(.submitting(note: nil), after: .refused("no", .bill(bill)))
    #expect(JobSamples.words(step) == "failed: record, publish failed")
  }
}
