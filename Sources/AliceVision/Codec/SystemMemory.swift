import Foundation

/// What memory the system has to give.
enum SystemMemory {
  /// Whether `size` bytes can be had now. Address space is asked of the kernel; whether pages will be there to fill it,
  /// the kernel does not say before it ends the program, so what it counts as available is asked too.
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

  /// Nil where the system does not say.
  private static var availableKibibytes: Int? { number(after: "MemAvailable:", in: "/proc/meminfo") }

  /// What the limit of a container leaves; what it keeps of files only gives way. Nil where there is no limit.
  private static var groupRest: Int? {
    let folder = "/sys/fs/cgroup/"
    guard let limit = number(after: "", in: folder + "memory.max"),
      let used = number(after: "", in: folder + "memory.current")
    else { return nil }
    return limit - max(used - (number(after: "inactive_file", in: folder + "memory.stat") ?? 0), 0)
  }

  /// The first number of the line that begins with `key`; "max" is none.
  private static func number(after key: String, in path: String) -> Int? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) })
    else { return nil }
    return line.dropFirst(key.count).split(separator: " ").first.flatMap { Int($0) }
  }
}
