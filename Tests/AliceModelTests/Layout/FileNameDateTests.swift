import AliceModel
import Testing

@Suite struct FileNameDateTests {
  @Test(arguments: [
    ("2026-11-22.png", "2026-11-22T00:00:00+01:00"),
    ("IMG_20261122_180405.jpg", "2026-11-22T18:04:05+01:00"),
    ("IMG20261122180405.jpg", "2026-11-22T18:04:05+01:00"),
    ("Screenshot 2026-11-22 at 18.04.05.png", "2026-11-22T18:04:05+01:00"),
    ("Screenshot 2026-11-22 at 6.04.05\u{202F}PM.png", "2026-11-22T18:04:05+01:00"),
    ("Screen Shot 2026-11-22 at 12.04.05 AM (2).png", "2026-11-22T00:04:05+01:00"),
    ("Screenshot_2026-11-22-18-04-05-123_com.example.app.jpg", "2026-11-22T18:04:05+01:00"),
    ("Bildschirmfoto 2026-11-22 um 18.04.05.png", "2026-11-22T18:04:05+01:00"),
    ("Capture d’écran 2026-11-22 à 18.04.05.png", "2026-11-22T18:04:05+01:00"),
    ("スクリーンショット 2026-11-22 18.04.05.png", "2026-11-22T18:04:05+01:00"),
    ("스크린샷 2026-11-22 오후 6.04.05.png", "2026-11-22T18:04:05+01:00"),
    ("WhatsApp Image 2026-11-22 at 18.04.05 (1).jpeg", "2026-11-22T18:04:05+01:00"),
    ("WhatsApp Bild 2026-11-22 um 18.04.05_1a2b3c4d.jpg", "2026-11-22T18:04:05+01:00"),
    ("IMG-20261122-WA0001.jpg", "2026-11-22T00:00:00+01:00"),
    ("PXL_20261122_170405123.jpg", "2026-11-22T18:04:05.123+01:00"),
    ("PXL_20261122_170405123.NIGHT.jpg", "2026-11-22T18:04:05.123+01:00"),
    ("VID_20261122_180405.mp4", "2026-11-22T18:04:05+01:00"),
    ("signal-2026-11-22-18-04-05-123.jpg", "2026-11-22T18:04:05+01:00"),
    ("DALL·E 2026-11-22 18.04.05 - am cat in pm.png", "2026-11-22T18:04:05+01:00"),
    ("20261122_1804_Cat Dancing_simple_compose_01jgx.mp4", "2026-11-22T18:04:00+01:00"),
    ("kling_20261122_Text_to_Video__123_0.mp4", "2026-11-22T00:00:00+01:00"),
    ("mmexport1795367045000.jpg", "2026-11-22T18:04:05+01:00"),
    ("1795367045000.jpg", "2026-11-22T18:04:05+01:00"),
    ("2026-11-22T18-04-05_a cat.webp", "2026-11-22T18:04:05+01:00"),
    ("flux_2026_11_22-180405-3.png", "2026-11-22T18:04:05+01:00"),
    ("20261122-2718281828.png", "2026-11-22T00:00:00+01:00"),
  ])
  func `a name that tells a day is believed`(name: String, expected: String) {
    #expect(FileNameDate.moment(in: name, offsetMinutes: 60)?.milliseconds == Timestamp(expected)?.milliseconds)
  }

  @Test(arguments: [
    "Apr 5, 2025, 06_04_05 PM", "Apr 5, 2025, 6_04_05 p. m.", "5 Apr 2025, 18_04_05", "5. Apr. 2025, 18_04_05",
    "5 avr. 2025, 18_04_05", "5 abr 2025, 18_04_05", "5 apr 2025, 18_04_05", "5 de abr. de 2025, 18_04_05",
    "5 апр. 2025 г., 18_04_05", "5 kwi 2025, 18_04_05", "5 квіт. 2025 р., 18_04_05", "5 Nis 2025 18_04_05",
    "2025年4月5日 18_04_05", "2025年4月5日 下午06_04_05", "2025년 4월 5일 오후 06_04_05", "2025. ápr. 5. 18_04_05",
    "2025. 4. 5. 18_04_05", "2025. 4. 5. 오후 06_04_05",
    "5.4.2025 klo 18.04.05", "5. 4. 2025 18_04_05", "05.04.2025, 18_04_05", "April 5, 2025, 06_04_05 PM",
  ])
  func `a date is read in the language of the user`(date: String) {
    let name = "ChatGPT Image \(date).png"
    #expect(FileNameDate.moment(in: name, offsetMinutes: 0) == Timestamp("2025-04-05T18:04:05Z"))
  }

  @Test(arguments: [
    "00017-2718281828.png", "ComfyUI_00042_.png", "202611221.png", "2026-13-22.png", "20260230.png", "1700000000.png",
    "2026-11.png", "20-26-11-22.png", "12026-11-22.png", "2026-11_22.png", "", "2026",
  ])
  func `counters and days that never were are not`(name: String) {
    #expect(FileNameDate.moment(in: name, offsetMinutes: 0) == nil)
  }

  @Test(arguments: [
    "00012-20241105.png", "000001.20241105.png", "12-20241105-a cat.png", "1030-a cat-20241105.png",
    "a cat_seed20241105.png", "cat seed 20241105.png", "a_cat_S20241105_St25_G7.5.jpeg", "words s-20241105.png",
    "Gemini_Generated_Image_ab20241105cd.png", "20241105-1a2b-4c3d-8e9f-001122334455.png",
    "00012-20241105103012.png", "f20241105a.png", "5 cats 2024.png", "iPhone 15 pro 2024.png", "may 2025.png",
  ])
  func `seeds and identifiers are not`(name: String) {
    #expect(FileNameDate.moment(in: name, offsetMinutes: 0) == nil)
  }

  @Test(arguments: ["20241105.png", "20241105-a cat.png", "a cat_20241105.png"])
  func `the seed of the recipe is no date, whatever its place in the name`(name: String) {
    #expect(FileNameDate.moment(in: name, seed: "20241105", offsetMinutes: 0) == nil)
    #expect(FileNameDate.moment(in: name, seed: "2024", offsetMinutes: 0) == Timestamp("2024-11-05T00:00:00Z"))
    let dated = FileNameDate.moment(in: "2025-04-05_" + name, seed: "20241105", offsetMinutes: 0)
    #expect(dated == Timestamp("2025-04-05T00:00:00Z"))
  }
}
