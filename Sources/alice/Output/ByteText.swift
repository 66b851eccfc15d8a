/// Returns a size as people read it: `4.5 GB`, `812.3 kB`, `17 bytes`.
func byteText(_ bytes: some BinaryInteger) -> String {
  let bytes = UInt64(clamping: bytes)
  let units: [(name: String, size: UInt64)] = [
    ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
  ]
  guard let unit = units.first(where: { bytes >= $0.size }) else { return "\(bytes) bytes" }
  let tenths = bytes / (unit.size / 10)
  return "\(tenths / 10).\(tenths % 10) \(unit.name)"
}
