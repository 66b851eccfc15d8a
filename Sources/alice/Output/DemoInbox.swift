import AliceKit
import CDemoFiles
import Foundation

/// Files of other generators, created for the demo.
enum DemoInbox {
  static func fill(_ folder: BytePath) throws {
    let url = URL(filePath: folder.description)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for index in 0..<demo_file_count() {
      let file = demo_file_at(index)
      try Data(bytes: file.bytes, count: file.count).write(to: url.appending(path: String(cString: file.name)))
    }
  }
}
