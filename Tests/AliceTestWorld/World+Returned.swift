import AliceLibrary
import AliceMedia
package import AliceModel
import AliceOrganize
import AliceWorkspace
import Foundation

/// A file as a provider returns it.
package struct Returned: Sendable {
  package let bytes: [UInt8]
  private let name: String?
  private let type: String?

  package init(_ bytes: [UInt8], _ name: String?, type: String? = nil) {
    self.bytes = bytes
    self.name = name
    self.type = type
  }

  package init(_ text: String, _ name: String?, type: String? = nil) { self.init(Array(text.utf8), name, type: type) }

  /// A mesh of one triangle that names its material.
  package static let mesh = Returned("mtllib material.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "mesh.obj")
  package static let material = Returned("newmtl red\nmap_Kd texture.png\n", "material.mtl")
  package static let scene = Returned(
    Array("glTF".utf8) + [2, 0, 0, 0, 12, 0, 0, 0], "scene.glb", type: "model/gltf-binary")

  fileprivate func file(in library: Library) throws -> ReturnedFile {
    let temporary = try library.temporaryFile(suffix: "")
    try temporary.write(bytes)
    return ReturnedFile(file: try temporary.finish(), told: ToldFormat(name: name, contentType: type), key: "out")
  }
}

extension World {
  /// Keeps a file with its companions as a generation does.
  package func keep(_ main: Returned, with others: [Returned] = [], prompt: String = "a tin robot") throws -> Asset {
    let now = Clock.system.now()
    let provenance = Provenance(
      recipe: Recipe(prompt: prompt, model: "hunyuan3d"), provider: "fal", generator: .alice, created: now)
    let file = try main.file(in: workspace.library)
    let inspection = try MediaFile.inspect(file.file, offsetMinutes: now.offsetMinutes, told: file.told)
    var candidate = Candidate(
      source: "https://example.org/file", file: file.file, inspection: inspection,
      record: AssetRecord(provenance: provenance, added: now), modified: now, texts: inspection.entries)
    try candidate.accompany(with: others.map { try $0.file(in: workspace.library) })
    let planner = IngestPlanner(layout: try workspace.layout(), withQuality: false, workspace: workspace)
    switch try Ingester(workspace: workspace).apply(planner.steps(for: [candidate])).first {
    case .placed(let asset, _, _): return asset
    default: throw POSIXError(.EIO)
    }
  }

  package func bytes(_ path: BytePath) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: root.appending(path).description)))
  }

  package func problems(verified: Bool = false) throws -> [String] {
    try LibraryCheck(workspace).run(repair: false, verification: verified ? .all : nil).findings
      .filter(\.isProblem).map(\.kind)
  }
}
