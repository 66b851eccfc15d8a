import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct ExportTests {
  private static let prompt = "misty mountain valley"

  private static func exported(
    _ form: ExportForm, _ fixture: String = "demo/00017-2718281828.png",
    _ body: (World, Asset, ExportedFile, Data) throws -> Void
  ) async throws {
    try await World.with { world in
      try world.drop(fixture)
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      let before = try world.files()
      let exporter = try Exporter(world.workspace, to: world.folder.appending("Out"), as: form)
      let exported = try exporter.export(asset)
      try body(world, asset, exported, Data(contentsOf: URL(filePath: exported.file.description)))
      #expect(try world.files() == before)
    }
  }

  @Test func `as it is, a copy is the library's file`() async throws {
    try await Self.exported(.whole) { world, asset, _, data in
      let kept = try Data(contentsOf: URL(filePath: world.root.appending(asset.path).description))
      #expect(data == kept)
    }
  }

  @Test func `stripped, a copy tells nothing and shows the same`() async throws {
    try await Self.exported(.stripped) { _, asset, exported, data in
      #expect(data.range(of: Data(Self.prompt.utf8)) == nil && data.range(of: Data("alice".utf8)) == nil)
      let shown = try AssetInspector.show(file: exported.file, now: Clock.system.now())
      #expect(shown.asset.id == asset.id && shown.asset.record.recipe.isEmpty && shown.metadata.isEmpty)
    }
  }

  @Test func `with a sidecar everything stands beside the picture`() async throws {
    try await Self.exported(.sidecar) { _, asset, exported, data in
      #expect(data.range(of: Data(Self.prompt.utf8)) == nil)
      #expect(exported.sidecar != nil)
      let shown = try AssetInspector.show(file: exported.file, now: Clock.system.now())
      #expect(shown.asset.record.recipe == asset.record.recipe)
    }
  }

  @Test func `as a1111 a copy carries that text alone`() async throws {
    try await Self.exported(.infotext) { _, asset, exported, _ in
      let shown = try AssetInspector.show(file: exported.file, now: Clock.system.now())
      #expect(shown.metadata.map(\.key) == ["parameters"])
      #expect(shown.asset.record.recipe.prompt == asset.record.recipe.prompt)
      #expect(shown.asset.record.recipe.seed == "2718281828")
    }
  }

  @Test func `nothing is overwritten`() async throws {
    try await Self.exported(.whole) { world, asset, first, _ in
      let exporter = try Exporter(world.workspace, to: world.folder.appending("Out"), as: .stripped)
      let second = try exporter.export(asset)
      #expect(second.file != first.file)
      let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.appending("Out").description)
      #expect(names.count == 2)
    }
  }

  @Test(arguments: [ExportForm.whole, .stripped, .sidecar, .infotext])
  func `the same export once more makes nothing twice`(_ form: ExportForm) async throws {
    try await Self.exported(form) { world, asset, first, _ in
      #expect(!first.wasThere && first.json["already"] == false)
      let second = try Exporter(world.workspace, to: world.folder.appending("Out"), as: form).export(asset)
      #expect(second.wasThere && second.json["already"] == true)
      #expect(second.file == first.file && second.sidecar == first.sidecar)
      let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.appending("Out").description)
      #expect(names.count == (form == .sidecar ? 2 : 1))
    }
  }

  @Test func `an export that was cut off before its sidecar is completed`() async throws {
    try await Self.exported(.sidecar) { world, asset, first, _ in
      let sidecar = try #require(first.sidecar?.description)
      let before = try Data(contentsOf: URL(filePath: sidecar))
      try FileManager.default.removeItem(atPath: sidecar)
      let second = try Exporter(world.workspace, to: world.folder.appending("Out"), as: .sidecar).export(asset)
      #expect(second.file == first.file && !second.wasThere)
      #expect(try Data(contentsOf: URL(filePath: sidecar)) == before)
    }
  }

  @Test func `what the disk refuses is told with its cause, and is no wrong usage`() async throws {
    try await World.with { world in
      let loop = world.folder.appending("loop")
      try FileManager.default.createSymbolicLink(atPath: loop.description, withDestinationPath: "loop")
      #expect {
        _ = try Exporter(world.workspace, to: loop, as: .whole)
      } throws: { error in
        guard case AliceError.system(let sentence) = error else { return false }
        return sentence.contains(loop.description) && sentence.contains("symbolic links")
      }
      let file = world.folder.appending("file")
      try Data().write(to: URL(filePath: file.description))
      #expect {
        _ = try Exporter(world.workspace, to: file.appending("out"), as: .whole)
      } throws: { error in
        if case AliceError.export(.notAFolder) = error { true } else { false }
      }
    }
  }

  @Test func `the library is no place for copies`() async throws {
    try await World.with { world in
      let out = world.root.appending("Out")
      #expect(throws: AliceError.self) { _ = try Exporter(world.workspace, to: out, as: .whole) }
    }
  }

  @Test func `what cannot be stripped is not given away`() async throws {
    try await World.with { world in
      try world.drop("media/codestream.jxl")
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      let out = world.folder.appending("Out")
      #expect(throws: AliceError.notExportable(asset.path, format: "jxl")) {
        _ = try Exporter(world.workspace, to: out, as: .stripped).export(asset)
      }
      #expect(!FileManager.default.fileExists(atPath: out.description))
    }
  }
}
