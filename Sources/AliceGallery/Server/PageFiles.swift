import AliceKit
import AliceNumbers
import Hummingbird

/// The files of the page, which are part of the program.
struct PageFiles: Sendable {
  /// A hash of all files, which is part of their addresses: a new version of the program has new addresses.
  let build: String
  private let files: [String: [UInt8]]
  private let index: [UInt8]

  static let embedded = PageFiles(EmbeddedFiles.all, index: PackageResources.index_html)

  init(_ files: [String: [UInt8]], index: [UInt8]) {
    self.files = files
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) + [(key: "index.html", value: index)] {
      for byte in Array(name.utf8) + [0] + bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    build = String(hash, radix: 16)
    self.index = Array(String(decoding: index, as: UTF8.self).replacing("/a/BUILD/", with: "/a/\(build)/").utf8)
  }

  var page: Reply {
    Reply(headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"], body: .bytes(index))
  }

  func file(_ name: String, ofBuild requested: String) throws(Problem) -> Reply {
    guard requested == build, let bytes = files[name] else { throw .notFound() }
    return Reply(
      headers: [.contentType: PageFiles.type(of: name), .cacheControl: "private, max-age=31536000, immutable"],
      body: .bytes(bytes))
  }

  private static func type(of name: String) -> String {
    switch BytePath(name).fileExtension {
    case "js": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "application/octet-stream"
    }
  }
}
