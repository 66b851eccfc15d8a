/// The lowest 16 cosine waves over 64 places, as integers.
///
/// The values are written down, so that they do not depend on a mathematical library.
enum CosineWaves {
  static let places = 64
  static let frequencies = 16

  /// cos(n · π / 128) · 16,384 for n from 0 to 64.
  private static let quarter = [
    16_384, 16_379, 16_364, 16_340, 16_305, 16_261, 16_207, 16_143, 16_069, 15_986, 15_893, 15_791, 15_679,
    15_557, 15_426, 15_286, 15_137, 14_978, 14_811, 14_635, 14_449, 14_256, 14_053, 13_842, 13_623, 13_395,
    13_160, 12_916, 12_665, 12_406, 12_140, 11_866, 11_585, 11_297, 11_003, 10_702, 10_394, 10_080, 9760,
    9434, 9102, 8765, 8423, 8076, 7723, 7366, 7005, 6639, 6270, 5897, 5520, 5139,
    4756, 4370, 3981, 3590, 3196, 2801, 2404, 2006, 1606, 1205, 804, 402, 0,
  ]

  /// The values of wave `frequency` at each place: cos((2 · place + 1) · frequency · π / 128) · 16,384.
  static let table: [[Int]] = (0..<frequencies).map { frequency in
    (0..<places).map { place in
      let turn = (2 * place + 1) * frequency % 256
      let half = min(turn, 256 - turn)
      return half <= 64 ? quarter[half] : -quarter[128 - half]
    }
  }
}
