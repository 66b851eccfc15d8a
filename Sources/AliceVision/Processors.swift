internal import CVision
import Foundation

/// The processors that this process may use.
package enum Processors {
  /// Their number: those of its affinity, or fewer if its container gets less of their time.
  package static let usable = max(
    1, min(affine ?? ProcessInfo.processInfo.activeProcessorCount, contained ?? .max))

  /// Returns the number of processors whose time a container gets, from the text of its `cpu.max`; nil without a limit.
  package static func number(inLimit text: String) -> Int? {
    let parts = text.split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, let time = Double(parts[0]), let period = Double(parts[1]), time > 0, period > 0 else {
      return nil
    }
    return Int(exactly: (time / period).rounded(.up))
  }

  private static var contained: Int? {
    guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) else { return nil }
    return number(inLimit: text)
  }

  /// The processors on which the system may run this process; nil if it does not say so.
  private static var affine: Int? {
    let count = Int(vision_affine_processors())
    return count > 0 ? count : nil
  }
}
