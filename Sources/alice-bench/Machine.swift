import Foundation

/// The machine and the day of a run.
struct Machine: CustomStringConvertible {
  var description: String {
    let day = Date.now.formatted(.iso8601.year().month().day())
    let process = ProcessInfo.processInfo
    let memory = Double(process.physicalMemory) / 1_000_000_000
    return "\(day), \(processor), \(process.activeProcessorCount) cores, \(String(format: "%.0f", memory)) GB, "
      + process.operatingSystemVersionString
  }

  /// The name of the processor, and the widest instructions of it that the scorer knows.
  private var processor: String {
    let lines = ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").split(separator: "\n")
    func value(_ key: String) -> Substring? {
      lines.first { $0.hasPrefix(key) }?.split(separator: ":", maxSplits: 1).last?.drop { $0 == " " }
    }
    let flags = Set((value("flags") ?? "").split(separator: " "))
    let width = flags.contains("avx512f") ? "AVX-512" : flags.contains("avx2") ? "AVX2" : "neither AVX2 nor AVX-512"
    return value("model name").map { "\($0) (\(width))" } ?? "an unknown processor"
  }
}
