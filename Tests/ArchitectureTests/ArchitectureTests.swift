import AliceTestSupport
import Foundation
import Testing

/// The page about the modules, the manifest and the imports say the same.
struct ArchitectureTests {
  @Test func `the manifest's dependencies are those that the page draws`() throws {
    let drawn = try Self.drawn()
    #expect(drawn.count >= 12)
    let declared = try Manifest.read().dependencies
    for (module, imports) in drawn {
      #expect(declared[module] == imports, "\(module)")
    }
    let product = declared.keys.filter { $0.hasPrefix("Alice") && !$0.hasSuffix("Tests") && !$0.hasPrefix("AliceTest") }
    #expect(product.count >= 10)
    for module in product { #expect(drawn[module] != nil, "the page says nothing of \(module)") }
  }

  @Test func `no effect depends on an effect, and the two verbs' floors never see each other`() throws {
    #expect(try Manifest.read().brokenLayers == [])
  }

  @Test(arguments: [
    (#".target(name: "AliceMedia", dependencies: ["AliceModel", "AliceVision"])"#, "AliceMedia depends on AliceVision"),
    (#".target(name: "AliceModel", dependencies: ["AliceFal"])"#, "AliceModel depends on AliceFal"),
    (#".target(name: "AliceOrganize", dependencies: ["AliceGenerate"])"#, "AliceOrganize depends on AliceGenerate"),
    (#".target(name: "AliceGenerate", dependencies: ["AliceOrganize"])"#, "AliceGenerate depends on AliceOrganize"),
    (#".target(name: "AliceOrganize", dependencies: ["AliceModel", "AliceFal"])"#, "AliceOrganize depends on AliceFal"),
    (#".executableTarget(name: "alice", dependencies: ["AliceKit", "AliceFal"])"#, "alice depends on AliceFal"),
  ])
  func `a dependency that breaks a layer is found`(_ target: String, _ broken: String) {
    #expect(Manifest("targets: [\n" + target + ",\n]").brokenLayers == [broken])
  }

  /// Checks every file on every system: the build rejects an undeclared import only in the files that it compiles.
  @Test func `every file imports only what its target declares`() throws {
    let declared = try Manifest.read().dependencies
    var seen = 0
    for (module, allowed) in declared where FileManager.default.fileExists(atPath: Self.folder(module)) {
      let names = try FileManager.default.subpathsOfDirectory(atPath: Self.folder(module))
      for name in names where name.hasSuffix(".swift") {
        let imports = Self.imports(in: try String(contentsOfFile: Self.folder(module) + "/" + name, encoding: .utf8))
        seen += imports.count
        for other in imports where !allowed.contains(other) { Issue.record("\(module)/\(name) imports \(other)") }
      }
    }
    #expect(seen > 300)
  }

  @Test(arguments: [
    "import AliceFal", "public import AliceFal", "package import AliceFal", "internal import AliceFal",
    "private import AliceFal", "fileprivate import AliceFal", "@_exported public import AliceFal",
    "@testable import AliceFal", "@preconcurrency import AliceFal", "import struct AliceFal.FalClient",
    "  import AliceFal",
    "import AliceFal // for once",
  ])
  func `an import is found however it is written`(_ line: String) {
    #expect(Self.imports(in: "import Foundation\n\(line)\n\nlet a = 1\n") == ["AliceFal"])
  }

  // MARK: What is read

  private static func folder(_ module: String) -> String { Fixtures.root.appending(path: "Sources/\(module)").path }

  /// Returns the modules of the project that a file imports.
  private static func imports(in text: String) -> [String] {
    let start = /^\s*(?:(?:@\w+|public|package|internal|fileprivate|private)\s+)*import\s+/
    let name = /^(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?(Alice\w+|FalSimulator)/
    return SwiftText(text).code.compactMap { line in
      line.firstMatch(of: start).flatMap { line[$0.range.upperBound...].firstMatch(of: name) }.map { String($0.1) }
    }
  }

  /// Returns the modules in the table of the page, each with the modules of the project that it depends on.
  private static func drawn() throws -> [String: Set<String>] {
    let page = try String(contentsOf: Fixtures.root.appending(path: "docs/architecture.md"), encoding: .utf8)
    var modules: [String: Set<String>] = [:]
    for line in page.split(separator: "\n") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard cells.count == 5, let name = cells[1].wholeMatch(of: /`([\w-]+)`/)?.1, cells[3] != "depends on" else {
        continue
      }
      modules[String(name)] = Set(cells[3].matches(of: /`(\w+)`/).map { String($0.1) })
    }
    return modules
  }
}

/// The targets of the manifest, each with the modules of the project that it depends on.
struct Manifest {
  let dependencies: [String: Set<String>]

  static func read() throws -> Manifest {
    Manifest(try String(contentsOf: Fixtures.root.appending(path: "Package.swift"), encoding: .utf8))
  }

  init(_ text: String) {
    var targets: [String: Set<String>] = [:]
    for match in text.matches(
      of: /\.(?:target|executableTarget|testTarget)\(\s*name: "([\w-]+)"((?:[^()]|\([^()]*\))*)\)/)
    {
      let list = String(match.2).firstMatch(of: /dependencies: \[((?:[^\[\]])*)\]/).map { String($0.1) } ?? ""
      let names = list.matches(of: /(?:^|[\s,\[])"(\w+)"/).map { String($0.1) }
      targets[String(match.1)] = Set(names.filter { $0.hasPrefix("Alice") || $0 == "FalSimulator" })
    }
    dependencies = targets
  }

  private static let effects: Set = ["AliceFal", "AliceMedia", "AliceVision", "AliceLibrary", "AliceCatalog"]

  /// The dependencies that the layers forbid.
  var brokenLayers: [String] {
    dependencies.sorted { $0.key < $1.key }.flatMap { module, imports in
      let forbidden: Set<String>
      switch module {
      case "AliceNumbers", "AlicePlatform": forbidden = imports
      case "AliceModel": forbidden = imports.subtracting(["AliceNumbers"])
      case _ where Self.effects.contains(module):
        forbidden = imports.subtracting(["AliceModel", "AliceNumbers", "AlicePlatform"])
      case "AliceOrganize": forbidden = ["AliceGenerate", "AliceFal"]
      case "AliceGenerate": forbidden = ["AliceOrganize"]
      case _ where module.hasSuffix("Tests") || module.hasPrefix("AliceTest"): forbidden = []
      default: forbidden = ["AliceFal"]
      }
      return imports.intersection(forbidden).sorted().map { "\(module) depends on \($0)" }
    }
  }
}
