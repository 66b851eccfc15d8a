import AliceModel
import Testing

@Suite struct FileNameDateTests {
  @Test(arguments: [
    ("2026-11-22.png", "2026-11-22T00:00:00+01:00"),
    ("IMG_20261122_180405.jpg", "2026-11-22T18:04:05+01:00"),
    ("Screenshot 2026-11-22 at 18.04.05.png", "2026-11-22T18:04:05+01:00"),
    ("2026-11-22T18-04-05_a cat.webp", "2026-11-22T18:04:05+01:00"),
    ("flux_2026_11_22-180405-3.png", "2026-11-22T18:04:05+01:00"),
    ("20261122-2718281828.png", "2026-11-22T00:00:00+01:00"),
  ])
  func `a name that tells a day is believed`(name: String, expected: String) {
    #expect(FileNameDate.moment(in: name, offsetMinutes: 60)?.milliseconds == Timestamp(expected)?.milliseconds)
  }

  @Test(arguments: [
    "00017-2718281828.png", "ComfyUI_00042_.png", "202611221.png", "2026-13-22.png", "20260230.png", "1700000000.png",
    "2026-11.png", "20-26-11-22.png", "12026-11-22.png", "2026-11_22.png", "", "2026",
  ])
  func `seeds, counters and days that never were are not`(name: String) {
    #expect(FileNameDate.moment(in: name, offsetMinutes: 0) == nil)
  }
}
