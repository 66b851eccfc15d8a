import AliceModel
import AliceVision
import Testing

@Suite struct `The judgement of a film` {
  private static func frame(_ value: Double?, _ defects: [Defect] = []) -> Assessment {
    Assessment(score: value.map { Score(value: $0, scorer: QualityScorer.id) }, defects: defects)
  }

  private static func judged(_ frames: [Assessment], _ copies: [Pixels?]? = nil) -> Assessment {
    var film = FilmJudgement()
    for (index, frame) in frames.enumerated() {
      film.add(frame, copies?[index] ?? Pixels(width: 8, height: 8, filledWith: UInt8(20 * index)))
    }
    return film.assessment
  }

  @Test(
    arguments: [
      ([1.0, 3, 2, 5, 4], 3.0), ([1, nil, 2, nil, 4], 2), ([1, 2, 4, 8], 3), ([nil, 2], 2), ([7], 7),
    ] as [([Double?], Double)])
  func `its score is the median of the frames that have one`(values: [Double?], median: Double) {
    #expect(Self.judged(values.map { Self.frame($0) }).score?.value == median)
  }

  @Test func `it has the defects that all of its frames have`() {
    let blocky = Self.frame(1, [.blocking])
    let black = Self.frame(nil, [.black, .blank])
    #expect(Self.judged([blocky, blocky, blocky]).defects == [.blocking])
    #expect(Self.judged([blocky, Self.frame(2), blocky]).defects.isEmpty)
    #expect(Self.judged([black, black]) == Assessment(defects: [.black, .blank]))
    #expect(Self.judged([black, Self.frame(2), black]) == Self.frame(2))
  }

  @Test func `it is frozen if no place changes, and not if a small place does`() {
    let still = Painting.paint(width: 64, height: 36) { x, y in (4 * x, 7 * y, 90) }
    var (noisy, moved) = (still, still)
    for at in noisy.rgb.indices { noisy.rgb[at] = UInt8(clamping: Int(noisy.rgb[at]) + at % 5 - 2) }
    for channel in 0..<3 { moved.rgb[(20 * 64 + 30) * 3 + channel] ^= 0x20 }
    let frames = [Self.frame(2), Self.frame(3), Self.frame(4)]
    #expect(Self.judged(frames, [still, noisy, still]) == Self.frame(3, [.frozen]))
    #expect(Self.judged(frames, [still, moved, still]).defects.isEmpty)
    #expect(Self.judged([Self.frame(2)], [still]).defects.isEmpty)
  }

  @Test func `a black film is not called frozen, too`() {
    let black = Pixels(width: 64, height: 36, filledWith: 0)
    #expect(Self.judged([Self.frame(nil, [.black]), Self.frame(nil, [.black])], [black, black]).defects == [.black])
  }

  @Test func `frames that abstain leave a film without a score`() {
    let small = Assessment(abstained: .tooSmall)
    #expect(Self.judged([small, small]) == small)
    #expect(Self.judged([]) == Assessment())
  }
}
