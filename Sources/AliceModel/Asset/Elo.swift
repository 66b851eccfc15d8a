import AliceNumbers
import Foundation

/// The rating of assets by duels: the winner takes from the loser what the expected result did not predict.
///
/// Uses the formula of Arpad E. Elo, "The Rating of Chessplayers, Past and Present" (1978), with the logistic curve
/// that FIDE and USCF use: the expected score of A against B is `1 / (1 + 10^((B - A) / 400))`.
public enum Elo {
  /// The rating of an asset before its first duel.
  public static let start = 1500.0
  /// The maximum change by one duel.
  public static let factor = 32.0
  /// The range of ratings. Two thousand wins in a row against the start do not leave it.
  public static let range = 0.0...5000.0

  /// Returns the value within `range`; nil if it is not a finite number.
  public static func clamped(_ value: Double) -> Double? {
    value.isFinite ? min(max(value, range.lowerBound), range.upperBound) : nil
  }

  /// Returns the probability that an asset with the first rating wins against one with the second.
  public static func expectation(of rating: Double, against other: Double) -> Double {
    1 / (1 + pow(10, (other - rating) / 400))
  }

  /// Returns both ratings after a duel. Their sum stays, except at the limits of `range`.
  public static func after(winner: Double, loser: Double) -> (winner: Double, loser: Double) {
    let winner = clamped(winner) ?? start
    let loser = clamped(loser) ?? start
    let change = factor * (1 - expectation(of: winner, against: loser))
    return (min(winner + change, range.upperBound), max(loser - change, range.lowerBound))
  }
}
