import AliceKit
import Testing

/// What a person and a script are told of an error.
@Suite struct SentenceTests {
  private static let statuses: [(AliceError, Int32)] = [
    (.noKey, 4), (.libraryMissing("/x"), 9), (.unknownModel("flx", nearest: "flux-dev"), 2),
    (.unknownPrice(model: "x"), 6), (.contentPolicy("no"), 8), (.kept(job: "a", reason: "late"), 7),
    (.providerFailed("broken"), 5), (.detached(jobs: ["a", "b"]), 130), (.nothingToUndo, 1), (.system("full"), 3),
  ]

  @Test(arguments: statuses) func `an error has the exit status that scripts know`(error: AliceError, status: Int32) {
    let failure = Failure(describing: error)
    #expect(failure.status.rawValue == status)
    #expect(failure.message?.isEmpty == false)
  }

  @Test func `a stopped task is an interruption without a word`() {
    let failure = Failure(describing: CancellationError())
    #expect(failure.status == .interrupted && failure.message == nil)
  }

  @Test func `what a terminal would obey is shown in a sentence, not sent`() throws {
    let sentence = AliceError.noSuchRun("a\u{1B}[2Jb\nc\u{202E}d").sentence
    #expect(sentence.contains(#"a\u{1b}[2Jb c\u{202e}d"#))
  }

  @Test func `a refusal names its limit, what is spent and what was asked for`() throws {
    let amounts = try [#require(Money("5")), #require(Money("4.9")), #require(Money("0.25"))]
    let refusal = BudgetRefusal(limit: .day, amount: amounts[0], committed: amounts[1], wanted: amounts[2])
    let sentence = Failure(describing: AliceError.overBudget(refusal)).message ?? ""
    #expect(sentence.hasPrefix("it may cost 0.25 USD, and of 5.00 today 4.90 are spent or reserved"))
  }
}
