import AliceTestSupport
import Foundation
import Testing

/// The page about the modules, the manifest and the imports say the same.
struct ArchitectureTests {
  private static let effects: Set = ["AliceFal", "AliceMedia", "AliceVision", "AliceLibrary", "AliceCatalog"]

  @Test func `the manifest's dependencies are those that the page draws`() throws {
    let drawn = try Self.drawn()
    #expect(drawn.count >= 12)
    let declared = try Self.declared()
    for (module, imports) in drawn {
      #expect(declared[module] == imports, "\(module)")
    }
    let product = declared.keys.filter { $0.hasPrefix("Alice") && !$0.hasSuffix("Tests") && !$0.hasPrefix("AliceTest") }
    for module in product { #expect(drawn[module] != nil, "the page says nothing of \(module)") }
  }

  @Test func `no effect depends on an effect, and the two verbs' floors never see each other`() throws {
    let declared = try Self.declared()
    for effect in Self.effects {
      #expect(declared[effect] == ["AliceModel"], "\(effect)")
    }
    #expect(declared["AliceModel"] == [])
    #expect(declared["AliceOrganize"]?.contains("AliceGenerate") == false)
    #expect(declared["AliceGenerate"]?.contains("AliceOrganize") == false)
    let speakers = declared.filter { $0.value.contains("AliceFal") && !$0.key.hasSuffix("Tests") }.map(\.key)
    #expect(speakers == ["AliceGenerate"])
  }

  /// The build refuses an undeclared import only where it compiles the file; this looks at every file, on every system.
  @Test func `every file imports only what its target declares`() throws {
    let declared = try Self.declared()
    var seen = 0
    for (module, allowed) in declared where FileManager.default.fileExists(atPath: Self.folder(module)) {
      let names = try FileManager.default.subpathsOfDirectory(atPath: Self.folder(module))
      for name in names where name.hasSuffix(".swift") {
        let text = try String(contentsOfFile: Self.folder(module) + "/" + name, encoding: .utf8)
        for line in text.split(separator: "\n") where line.contains("import ") {
          guard
            let match = line.wholeMatch(of: /(?:@_exported )?(?:(?:public|package) )?import (Alice\w+|FalSimulator)/)
          else { continue }
          seen += 1
          #expect(allowed.contains(String(match.1)), "\(module)/\(name) imports \(match.1)")
        }
      }
    }
    #expect(seen > 300)
  }

  // MARK: What is read

  private static func folder(_ module: String) -> String { Fixtures.root.appending(path: "Sources/\(module)").path }

  /// The rows of the page's table of modules: the name, and the modules of ours that it depends on.
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

  /// The targets of the manifest, each with the modules of ours that it depends on.
  private static func declared() throws -> [String: Set<String>] {
    let manifest = try String(contentsOf: Fixtures.root.appending(path: "Package.swift"), encoding: .utf8)
    var targets: [String: Set<String>] = [:]
    for match in manifest.matches(
      of: /\.(?:target|executableTarget|testTarget)\(\s*name: "([\w-]+)"((?:[^()]|\([^()]*\))*)\)/)
    {
      let list = String(match.2).firstMatch(of: /dependencies: \[((?:[^\[\]])*)\]/).map { String($0.1) } ?? ""
      let names = list.matches(of: /(?:^|[\s,\[])"(\w+)"/).map { String($0.1) }
      targets[String(match.1)] = Set(names.filter { $0.hasPrefix("Alice") || $0 == "FalSimulator" })
    }
    return targets
  }
}
