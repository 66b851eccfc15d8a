import AliceNumbers
import Foundation

/// Queries the available memory of the system.
enum SystemMemory {
  /// Returns whether `size` bytes are available now. The kernel grants address space that it may not be able to back
  /// with pages, and ends the program later, so the memory that it reports as available is checked too.
  static func has(_ size: Int) -> Bool {
    canMap(size) && size >> 10 < (availableKibibytes ?? .max) && size <= (groupRest ?? .max)
  }

  private static func canMap(_ size: Int) -> Bool {
    let size = max(size, 1)
    let place = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard place != MAP_FAILED else { return false }
    munmap(place, size)
    return true
  }

  /// The available memory in KiB; nil if the system does not report it.
  private static var availableKibibytes: Int? { number(after: "MemAvailable:", in: "/proc/meminfo") }

  /// The memory that the limit of a container leaves; the file cache does not count, because it can be reclaimed. The
  /// value is nil if there is no limit.
  private static var groupRest: Int? {
    let folder = "/sys/fs/cgroup/"
    guard let limit = number(after: "", in: folder + "memory.max"),
      let used = number(after: "", in: folder + "memory.current")
    else { return nil }
    return limit - max(used - (number(after: "inactive_file", in: folder + "memory.stat") ?? 0), 0)
  }

  /// Returns the first number of the line that begins with `key`; nil for "max".
  private static func number(after key: String, in path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) })
    else { return nil }
    return line.dropFirst(key.count).split(separator: " ").first.flatMap { Int($0) }
  }
}
