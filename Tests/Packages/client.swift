import AliceKit
import Logging

// usage: client LIBRARY FOLDER
let log = Logger(label: "client")
let alice = try Alice(library: CommandLine.arguments[1])
let report = try await alice.organize(OrganizeRequest(sources: [BytePath(CommandLine.arguments[2])]))
log.info("organized", metadata: ["placed": "\(report.placed.count)"])
for asset in try alice.search("mountain OR hills") {
  print(asset.id.short, alice.file(of: asset))
}
