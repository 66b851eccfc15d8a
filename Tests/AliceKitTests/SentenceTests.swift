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

  @Test func `what alice says of a job is not told as the provider's word`() {
    let other = AliceError.otherProvider(job: "ab", provider: "fal-simulator")
    #expect(other.sentence == "job ab belongs to fal-simulator" && other.status == .providerFailed)
    let incomplete = AliceError.incompleteJob(job: "ab", lacks: .cancelAddress)
    #expect(incomplete.sentence == "job ab is recorded without a cancel address")
    #expect(incomplete.status == .providerFailed)
    #expect(AliceError.providerFailed("broken").sentence == "fal.ai: broken")
  }

  private static let requests: [(AliceError, String)] = [
    (.batch(.unknownMember("promt", nearest: "prompt")), "a row has no member 'promt'; did you mean prompt?"),
    (.batch(.wrongMember("n", expected: .count)), "n must be a whole number from 1 to 1000"),
    (.variation(.missing("tiem", nearest: "time")), "nothing is given for {tiem}; did you mean {time}?"),
    (.variation(.missing("x", nearest: nil)), "nothing is given for {x}; {{ and }} are braces"),
    (.pipeline(.missing(input: "prompt", pipeline: "poster")), "poster needs a prompt"),
    (.pipeline(.missing(input: "image", pipeline: "poster")), "poster needs an image"),
    (.wrongKind(model: "kling-v2-text", makes: .video, wanted: .image), "kling-v2-text makes videos, not images"),
    (
      .stage("refine", line: 4, .unknownModel("flux-dve", nearest: "flux-dev")),
      "line 4, stage refine: there is no model 'flux-dve'; did you mean flux-dev?"
    ),
    (.stage("refine", line: 4, .unknownModel("x", nearest: nil)), "line 4, stage refine: there is no model 'x'"),
    (.unknownModel("x", nearest: nil), "there is no model 'x'; see 'alice models'"),
    (.costFix(job: "ab", .free), "job ab was simulated, and is free"),
    (.export(.insideLibrary("/l/a")), "/l/a is in the library; export to a folder outside of it"),
    (.badDate("soon"), "'soon' is not a date such as 2026-11-22, 7d, last week or 20.10.2026"),
  ]

  @Test(arguments: requests)
  func `a request that makes no sense is wrong usage, and is told what is wrong`(error: AliceError, sentence: String) {
    #expect(error.sentence == sentence && error.status == .usage)
  }

  @Test func `a copy that the disk refuses leaves the rest to be done`() {
    let error = AliceError.export(.notCopied("a.png", to: "/out", reason: "no space"))
    #expect(error.status == .partly && error.sentence == "a.png could not be copied: no space")
    #expect(AliceError.runTaken("batch-1").status == .temporary)
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
