import AliceModel
import Testing

@Suite struct `A number of units` {
  @Test(
    arguments: [
      ("1", "0.003", "0.003"), ("108.9", "0.014", "1.5246"), ("0.22", "1", "0.22"), ("1.05", "0.025", "0.02625"),
      ("0", "7", "0"), ("0.000000001", "1", "0.000000001"), ("4.4e-10", "1", "0"), ("5e-10", "1", "0.000000001"),
      ("1e3", "0.001", "1"), ("1E+2", "0.07", "7"), ("2.50", "0.4", "1"), ("0.1", "0.3", "0.03"),
      ("3", "0.000000001", "0.000000003"), ("123456789.123456789", "1", "123456789.123456789"),
      ("1.00000000000000000009", "5", "5"), ("9223372036", "1", "9223372036"), ("1e-400", "1", "0"),
    ])
  func `costs exactly its product with the price`(units: String, price: String, cost: String) throws {
    let count = try #require(UnitCount(units))
    #expect(count.cost(at: try #require(Money(price))) == Money(cost))
  }

  @Test(arguments: ["9223372037", "1e10", "1e300", "1e400", "99999999999999999999999999999999"])
  func `that comes to more than can be counted costs nothing that is known`(units: String) throws {
    #expect(try #require(UnitCount(units)).cost(at: try #require(Money("1"))) == nil)
    #expect(try #require(UnitCount(units)).cost(at: .zero) == .zero)
  }

  @Test(arguments: [
    "", "-1", "-0", "x", "1 image", "0x10", "1e401", "1e99999999999999999999", "1e-9223372036854775808", ".5", "5.",
    "NaN", "01",
  ])
  func `is no other text`(text: String) { #expect(UnitCount(text) == nil) }

  @Test func `is not negative, and has no negative price`() throws {
    #expect(UnitCount(-0.5) == nil && UnitCount(.infinity) == nil && UnitCount(.nan) == nil)
    #expect(try #require(UnitCount(1.05)).cost(at: try #require(Money("2"))) == Money("2.1"))
    #expect(try #require(UnitCount("1")).cost(at: try #require(Money("-2"))) == nil)
    #expect(UnitCount("0.000")?.isZero == true && UnitCount("0.001")?.isZero == false)
  }
}
