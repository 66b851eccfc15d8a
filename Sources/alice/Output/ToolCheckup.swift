import AliceGallery
import AliceKit
import Foundation

/// The programs that alice starts, and the libraries that it stands on.
struct ToolCheckup {
  private let environment: [String: String]

  private static let patience: Duration = .seconds(5)

  init(_ environment: [String: String]) { self.environment = environment }

  /// The programs with the argument that prints their version, and what is lost without them.
  private static let tools: [(name: String, version: String?, cost: String)] = [
    ("ffmpeg", "-version", "films, GIF, AVIF, JPEG XL and TIFF have no pictures and scores, and are not compared"),
    ("heif-convert", nil, "HEIC files have no pictures and scores, and are not compared"),
    ("xdg-open", nil, "'search --open' and 'gallery' open nothing by themselves"),
  ]

  func findings() async -> [CheckupLine] {
    var lines: [CheckupLine] = []
    for tool in ToolCheckup.tools {
      guard let path = DesktopProgram.path(of: tool.name, environment) else {
        lines.append(CheckupLine(tool.name, .missing, "not installed", cost: tool.cost))
        continue
      }
      let version = if let argument = tool.version { await version(path, argument) } else { nil as String? }
      lines.append(CheckupLine(tool.name, .fine, [version, path].compactMap { $0 }.joined(separator: ", ")))
    }
    return lines
  }

  private func version(_ path: String, _ argument: String) async -> String? {
    guard let words = CommandWords([path, argument]) else { return nil }
    let line = try? await ChildProgram(words).firstLine(
      environment: environment.withoutKeys, timeout: ToolCheckup.patience)
    let word = line?.split(separator: " ").first { $0.first?.isNumber ?? false }
    return word.map { TerminalText(String($0.prefix(40))).description }
  }

  /// alice itself, the system and the libraries in memory, by the names of their files, which have the versions.
  static var program: [CheckupLine] {
    var system = utsname()
    uname(&system)
    let name = withUnsafeBytes(of: &system.sysname) { text($0) }
    let release = withUnsafeBytes(of: &system.release) { text($0) }
    let machine = withUnsafeBytes(of: &system.machine) { text($0) }
    let path = ProgramArguments.all.first.map { TerminalText($0).description } ?? ""
    return [
      CheckupLine("alice", .fine, "\(Version.text), \(path)"),
      CheckupLine("system", .fine, "\(name) \(release), \(machine)"),
    ] + (libraries.isEmpty ? [] : [CheckupLine("libraries", .fine, libraries.joined(separator: ", "))])
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    TerminalText(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)).description
  }

  private static var libraries: [String] {
    guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return [] }
    let names = maps.split(separator: "\n").compactMap { line -> String? in
      guard let path = line.split(separator: " ").last, path.hasPrefix("/"), path.contains(".so") else { return nil }
      // A link of the file has the number of its interface alone; the file has the version.
      let real = URL(filePath: String(path)).resolvingSymlinksInPath().lastPathComponent
      return real.hasPrefix("ld-") ? nil : real
    }
    return Set(names).sorted()
  }
}
