import AliceKit

/// What the promises of a disk mean for alice.
enum DiskWords {
  /// What is lost without it, and whether alice needs it.
  private static let meanings: [String: (cost: String, isNeeded: Bool)] = [
    "rename-without-replacing": ("files could overwrite each other", true),
    "exchange": ("a file is replaced in two steps when its metadata changes", false),
    "hard-link": ("'organize --link hard' copies", false),
    "reflink": ("copies take their full size and time", false),
    "folder-sync": ("a power cut may lose new names", true),
    "whole-sync": ("many files are synced one by one, which is slower", false),
    "uncached-writes": ("large imports push other data out of memory", false),
    "locks": ("two alices at once may harm each other", true),
    "permissions": ("other users of this computer may read your files", false),
    "case-sensitive": ("names that differ in case alone get a number", false),
    "normalization-preserved": ("names may be listed in another form than they were given", false),
    "bytes-in-names": ("names that are no Unicode cannot be kept", false),
    "name-length": ("long names are refused", true),
    "time-resolution": ("a file that is changed twice in a moment may be taken for unchanged", false),
  ]

  static func line(_ finding: DiskCheckup.Finding) -> CheckupLine {
    let meaning = meanings[finding.name] ?? ("", false)
    return CheckupLine(
      finding.name.replacing("-", with: " "), finding.isKept ? .fine : meaning.isNeeded ? .broken : .missing,
      finding.detail ?? "", cost: meaning.cost)
  }
}
