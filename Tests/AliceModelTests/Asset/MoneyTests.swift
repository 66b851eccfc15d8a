import AliceModel
import Testing

@Suite struct `An amount of money` {
  @Test(arguments: [
    ("0.025", "0.025"), ("-1.5", "-1.5"), ("0.0250000000000", "0.025"),
    ("9223372036.854775807", "9223372036.854775807"),
    ("9223372036.854775808", nil), ("99999999999999999999", nil), ("0.0000000001", nil), ("1e3", nil), ("", nil),
    ("nan", nil),
  ])
  func `is a decimal of nine places`(text: String, amount: String?) {
    #expect(Money(text)?.description == amount)
  }

  @Test func `is not read of digits without an end`() {
    #expect(Money("0.025" + String(repeating: "0", count: 390)) != nil)
    #expect(Money("0.025" + String(repeating: "0", count: 400)) == nil)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, 9.3e9])
  func `is no number that does not fit`(dollars: Double) {
    #expect(Money(dollars) == nil)
  }
}
