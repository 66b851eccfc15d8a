/// How the tests are compiled. Without optimisation the network takes half a minute a picture.
enum Optimisation {
  static let isOn = !_isDebugAssertConfiguration()
  /// As many pictures as a test may score.
  static let affordable = isOn ? 1000 : 1
}
