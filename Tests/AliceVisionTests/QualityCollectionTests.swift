import AliceModel
import AliceTestSupport
import AliceVision
import Testing

@Suite(.needsQuality) struct QualityCollectionTests {
  @Test func `each of the damaged pictures has the defect of its label, and no other has any`() throws {
    let labels = try QualityCollection.labels("defects")
    #expect(labels.count == 22)
    for (path, label) in labels {
      let found = try QualityCollection.assess(path)
      if let expected = Self.expected[label.split(separator: " ").first.map(String.init) ?? ""] {
        #expect(found.defects.first == expected, "\(path)")
      } else {
        #expect(found.defects.isEmpty && found.score != nil, "\(path)")
      }
    }
  }

  @Test func `no sound picture is flagged, and only pixel art is not rated`() throws {
    let labels = try QualityCollection.labels("pristine")
    #expect(labels.count > 10)
    for (path, label) in labels {
      let found = try QualityCollection.assess(path)
      #expect(found.defects == [], "\(path)")
      #expect(found.abstained == (label == "pristine-pixelart" ? .pixelGrid : nil), "\(path)")
      #expect((found.score == nil) == (label == "pristine-pixelart"), "\(path)")
    }
  }

  private static let expected: [String: Defect] = [
    "black-frame": .black, "blank": .blank, "truncated": .truncated, "corrupt-crc": .truncated,
    "partial-decode": .truncated, "heavy-jpeg-blocking": .blocking, "empty-file": .truncated,
    "wrong-content": .wrongContent,
  ]
}
